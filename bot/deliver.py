"""From effects to rows: parts in the mailbox, deliveries in the outbox, what is drawn again."""

from collections.abc import Iterable
from typing import Any

from bot.addresses import delivery_row, targets_of
from bot.cards import CardRef
from bot.effects import Ask, Effect, Present, Say, Show, To, Whisper
from bot.errors import Refusal
from bot.mailing import flush_at
from bot.texts import _
from bot.timetable.mail import wanted
from bot.turn import Turn
from storage import mailbox, outbox


def apply(turn: Turn, effects: Iterable[Effect]) -> list[Whisper | Present | Ask]:
    """Keep what must survive as rows of this transaction; return the answers of this moment."""
    answers: list[Whisper | Present | Ask] = []
    parts: list[dict[str, Any]] = []
    shown: list[Show] = []
    for effect in effects:
        match effect:
            case Say():
                parts.append(_part(turn, effect))
            case Show():
                shown.append(effect)
            case Whisper() | Present() | Ask():
                answers.append(effect)
    _show(turn, shown)
    if parts and any(new["state"] == "waiting" for new in mailbox.put(turn.connection, parts)):
        flush_at(turn, turn.now)
    return answers


def _part(turn: Turn, say: Say) -> dict[str, Any]:
    state = "waiting"
    if say.to.kind == "person" and not wanted(turn.view.member(say.to.id), say.needs_answer):
        state = "unwanted"
    return {
        "key": say.key,
        "network_id": turn.network.id,
        "to_kind": say.to.kind,
        "to_id": say.to.id,
        "kind": say.card.kind,
        "args": list(say.card.args),
        "why": say.why,
        "urgent": say.urgent,
        "needs_answer": say.needs_answer,
        "wish": turn.now,
        "not_before": turn.now,
        "serves_until": say.serves_until,
        "state": state,
    }


def _show(turn: Turn, shown: list[Show]) -> None:
    # Of many votes in one transaction every fifth statement would otherwise be this one.
    again = [(one.card.kind, one.card.args) for one in shown if not one.post]
    turn.unit.by_the_end(outbox.want, again)
    for one in shown:
        if one.post:
            _post(turn, one.card)


def _post(turn: Turn, card: CardRef) -> None:
    if not turn.network.ready:
        raise Refusal(
            _("Nothing is sent before a facilitator presses ready. Type 'plan' to see where it is.")
        )
    to = To("room", turn.network.id)
    made = [delivery_row(turn, to, [card], target) for target in targets_of(turn, [to])[to]]
    outbox.put(turn.connection, made)
