"""From effects to rows: parts in the mailbox, deliveries in the outbox, and what is drawn again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from bot.cards import CardRef
from bot.effects import Ask, Effect, Present, Say, Show, To, Whisper
from bot.errors import Refusal
from bot.texts import _
from bot.timetable.mail import LOOKED_BACK, Verdict, decide, wanted
from bot.turn import Turn
from storage import mailbox, moments, networks, outbox, people
from storage.mailbox import Part

FLUSH = "mail.flush"

_Target = tuple[str, str, str, str]
"""Platform, tenant, and there a room or a user; the other of the two is ''."""


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
        _flush_at(turn, turn.now)
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


def _flush_at(turn: Turn, when: datetime) -> None:
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
    targets = _targets(turn, now_due)
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
    targets: list[_Target],
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


def _merged(turn: Turn, to: To, parts: list[Part], targets: list[_Target]) -> list[dict[str, Any]]:
    quiet = turn.view.quiet
    refs = [CardRef(part.kind, tuple(part.args)) for part in parts]
    together = {
        "why": ",".join(dict.fromkeys(part.why for part in parts)),
        "urgent": any(part.urgent for part in parts),
        "window_until": turn.view.utc(quiet.quiet_again_at(turn.local_now)),
        "expires_at": min((p.serves_until for p in parts if p.serves_until), default=None),
    }
    return [_delivery(turn, to, refs, target) | together for target in targets]


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
        _flush_at(turn, again)


def _show(turn: Turn, shown: list[Show]) -> None:
    # First what is up already: what is posted here is drawn as it stands then anyway.
    again = [(one.card.kind, one.card.args) for one in shown if not one.post]
    outbox.want(turn.connection, again)
    for one in shown:
        if one.post:
            _post(turn, one.card)


def _post(turn: Turn, card: CardRef) -> None:
    if not turn.network.ready:
        raise Refusal(
            _("Nothing is sent before a facilitator presses ready. Type 'plan' to see where it is.")
        )
    to = To("room", turn.network.id)
    made = [_delivery(turn, to, [card], target) for target in _targets(turn, [to])[to]]
    outbox.put(turn.connection, made)


def _delivery(turn: Turn, to: To, refs: list[CardRef], target: _Target) -> dict[str, Any]:
    delivery, (platform, tenant, room, user) = turn.new_id(), target
    language = turn.network.language if to.kind == "room" else turn.view.member(to.id).language
    return {
        "id": delivery,
        "key": str(delivery),
        "network_id": turn.network.id,
        "to_kind": to.kind,
        "to_id": to.id,
        "platform": platform,
        "tenant": tenant,
        "room": room,
        "user": user,
        "lane": ":".join((platform, tenant, room or f"@{user}")),
        "language": language,
        "refs": [[ref.kind, list(ref.args)] for ref in refs],
        "why": "",
        "urgent": True,
        "due_at": turn.now,
        "window_until": None,
        "expires_at": None,
        "state": "pending",
        "attempt": 0,
        "owner": "",
        "external_ref": "",
        "last_error": "",
        "wanted_rev": 1,
        "shown_rev": 0,
        "edit_at": turn.now,
    }


def _targets(turn: Turn, recipients: Iterable[To]) -> dict[To, list[_Target]]:
    found: dict[To, list[_Target]] = {to: [] for to in recipients}
    people_ = [to.id for to in found if to.kind == "person"]
    accounts = people.first_accounts(turn.connection, people_) if people_ else {}
    for to, targets in found.items():
        if to.kind == "room":
            rooms = networks.rooms(turn.connection, to.id)
            targets += [(platform, tenant, room, "") for _id, platform, tenant, room in rooms]
        elif to.id in accounts:
            platform, tenant, user = accounts[to.id]
            targets.append((platform, tenant, "", user))
    return found


def has_left(connection: Connection, delivery: outbox.Delivery) -> bool:
    """Say whether a private message is for somebody who is not in its network any more."""
    if delivery.to_kind != "person":
        return False
    place = networks.place(connection, delivery.network_id, delivery.to_id)
    return place is None or not place.role


def put_back(turn: Turn, delivery: outbox.Delivery) -> None:
    """Find another moment for a delivery whose time of day passed before it could be sent.

    A private message goes back to the mailbox, where it is merged and counted anew; a post to a
    room keeps its place and waits for the next allowed moment, or expires.
    """
    if delivery.to_kind == "person":
        mailbox.put_back(turn.connection, delivery.id)
        outbox.remove(turn.connection, delivery.id)
        _flush_at(turn, turn.now)
        return
    view = turn.view
    chance = view.quiet.next_allowed(turn.local_now)
    if delivery.expires_at is not None and view.utc(chance) >= delivery.expires_at:
        mailbox.mark_missed(turn.connection, delivery.id)
        outbox.expire(turn.connection, delivery.id)
        return
    window = view.utc(view.quiet.quiet_again_at(chance))
    outbox.postpone(turn.connection, delivery.id, view.utc(chance), window)
