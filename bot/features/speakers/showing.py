"""The cards, the lines of the timetable, the home view and the gallery's samples of this slice."""

from collections.abc import Iterator

from bot.cards import Actions, Button, Card, CardRef, Element, Text
from bot.effects import Reply
from bot.features.speakers import cards, finding, loading, managing_cards, words
from bot.features.speakers.model import Occasion
from bot.features.speakers.news import QUESTIONS, READING, redrawn
from bot.features.speakers.slice import feature
from bot.news import MeetingCancelled, MeetingChanged, MeetingMoved, MemberLeft
from bot.texts import _, listed, n_, short_date
from bot.timetable.lines import Post, person, room
from bot.timetable.load import load_view
from bot.timetable.view import MeetingView, NetworkView
from bot.turn import Scene, Turn
from storage import outbox
from storage.tables import id_of


@feature.line(
    "reading",
    title=lambda: _("Pre-reading and a call for questions"),
    whom=lambda: _("to the group"),
)
def reading_line(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Post the reading card when a guest speaker comes."""
    if meeting.speakers:
        yield Post(room(view), CardRef(READING, (meeting.id,)))


@feature.line(
    "questions",
    title=lambda: _("The questions, ready to send on"),
    whom=lambda: _("to the facilitators"),
    attention=True,
    looks_after=True,
)
def questions_line(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Give those who look after the meeting the list, also when nobody asked anything."""
    if meeting.speakers:
        for one in view.steering(meeting.id):
            ref = CardRef(QUESTIONS, (meeting.id,))
            yield Post(person(one.id), ref, needs_answer=True)


@feature.card("reading")
def draw_reading(scene: Scene, meeting: int) -> Card | None:
    """Draw a meeting's card; what is cancelled or without speakers is not posted anew."""
    found = loading.occasion(scene, meeting)
    return cards.reading(found) if found and _worth_it(scene, found, READING) else None


@feature.card("questions")
def draw_questions(scene: Scene, meeting: int) -> Card | None:
    """Draw the list for who looks after the meeting; nothing for who does so no longer."""
    found = loading.occasion(scene, meeting) if _may_see(scene, meeting) else None
    if found is None or not _worth_it(scene, found, QUESTIONS):
        return None
    links = {guest.id: scene.links.to("questions", guest.id) for guest in found.guests}
    return managing_cards.ready(found, links)


def _may_see(scene: Scene, meeting: int) -> bool:
    view = scene.once(load_view, scene.network)
    known = any(one.id == meeting for one in view.meetings)
    looks_after = view.steering(meeting) if known else ()
    return scene.facilitator or any(one.id == scene.viewer for one in looks_after)


def _worth_it(scene: Scene, found: Occasion, kind: str) -> bool:
    stands = bool(found.guests) and not found.cancelled
    return stands or outbox.is_shown(scene.connection, kind, (found.meeting,))


@feature.on(MeetingMoved)
@feature.on(MeetingCancelled)
@feature.on(MeetingChanged)
def meeting_changed(_turn: Turn, news: MeetingMoved | MeetingCancelled | MeetingChanged) -> Reply:
    """Draw the cards of a meeting again when it is another than it was."""
    return redrawn(news.meeting)


@feature.on(MemberLeft)
def somebody_left(turn: Turn, _news: MemberLeft) -> Reply:
    """Keep the questions of somebody who left, without their name from now on."""
    found = finding.upcoming(turn.session, turn.network.id, turn.local_now)
    return [effect for one in found for effect in redrawn(id_of(one))]


@feature.home(order=30)
def at_home(scene: Scene) -> Iterator[Element]:
    """What there is to read and to ask for the next meeting, and for facilitators to manage."""
    meeting = finding.with_speakers(scene.session, scene.network, scene.local_now)
    found = loading.occasion(scene, id_of(meeting)) if meeting else None
    if found:
        yield Text(_to_do(found))
    choice = (*_ways_in(scene, found), *(_steering(scene) if scene.facilitator else ()))
    if choice:
        yield Actions(choice)


def _to_do(found: Occasion) -> str:
    day = short_date(found.begins.date())
    first, more = found.guests[: words.MOST_NAMES], len(found.guests) - words.MOST_NAMES
    names = ", ".join(guest.name for guest in first)
    reading = [words.to_read(guest) for guest in first if guest.items]
    if more > 0:
        names = listed([names, n_("one more", "{n} more", more)])
    text = _("Guest on {day}: {names}", day=day, names=names)
    return " · ".join((text, *reading))


def _ways_in(scene: Scene, found: Occasion | None) -> Iterator[Button]:
    if found:
        yield Button(_("Read and ask"), "speakers.open", (scene.network, found.meeting))
    if loading.has_own(scene):
        yield Button(_("My questions"), "speakers.mine", (scene.network,))


def _steering(scene: Scene) -> Iterator[Button]:
    for one in finding.upcoming(scene.session, scene.network, scene.local_now)[:1]:
        args = (scene.network, id_of(one))
        yield Button(_("Guest speakers"), "speakers.speakers", args)
    past = finding.newest_with_speakers(scene.session, scene.network, scene.local_now)
    if past:
        label = _("Answered questions of {day}", day=short_date(past.begins.date()))
        yield Button(label, "speakers.speakers", (scene.network, id_of(past)))
