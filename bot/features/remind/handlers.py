"""Reminders: what arrives, where people find them, and all their handlers together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.calendar.quiet import Reason
from bot.cards import Actions, Button, Card, Element
from bot.features.remind import keeping, setting
from bot.features.remind.cards import (
    ReminderView,
    list_card,
    manage_card,
    note_card,
    preview_card,
    row,
    set_one,
)
from bot.features.remind.declared import feature
from bot.features.remind.forms import reminder_form
from bot.features.remind.rules import Coming
from bot.features.remind.views import Reader, listed_for
from bot.forms import Form
from bot.telling import PlanLine
from bot.texts import _
from bot.timetable.load import load_view
from bot.turn import Scene
from storage import reminders

__all__ = ["feature", "keeping", "setting"]

MOST_AT_HOME = 5


@feature.card("note")
def note(scene: Scene, reminder: int) -> Card | None:
    """Draw a reminder; None when it was cancelled, changed or paused before it could be sent."""
    found = scene.once(reminders.get, scene.network, reminder)
    if found is None or found.state not in ("on", "done"):
        return None
    return note_card(found.text, found.person_id, scene.viewer)


@feature.home(order=40)
def at_home(scene: Scene) -> Iterator[Element]:
    """Show the reminders this person has set, and the ways in."""
    if scene.viewer and reminders.in_force(scene.connection, scene.network):
        network = scene.once(load_view, scene.network)
        reader = Reader(scene.viewer, scene.facilitator, scene.now)
        mine = listed_for(scene.connection, network, reader, mine=True)
        for view in mine[:MOST_AT_HOME]:
            yield from row(view)
    yield Actions((set_one(scene.network), Button(_("Reminders"), "remind.list", (scene.network,))))


@feature.plans
def planned(scene: Scene) -> Iterator[PlanLine]:
    """Show the reminders that this person sets or gets, each at its next five moments."""
    network = scene.once(load_view, scene.network)
    reader = Reader(scene.viewer or 0, scene.facilitator, scene.now)
    for view in listed_for(scene.connection, network, reader):
        if view.state == "on":
            what = _("Reminder: {text}", text=view.text)
            for one in view.coming:
                if one.goes is not None:
                    yield PlanLine(one.goes, view.people, what)


@feature.sample
def samples() -> Iterator[Card | Form]:
    """Show reminders in all their states, without a database."""
    view = ReminderView(1, 1, _("Bring your poster."), 1, coming=_example_times(), me=1)
    yield note_card(view.text, 1, None)
    yield preview_card(view)
    yield preview_card(replace(view, people=tuple(range(1, 14)), maker=2))
    yield manage_card(view)
    yield manage_card(replace(view, people=(1,), state="paused", elsewhere=True))
    yield list_card(1, [view, replace(view, state="paused")])
    yield reminder_form(1, ((2, "Anna"), (3, "Bram")))


def _example_times() -> tuple[Coming, ...]:
    start = datetime.fromisoformat("2026-03-02T09:00")
    reasons: tuple[Reason, ...] = ("hours", "weekend", "holiday", "period")
    moved = [
        Coming(due, due + timedelta(days=1), reason)
        for due, reason in zip(
            [start + timedelta(days=days) for days in (1, 2, 3, 4)], reasons, strict=True
        )
    ]
    return (Coming(start, start, None), *moved[:2], replace(moved[2], goes=None), moved[3])
