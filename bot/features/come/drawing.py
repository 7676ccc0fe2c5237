"""Draws the cards of who comes, and their part of the home view, from what is stored."""

from collections.abc import Iterator

from bot.cards import Actions, Button, Card, Element, Facts, Text, command_button
from bot.features.come import cards
from bot.features.come.cards import ComeFacts
from bot.telling import OpenEnd
from bot.texts import _, n_, short_date
from bot.turn import Scene
from storage import attendance, meetings, networks
from storage.meetings import Attendance, Meeting
from storage.tables import id_of


def facts_of(scene: Scene, meeting: Meeting, person: int | None) -> ComeFacts:
    """Read what the cards of a meeting show to one person, or to a room."""
    mine = attendance.mine(scene.connection, meeting, person) if person else None
    return ComeFacts(
        scene.network,
        networks.get(scene.session, scene.network).template,
        meeting,
        ahead=meeting.begins > scene.local_now,
        calendar=scene.links.to("calendar", id_of(meeting)),
        mine=mine,
        sessions=tuple(attendance.places(scene.connection, meeting)),
        place_in_line=_place_in_line(scene, meeting, mine),
    )


def _place_in_line(scene: Scene, meeting: Meeting, mine: Attendance | None) -> int:
    if mine is None or mine.session_id is None or mine.waiting_since is None:
        return 0
    queue = attendance.queue(scene.connection, meeting, mine.session_id)
    return 1 + [one.person_id for one in queue].index(mine.person_id)


def _found(scene: Scene, meeting_id: int, person: int | None) -> ComeFacts | None:
    meeting = meetings.get(scene.connection, scene.network, meeting_id)
    return facts_of(scene, meeting, person) if meeting else None


def ask(scene: Scene, meeting_id: int, person: int) -> Card | None:
    """Draw the question to one person."""
    facts = _found(scene, meeting_id, person)
    return cards.ask(facts) if facts else None


def unsaid(scene: Scene, meeting_id: int, person: int) -> Card | None:
    """Draw the question to one person for the last time."""
    facts = _found(scene, meeting_id, person)
    return cards.ask(facts, last=True) if facts else None


def place(scene: Scene, meeting_id: int, person: int) -> Card | None:
    """Draw somebody's place in a session."""
    facts = _found(scene, meeting_id, person)
    return cards.place(facts) if facts else None


def ask_room(scene: Scene, meeting_id: int) -> Card | None:
    """Draw the question to the group with those who come."""
    facts = _found(scene, meeting_id, None)
    if facts is None:
        return None
    said = attendance.answers(scene.connection, facts.meeting)
    return cards.ask_room(facts, [one.person_id for one in said if one.answer == "yes"])


def low(scene: Scene, meeting_id: int) -> Card | None:
    """Draw the word to facilitators that few came."""
    facts = _found(scene, meeting_id, None)
    return cards.low(facts) if facts else None


def at_home(scene: Scene) -> Iterator[Element]:
    """Show my next meeting with my answer, and facilitators how many have not said."""
    coming = meetings.coming(scene.connection, scene.network, scene.local_now)
    if not coming:
        return
    facts = facts_of(scene, coming[0], scene.viewer)
    yield Text(_("Next meeting: {name}", name=facts.name), "strong")
    place = ((_("Where"), facts.meeting.place),) if facts.meeting.place else ()
    yield Facts(((_("When"), facts.when), *place))
    yield from cards.answer(facts)
    if scene.facilitator:
        yield from _for_facilitators(scene, facts)


def _for_facilitators(scene: Scene, facts: ComeFacts) -> Iterator[Element]:
    left = _unsaid(scene, facts.meeting)
    if left:
        yield Text(
            n_("{n} person has not answered yet.", "{n} people have not answered yet.", left)
        )
    yield Actions((Button(_("Who comes"), "come.overview", facts.here),))


def _unsaid(scene: Scene, meeting: Meeting) -> int:
    """Count who has not said whether they come."""
    said = {one.person_id for one in attendance.answers(scene.connection, meeting)}
    return len(networks.present(scene.connection, scene.network) - said)


def open_ends(scene: Scene) -> Iterator[OpenEnd]:
    """Ask after the next meeting who has not said, and tell facilitators how many have not."""
    coming = meetings.coming(scene.connection, scene.network, scene.local_now)
    if not coming:
        return
    meeting = coming[0]
    if attendance.mine(scene.connection, meeting, scene.viewer or 0) is None:
        text = _("Do you come on {day}?", day=short_date(meeting.begins.date()))
        yield OpenEnd(text, command_button(_("Answer"), scene.network, "come"), mine=True)
    left = _unsaid(scene, meeting) if scene.facilitator else 0
    if left:
        text = n_(
            "{n} person has not said whether they come on {day}.",
            "{n} people have not said whether they come on {day}.",
            left,
            day=short_date(meeting.begins.date()),
        )
        here = (scene.network, id_of(meeting))
        yield OpenEnd(text, Button(_("Who comes"), "come.overview", here))
