"""Draws the cards of yields, and their part of the home view, from what is stored."""

from collections.abc import Iterator
from datetime import timedelta

from bot.cards import Actions, Button, Card, Element, Text
from bot.features.takeaways import cards, rules
from bot.features.takeaways.cards import TakeAway, YieldFacts
from bot.features.takeaways.lines import post_line
from bot.features.takeaways.slice import feature
from bot.meeting_words import meeting_name, span
from bot.telling import OpenEnd
from bot.texts import _
from bot.timetable.load import load_view
from bot.timetable.moments import offset_for
from bot.timetable.templates import OFF
from bot.timetable.view import MeetingView, NetworkView
from bot.turn import Scene
from storage import mailbox, outbox, takeaways

CARD = "takeaways.yield"
AT_HOME = timedelta(days=45)


def view_of(scene: Scene) -> NetworkView:
    """Return the scene's network as its timetable sees it."""
    return scene.once(load_view, scene.network)


def find(view: NetworkView, meeting_id: int) -> MeetingView | None:
    """Return a meeting of this network that stands, None when there is none of that id."""
    found = (one for one in view.meetings if one.id == meeting_id and not one.cancelled)
    return next(found, None)


def facts_of(scene: Scene, view: NetworkView, meeting: MeetingView) -> YieldFacts:
    """Read what the cards of a yield show."""
    written = takeaways.get(scene.connection, meeting.id)
    at = rules.posted_at(view, meeting, post_line())
    shown = is_out(scene, view, meeting)
    passed = at is None or at <= scene.now
    asked = {member.id for member in rules.writers(view, meeting)}
    others = [(one.id, one.name) for one in view.present if one.id not in asked]
    return YieldFacts(
        view.id,
        meeting.id,
        meeting_name(meeting.number, meeting.title),
        span(meeting.begins, meeting.ends),
        written.lines,
        written.revision,
        goes_at=view.local(at) if at and not passed else None,
        shown=shown,
        can_post=bool(written.lines) and passed and not shown,
        others=tuple(others) if scene.facilitator and scene.viewer else (),
    )


def is_out(scene: Scene, view: NetworkView, meeting: MeetingView) -> bool:
    """Say whether the group has a yield, or it is on its way there."""
    waits = any(
        part.kind == CARD and part.args == [meeting.id]
        for part in mailbox.waiting(scene.connection, view.id)
    )
    return waits or outbox.is_queued(scene.connection, CARD, (meeting.id,))


def take_away(scene: Scene, view: NetworkView, meeting: MeetingView, person: int) -> TakeAway:
    """Read what one person takes to school."""
    tell, ask = takeaways.note(scene.connection, meeting.id, person)
    public = rules.is_public(view, meeting, post_line(), scene.now)
    return TakeAway(
        view.id,
        meeting.id,
        meeting_name(meeting.number, meeting.title),
        span(meeting.begins, meeting.ends),
        takeaways.get(scene.connection, meeting.id).lines if public else (),
        tell,
        ask,
        tuple(takeaways.reading(scene.connection, meeting.id)),
        scene.links.to("takeaway", meeting.id, str(person)),
    )


@feature.card("yield")
def draw_group(scene: Scene, meeting_id: int) -> Card | None:
    """Draw the yield for the group."""
    view = view_of(scene)
    meeting = find(view, meeting_id)
    return cards.group(facts_of(scene, view, meeting)) if meeting else None


@feature.card("ask")
def draw_ask(scene: Scene, meeting_id: int) -> Card | None:
    """Draw the question to a writer."""
    view = view_of(scene)
    meeting = find(view, meeting_id)
    if meeting is None or not rules.may_write(view, meeting, scene.viewer or 0):
        return None
    return cards.ask(facts_of(scene, view, meeting))


@feature.card("school")
def draw_school(scene: Scene, meeting_id: int, person: int) -> Card | None:
    """Draw the question to one person what they take to school."""
    view = view_of(scene)
    meeting = find(view, meeting_id)
    return cards.school(take_away(scene, view, meeting, person)) if meeting else None


@feature.card("recent")
def draw_recent(scene: Scene, *meetings: int) -> Card | None:
    """Draw the newest yields for a newcomer."""
    view = view_of(scene)
    known = (find(view, number) for number in meetings)
    # What was public when they came may have been taken out, or moved ahead, since then.
    public = (one for one in known if one and rules.is_public(view, one, post_line(), scene.now))
    found = [facts_of(scene, view, one) for one in public]
    return cards.listing(found, _("What the last meetings yielded")) if found else None


@feature.home(order=30)
def at_home(scene: Scene) -> Iterator[Element]:
    """Lead to the yield and the way back to school for some weeks after a meeting."""
    view = view_of(scene)
    meeting = rules.latest(view, scene.now)
    if meeting is None:
        return
    here = (scene.network, meeting.id)
    items = [Button(_("What meetings yielded"), "takeaways.list", (scene.network,))]
    if scene.now - view.utc(meeting.ends) < AT_HOME:
        items.insert(0, Button(_("Back to school"), "takeaways.page", here))
        if rules.may_write(view, meeting, scene.viewer or 0):
            items.insert(0, Button(_("The yield"), "takeaways.write", here))
        yield Text(_("After {name}", name=meeting_name(meeting.number, meeting.title)), "strong")
    yield Actions(tuple(items))


@feature.open_ends
def open_ends(scene: Scene) -> Iterator[OpenEnd]:
    """Ask those who may write it after the yield of the last meeting, where the network has one."""
    view, me = view_of(scene), scene.viewer or 0
    meeting = rules.latest(view, scene.now)
    if meeting is None or meeting.has_yield or offset_for(view, "takeaways.ask") == OFF:
        return
    over = view.utc(meeting.ends)
    if over <= scene.now < over + AT_HOME and rules.may_write(view, meeting, me):
        name = meeting_name(meeting.number, meeting.title)
        text = _("The yield of {name} is not written yet.", name=name)
        button = Button(_("The yield"), "takeaways.write", (scene.network, meeting.id))
        yield OpenEnd(text, button, mine=not scene.facilitator)
