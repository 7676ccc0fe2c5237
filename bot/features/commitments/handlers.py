"""Commitments: all their handlers together, and how they look."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.cards import Card, Link
from bot.features.commitments import (
    answering,
    cards,
    editing,
    helping,
    listing,
    making,
    nudging,
    rehearsed,
)
from bot.features.commitments.declared import feature
from bot.features.commitments.forms import BUDDY, GROUP, Preset, commitment_form, date_form
from bot.features.commitments.model import Item
from bot.forms import Form
from bot.texts import _

__all__ = [
    "answering",
    "editing",
    "feature",
    "helping",
    "listing",
    "making",
    "nudging",
    "rehearsed",
]


@feature.sample
def samples() -> Iterator[Card | Form]:
    """Show commitments in all their states, without a database."""
    item = Item(
        1, 1, _("visit two schools"), (1,), me=1, until=datetime.fromisoformat("2026-03-12T23:59")
    )
    rich = replace(
        item,
        organisation="De Linde",
        owners=(1, 2),
        trigger=_("a pupil gives up"),
        because=_("they learn from it"),
        meeting=True,
        visible=GROUP,
        link="/in/room",
        carried=2,
        changes=(_("What changed"),),
    )
    yield cards.draft_card(replace(rich, asked=(3,), visible=BUDDY, buddy=4))
    yield cards.manage_card(rich)
    for stage in (1, 2):
        yield cards.nudge_card(replace(item, stage=stage))
    yield cards.nudge_card(rich)
    yield cards.ask_card(item, 2)
    yield cards.buddy_card(item, 2)
    yield cards.whom_card(replace(item, visible=BUDDY, buddy=2))
    yield cards.help_card(item.text, 1)
    links = (Link(_("As CSV"), "/"), Link(_("As Excel"), "/"))
    yield cards.mine_card(1, [item, replace(item, state="done")], links)
    yield cards.mine_card(1, [], ())
    yield cards.others_card(1, [replace(item, me=2), replace(item, state="done", me=2)], [], links)
    yield from _forms()


def _forms() -> Iterator[Form]:
    people = ((1, "Anna"), (2, "Bram"))
    yield commitment_form(
        "commitments.create", (1, 0, ""), people, Preset(owners=(1,), mine="De Linde")
    )
    yield date_form((1, 1), meeting=True)
