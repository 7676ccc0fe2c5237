"""What needs a facilitator's attention, for the home view: it stands there whatever one gets."""

from collections.abc import Iterator

from bot.cards import Card, Element, Text
from bot.registry import Registry
from bot.texts import _
from bot.timetable.lines import Line, person
from bot.timetable.load import load_view
from bot.timetable.moments import line_moment, serves_until
from bot.timetable.view import MeetingView, NetworkView
from bot.turn import Scene


def attention(registry: Registry, scene: Scene) -> Iterator[Element]:
    """Yield what the timetable told facilitators and still holds; nothing for anybody else."""
    cards = [*_cards(registry, scene)] if scene.facilitator else []
    if cards:
        yield Text(_("What needs attention"), "strong")
    for card in cards:
        yield Text(card.title)
        yield from card.body


def _cards(registry: Registry, scene: Scene) -> Iterator[Card]:
    view = scene.once(load_view, scene.network)
    me = person(scene.viewer or 0)
    for line, meeting in _serving(registry, scene, view):
        for post in line.posts(view, meeting):
            draw = registry.cards[post.card.kind]
            if post.to == me and (card := draw(scene, *post.card.args)):
                yield card


def _serving(
    registry: Registry, scene: Scene, view: NetworkView
) -> Iterator[tuple[Line, MeetingView]]:
    lines = [line for line in registry.lines.values() if line.attention]
    for meeting in view.meetings:
        for line in lines if not meeting.cancelled else ():
            moment = line_moment(view, line, meeting)
            if moment and moment.due_at <= scene.now < serves_until(view, line, meeting):
                yield line, meeting
