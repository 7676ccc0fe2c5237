"""Changing a commitment that is kept, with a trace for its owners."""

from dataclasses import replace
from typing import Any

from bot.cards import Card
from bot.effects import Ask, Effect, Reply, Whisper
from bot.errors import Refusal
from bot.features.commitments import asking, finding
from bot.features.commitments.answering import noted, put_until
from bot.features.commitments.asking import ask, redrawn, told
from bot.features.commitments.cards import manage_card
from bot.features.commitments.declared import feature
from bot.features.commitments.forms import (
    BUDDY,
    GROUP,
    ME,
    Filled,
    Preset,
    commitment_form,
    read_form,
)
from bot.features.commitments.making import buddy_values, draft_form
from bot.features.commitments.nudging import free_buddy
from bot.features.commitments.settling import Until, check_ready, reader, settled
from bot.features.commitments.views import as_owner, number, with_changes
from bot.forms import Form
from bot.texts import _
from bot.turn import Turn
from storage import commitments
from storage.commitments import Commitment

SIGHTS = (ME, BUDDY, GROUP)
TEXTS = ("text", "trigger", "because")


@feature.press("change", asks=True)
def change(turn: Turn, commitment: int) -> Reply:
    """Open the form with a draft, or a commitment that is kept, in it."""
    row = commitments.get(turn.connection, turn.network.id, commitment)
    if row is not None and row.state == "draft":
        return draft_form(turn, finding.draft(turn, commitment))
    return [Ask(_form(turn, finding.own(turn, commitment)))]


def _form(turn: Turn, row: Commitment) -> Form:
    people = tuple((one.id, one.name) for one in turn.view.present)
    preset = Preset(
        text=row.text,
        until=_said(row),
        visible=row.visible,
        buddy=row.buddy_id or 0 if row.buddy_agreed else 0,
        trigger=row.trigger,
        because=row.because,
    )
    intro = _("Those who do it see what changed and when; nobody else does.")
    args = (turn.network.id, number(row))
    return commitment_form("commitments.edit", args, people, preset, intro)


def _said(row: Commitment) -> str:
    if row.meeting_id is not None or row.until is None:
        return _("next meeting")
    return f"{row.until:%Y-%m-%d %H:%M}" if row.has_time else f"{row.until:%Y-%m-%d}"


@feature.form("edit", parse=read_form)
def edit(turn: Turn, filled: Filled, commitment: int) -> Reply:
    """Keep what was changed."""
    row = finding.own(turn, commitment)
    owners = tuple(commitments.owners_of(turn.connection, commitment))
    seen = buddy_values(turn, filled, owners)
    until = _until(turn, row, filled)
    changed = "words" if _put_texts(turn, row, filled) else ""
    asked = _put_sight(turn, row, seen)
    if until is not None:
        put_until(turn, row, until)
        changed = changed or "day"
    others = told(turn, row, changed) if changed else []
    return [*asked, *others, *redrawn(turn, commitment), Whisper(_shown(turn, commitment))]


def _until(turn: Turn, row: Commitment, filled: Filled) -> Until | None:
    """Return the new date, None when it stays as it is, even where that has passed."""
    return None if filled.said == _said(row) else settled(turn, filled.until, filled.said)


def _put_texts(turn: Turn, row: Commitment, filled: Filled) -> bool:
    """Keep the words, and say whether they are others than before."""
    before = {what: getattr(row, what) for what in TEXTS}
    values = {what: getattr(filled, what) for what in TEXTS}
    for what in TEXTS:
        noted(turn, number(row), what, before[what], values[what])
    commitments.change(turn.connection, number(row), values)
    return before != values


def _put_sight(turn: Turn, row: Commitment, seen: dict[str, Any]) -> list[Effect]:
    """Keep who sees it; a new buddy is asked, and an old one is one no longer."""
    commitment, buddy = number(row), seen["buddy_id"]
    same = buddy == row.buddy_id and row.visible == seen["visible"]
    if same:
        return []
    _check_consent(turn, row, seen)
    free_buddy(turn, commitment)
    names = {"me": _("Only me"), "buddy": _("One buddy"), "group": _("The group")}
    noted(turn, commitment, "visible", names[row.visible], names[seen["visible"]])
    commitments.change(turn.connection, commitment, {**seen, "buddy_agreed": False})
    if seen["visible"] != BUDDY:
        return []
    check_ready(turn)
    say = ask(row, asking.BUDDY, buddy)
    return [replace(say, key=f"{say.key}:{turn.now.isoformat()}")]


def _check_consent(turn: Turn, row: Commitment, seen: dict[str, Any]) -> None:
    """Refuse to show to more people what others do too, or are asked to: they agreed to less."""
    states = commitments.owners_of(turn.connection, number(row))
    together = any(states[one] in ("yes", "asked") for one in states if one != turn.who.id)
    narrower = SIGHTS.index(seen["visible"]) < SIGHTS.index(row.visible)
    if together and not narrower:
        raise Refusal(
            _(
                "You do this with others, and they agreed to who sees it. To show it to more"
                " people, let it go and make it anew: then they are asked."
            ),
            "visible",
        )


def _shown(turn: Turn, commitment: int) -> Card:
    row = finding.own(turn, commitment)
    states = commitments.owners_of(turn.connection, commitment)
    item = as_owner(row, states, reader(turn))
    return manage_card(with_changes(turn.connection, item))
