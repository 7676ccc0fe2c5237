"""What the gallery shows of commitments, in all their states and without a database."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from bot.cards import Card, Link
from bot.features.commitments import cards
from bot.features.commitments.forms import BUDDY, GROUP, ME, Preset, commitment_form, date_form
from bot.features.commitments.model import Item
from bot.features.commitments.wording import change_line
from bot.forms import Form
from bot.texts import _
from storage.commitments import CommitmentChange

UNTIL = datetime.fromisoformat("2026-03-12T23:59")
CHANGED = datetime(2026, 3, 3, 9, tzinfo=UTC)


def samples() -> Iterator[Card | Form]:
    """Draw every card and form of commitments."""
    item = Item(1, 1, _("visit two schools"), (1,), me=1, until=UNTIL)
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
        changes=tuple(_changes()),
    )
    yield from _drafts(item, rich)
    yield cards.manage_card(rich)
    yield cards.manage_card(replace(item, because=_("because they learn from it")))
    yield cards.manage_card(replace(item, carried=1, visible=BUDDY, buddy=2))
    yield from (cards.manage_card(replace(item, state=state)) for state in ("done", "let_go"))
    for stage in (1, 2):
        yield cards.nudge_card(replace(item, stage=stage))
    yield cards.nudge_card(rich)
    yield from _asking(replace(item, owners=(2,)))
    yield cards.whom_card(replace(item, visible=BUDDY, buddy=2))
    yield cards.whom_card(item)
    yield cards.help_card(item.text, 1)
    yield cards.ask_card(replace(item, owners=(2,)), 2, changed=True)
    both = replace(item, owners=(1, 2))
    yield from (cards.told_card(both, 2, what) for what in ("words", "day", "go"))
    yield from _lists(item)
    yield from _forms()


def _changes() -> Iterator[str]:
    because = _("they learn from it")
    for what, before, after in (
        ("visible", _("Only me"), _("The group")),
        ("because", "", because),
    ):
        change = CommitmentChange(
            commitment_id=1, person_id=1, at=CHANGED, what=what, before=before, after=after
        )
        yield change_line(change)


def _drafts(item: Item, rich: Item) -> Iterator[Card]:
    yield cards.draft_card(item)
    yield cards.draft_card(replace(item, until=None, asked=(2,)))
    yield cards.draft_card(replace(item, until=UNTIL.replace(hour=15, minute=0), has_time=True))
    yield cards.draft_card(replace(rich, asked=(3,), visible=BUDDY, buddy=4))
    yield cards.draft_card(replace(item, visible=BUDDY))
    yield cards.draft_card(item, changed=True)


def _asking(item: Item) -> Iterator[Card]:
    for visible in (ME, BUDDY, GROUP):
        yield cards.ask_card(replace(item, visible=visible), 2)
    yield cards.buddy_card(replace(item, visible=BUDDY), 2)


def _lists(item: Item) -> Iterator[Card]:
    links = (Link(_("As CSV"), "/"), Link(_("As Excel"), "/"))
    states = [replace(item, state=state) for state in ("done", "let_go")]
    yield cards.mine_card(1, [item, *states], links)
    yield cards.mine_card(1, [], ())
    shared = replace(item, me=2, visible=GROUP)
    yield cards.others_card(1, [shared, replace(shared, state="done")], [], links)
    yield cards.others_card(1, [], [shared], ())


def _forms() -> Iterator[Form]:
    people = ((1, "Anna"), (2, "Bram"))
    preset = Preset(owners=(1,), mine="De Linde")
    yield commitment_form("commitments.create", (1, 0, ""), people, preset)
    known = Preset(_("visit two schools"), until="12-03-2026", visible=BUDDY, buddy=2)
    yield commitment_form("commitments.edit", (1, 1), people, known)
    yield commitment_form("commitments.create", (1, 0, ""), people, replace(preset, mine=""))
    yield date_form((1, 1), meeting=True)
    yield date_form((1, 1), meeting=False)
