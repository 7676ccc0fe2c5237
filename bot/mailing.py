"""The mailbox: what waits there goes out merged, is held back, or is dropped."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from bot.addresses import Target, delivery_row, targets_of
from bot.cards import CardRef
from bot.effects import Effect, To
from bot.timetable.mail import LOOKED_BACK, Verdict, decide, wanted
from bot.turn import Turn
from storage import mailbox, moments, outbox
from storage.delivery import Parcel
from storage.mailbox import Part

FLUSH = "mail.flush"


def flush_at(turn: Turn, when: datetime) -> None:
    """Have the mailbox looked at by a moment (UTC) at the latest."""
    subject = str(turn.network.id)
    planned = moments.find(turn.connection, FLUSH, subject)
    if planned is None or planned.state != "planned" or planned.due_at > when:
        moments.plan(turn.connection, turn.network.id, FLUSH, subject, when, rank=1)


@dataclass(frozen=True)
class _Waiting:
    """A waiting part with its end as a wall-clock time."""

    part: Part
    until: datetime | None

    @property
    def urgent(self) -> bool:
        return self.part.urgent


@dataclass
class _Round:
    """What one look into the mailbox comes to, written down together at its end."""

    unwanted: list[Part] = field(default_factory=list)
    missed: list[Part] = field(default_factory=list)
    held: dict[datetime, list[Part]] = field(default_factory=lambda: defaultdict(list))
    carried: list[tuple[Part, UUID]] = field(default_factory=list)
    deliveries: list[dict[str, Any]] = field(default_factory=list)


def flush(turn: Turn) -> list[Effect]:
    """Send, merge, hold back or drop what waits in a network's mailbox."""
    view, round_ = turn.view, _Round()
    now_due = {
        to: group for to, group in _waiting(turn, round_).items() if _is_due(group, turn.now)
    }
    targets = targets_of(turn, now_due)
    persons = {to.id for to in now_due if to.kind == "person"}
    sent = outbox.sent_privately(turn.connection, persons, turn.now - LOOKED_BACK)
    for to, group in now_due.items():
        history = [view.local(one) for one in sent.get(to.id, [])] if to.kind == "person" else None
        verdict = decide(group, history, turn.local_now, view.quiet)
        _judge(turn, to, group, verdict, targets[to], round_)
    _write_down(turn, round_)
    _plan_next(turn)
    return []


def _waiting(turn: Turn, round_: _Round) -> dict[To, list[_Waiting]]:
    """Group what waits, without what people who left or chose less since then get no more."""
    view = turn.view
    groups: dict[To, list[_Waiting]] = defaultdict(list)
    for part in mailbox.waiting(turn.connection, view.id):
        if part.to_kind == "person" and not wanted(view.member(part.to_id), part.needs_answer):
            round_.unwanted.append(part)
            continue
        until = view.local(part.serves_until) if part.serves_until else None
        groups[To(part.to_kind, part.to_id)].append(_Waiting(part, until))  # type: ignore[arg-type] # the column holds these kinds
    return groups


def _is_due(group: Sequence[_Waiting], now: datetime) -> bool:
    return any(one.part.not_before <= now for one in group)


def _judge(
    turn: Turn,
    to: To,
    group: list[_Waiting],
    verdict: Verdict[_Waiting],
    targets: list[Target],
    round_: _Round,
) -> None:
    round_.missed += [one.part for one in verdict.missed]
    if verdict.again is not None:
        left = [one.part for one in group if one not in verdict.missed]
        round_.held[turn.view.utc(verdict.again)] += left
    parts = [one.part for one in verdict.send]
    if parts and targets:
        made = _merged(turn, to, parts, targets)
        round_.carried += [(part, made[0]["id"]) for part in parts]
        round_.deliveries += made
    else:
        round_.missed += parts


def _merged(turn: Turn, to: To, parts: list[Part], targets: list[Target]) -> list[dict[str, Any]]:
    quiet = turn.view.quiet
    refs = [CardRef(part.kind, tuple(part.args)) for part in parts]
    together = {
        "why": ",".join(dict.fromkeys(part.why for part in parts)),
        "urgent": any(part.urgent for part in parts),
        "window_until": turn.view.utc(quiet.quiet_again_at(turn.local_now)),
        "expires_at": min((p.serves_until for p in parts if p.serves_until), default=None),
    }
    return [delivery_row(turn, to, refs, target) | together for target in targets]


def _write_down(turn: Turn, round_: _Round) -> None:
    for parts, state in ((round_.unwanted, "unwanted"), (round_.missed, "missed")):
        if parts:
            mailbox.mark(turn.connection, parts, state)
    for until, parts in round_.held.items():
        mailbox.hold(turn.connection, parts, until)
    mailbox.send(turn.connection, round_.carried)
    outbox.put(turn.connection, round_.deliveries)


def _plan_next(turn: Turn) -> None:
    left = mailbox.waiting(turn.connection, turn.network.id)
    again = min((part.not_before for part in left), default=None)
    if again is not None:
        flush_at(turn, again)


def put_back(turn: Turn, delivery: Parcel) -> None:
    """Find another moment for a delivery whose time of day passed before it could be sent.

    A private message goes back to the mailbox, where it is merged and counted anew; a post to a
    room keeps its place and waits for the next allowed moment, or expires. Nothing is done where
    it does not wait any more: another worker, or a person, was first.
    """
    if not outbox.waits(turn.connection, delivery):
        return
    if delivery.to_kind == "person":
        mailbox.put_back(turn.connection, delivery.id)
        outbox.remove(turn.connection, delivery.id)
        flush_at(turn, turn.now)
        return
    view = turn.view
    chance = view.quiet.next_allowed(turn.local_now)
    if delivery.expires_at is not None and view.utc(chance) >= delivery.expires_at:
        mailbox.mark_missed(turn.connection, delivery.id)
        outbox.expire(turn.connection, delivery.id)
        return
    window = view.utc(view.quiet.quiet_again_at(chance))
    outbox.postpone(turn.connection, delivery.id, view.utc(chance), window)
