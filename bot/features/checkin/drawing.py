"""Draws the cards of the check-in, and its part of the home view, from what is stored."""

from collections.abc import Iterator

from bot.cards import Actions, Button, Card, Element
from bot.features.checkin import cards, rules
from bot.features.checkin.cards import AskFacts, Call, CallFacts
from bot.features.checkin.slice import feature
from bot.meeting_words import meeting_name
from bot.telling import OpenEnd
from bot.texts import _, n_
from bot.timetable.load import load_view
from bot.timetable.view import MeetingView, NetworkView
from bot.turn import Scene
from storage import checkins, people
from storage.checkins import Said

MOST_MEETINGS = 3


def view_of(scene: Scene) -> NetworkView:
    """Return the scene's network as its timetable sees it."""
    return scene.once(load_view, scene.network)


def find(view: NetworkView, meeting_id: int) -> MeetingView | None:
    """Return a meeting of this network that stands, None when there is none of that id."""
    found = (one for one in view.meetings if one.id == meeting_id and not one.cancelled)
    return next(found, None)


def name_of(meeting: MeetingView) -> str:
    """Name a meeting."""
    return meeting_name(meeting.number, meeting.title)


def call_facts(scene: Scene, view: NetworkView, meeting: MeetingView) -> CallFacts:
    """Read the call list of a meeting."""
    notes = checkins.calls(scene.connection, meeting.id)
    calls = []
    for subject in checkins.subjects(scene.connection, view.id):
        note = notes.get(subject.owner)
        calls.append(Call(subject, note.called, note.note) if note else Call(subject))
    kept = rules.kept_until(view, meeting)
    until, closed = view.local(kept).date(), kept <= scene.now
    return CallFacts(view.id, meeting.id, name_of(meeting), until, tuple(calls), closed)


def ask_facts(scene: Scene, meeting: MeetingView, turn: str, person: int) -> AskFacts:
    """Read what one person, or their organisation, answered."""
    here = (scene.connection, scene.network)
    found = checkins.mine(*here, meeting.id, turn, person)
    others = {one for one in checkins.colleagues(*here, person) if one != person}
    names = tuple(sorted(people.names(scene.connection, others).values()))
    text, visible = (found.text, found.visible) if found else ("", "")
    mine = found is None or found.person_id == person
    return AskFacts(scene.network, meeting.id, name_of(meeting), turn, text, visible, mine, names)


@feature.card("calls")
def draw_calls(scene: Scene, meeting_id: int) -> Card | None:
    """Draw the call list, only for those who have it."""
    view = view_of(scene)
    meeting = find(view, meeting_id)
    if meeting is None or not rules.may_call(view, meeting, scene.viewer or 0):
        return None
    return cards.call_list(call_facts(scene, view, meeting))


@feature.card("first")
def draw_first(scene: Scene, meeting_id: int, person: int) -> Card | None:
    """Draw the first question to one person."""
    return _question(scene, meeting_id, rules.FIRST, person)


@feature.card("second")
def draw_second(scene: Scene, meeting_id: int, person: int) -> Card | None:
    """Draw the second question to one person."""
    return _question(scene, meeting_id, rules.SECOND, person)


def _question(scene: Scene, meeting_id: int, turn: str, person: int) -> Card | None:
    meeting = find(view_of(scene), meeting_id)
    return cards.question(ask_facts(scene, meeting, turn, person)) if meeting else None


def answers(scene: Scene, view: NetworkView, person: int) -> Card:
    """Draw the answers after the newest meetings that a person may see."""
    ours = checkins.organisation_of(scene.connection, view.id, person)
    found = []
    for meeting in sorted(view.meetings, key=lambda one: one.begins, reverse=True):
        said = checkins.answers(scene.connection, meeting.id)
        steers = scene.facilitator and rules.may_call(view, meeting, person)
        seen = [one for one in said if _may_see(one, person, ours, steers=steers)]
        if seen and not meeting.cancelled:
            found.append((name_of(meeting), seen))
    return cards.answers(view.id, found[:MOST_MEETINGS], person)


def _may_see(said: Said, person: int, ours: int | None, *, steers: bool) -> bool:
    # An answer belongs to the organisation it was given for, wherever its writer is by now.
    if said.visible == rules.ME or said.person == person:
        return said.person == person
    ours_too = said.school is not None and said.school == ours
    return said.visible == rules.GROUP or steers or ours_too


@feature.home(order=35)
def at_home(scene: Scene) -> Iterator[Element]:
    """Lead to the call list and the check-in where the network has them."""
    view = view_of(scene)
    meeting = rules.latest(view, scene.now)
    if meeting is None:
        return
    items = []
    open_ = rules.kept_until(view, meeting) > scene.now and rules.has_calls(view)
    if open_ and rules.may_call(view, meeting, scene.viewer or 0):
        items.append(Button(_("Call list"), "checkin.calls", (scene.network, meeting.id)))
    if rules.asks(view):
        items.append(Button(_("Say how it is going"), "checkin.open", (scene.network,)))
        items.append(Button(_("What others say"), "checkin.list", (scene.network,)))
    if items:
        yield Actions(tuple(items))


@feature.open_ends
def open_ends(scene: Scene) -> Iterator[OpenEnd]:
    """Tell who has the call list how many are on it to be called."""
    view = view_of(scene)
    meeting = rules.latest(view, scene.now)
    if meeting is None or not rules.has_calls(view):
        return
    if not rules.may_call(view, meeting, scene.viewer or 0):
        return
    facts = call_facts(scene, view, meeting)
    left = sum(not call.called for call in facts.calls)
    if left and not facts.closed:
        text = n_(
            "{n} call to make after {name}.", "{n} calls to make after {name}.", left,
            name=facts.name,
        )  # fmt: skip
        yield OpenEnd(text, Button(_("Call list"), "checkin.calls", (scene.network, meeting.id)))
