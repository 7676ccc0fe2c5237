"""From effects to rows: parts in the mailbox, deliveries in the outbox, and what is drawn again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from bot.cards import CardRef
from bot.effects import Ask, Effect, Present, Say, Show, To, Whisper
from bot.errors import Refusal
from bot.texts import _
from bot.timetable.mail import decide, wanted
from bot.timetable.view import NetworkView
from bot.turn import Turn
from storage import mailbox, moments, networks, outbox, people
from storage.mailbox import Part

FLUSH = "mail.flush"
A_BIT_OVER_A_WEEK = timedelta(days=8)


def apply(turn: Turn, effects: Iterable[Effect]) -> list[Whisper | Present | Ask]:
    """Keep what must survive as rows of this transaction; return the answers of this moment."""
    answers: list[Whisper | Present | Ask] = []
    said = False
    for effect in effects:
        match effect:
            case Say():
                said = _put(turn, effect) or said
            case Show(card, post):
                _show(turn, card, post)
            case Whisper() | Present() | Ask():
                answers.append(effect)
    if said:
        _flush_at(turn, turn.now)
    return answers


def _put(turn: Turn, say: Say) -> bool:
    state = "waiting"
    if say.to.kind == "person" and not wanted(turn.view.member(say.to.id), say.needs_answer):
        state = "unwanted"
    values = {
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
    return mailbox.put(turn.connection, values) and state == "waiting"


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


def flush(turn: Turn) -> list[Effect]:
    """Send, merge, hold back or drop what waits in a network's mailbox."""
    view = turn.view
    groups: dict[To, list[_Waiting]] = defaultdict(list)
    for part in _still_wanted(turn, view):
        until = view.local(part.serves_until) if part.serves_until else None
        groups[To(part.to_kind, part.to_id)].append(_Waiting(part, until))  # type: ignore[arg-type] # the column holds these kinds
    now_due = {to: group for to, group in groups.items() if _is_due(group, turn.now)}
    persons = {to.id for to in now_due if to.kind == "person"}
    sent = outbox.sent_privately(turn.connection, persons, turn.now - A_BIT_OVER_A_WEEK)
    deliveries: list[dict[str, Any]] = []
    for to, group in now_due.items():
        history = [view.local(one) for one in sent.get(to.id, [])] if to.kind == "person" else None
        deliveries += _judge(turn, view, to, group, history)
    outbox.put(turn.connection, deliveries)
    _plan_next(turn)
    return []


def _still_wanted(turn: Turn, view: NetworkView) -> list[Part]:
    """Return what waits, without what people who left or chose less since then get no more."""
    waiting = mailbox.waiting(turn.connection, view.id)
    left = [
        part
        for part in waiting
        if part.to_kind == "person" and not wanted(view.member(part.to_id), part.needs_answer)
    ]
    if left:
        mailbox.mark(turn.connection, left, "unwanted")
    return [part for part in waiting if part not in left]


def _is_due(group: Sequence[_Waiting], now: datetime) -> bool:
    return any(one.part.not_before <= now for one in group)


def _judge(
    turn: Turn, view: NetworkView, to: To, group: list[_Waiting], history: list[datetime] | None
) -> list[dict[str, Any]]:
    verdict = decide(group, history, turn.local_now, view.quiet)
    if verdict.missed:
        mailbox.mark(turn.connection, [one.part for one in verdict.missed], "missed")
    if verdict.again is not None:
        left = [one.part for one in group if one not in verdict.missed]
        mailbox.hold(turn.connection, left, view.utc(verdict.again))
    if not verdict.send:
        return []
    parts = [one.part for one in verdict.send]
    window = view.utc(view.quiet.quiet_again_at(turn.local_now))
    made = _deliveries(turn, to, [CardRef(part.kind, tuple(part.args)) for part in parts])
    for values in made:
        values["why"] = ",".join(dict.fromkeys(part.why for part in parts))
        values["urgent"] = any(part.urgent for part in parts)
        values["window_until"] = window
        values["expires_at"] = min((p.serves_until for p in parts if p.serves_until), default=None)
    first = made[0]["id"] if made else None
    mailbox.mark(turn.connection, parts, "sent" if made else "missed", first)
    return made


def _plan_next(turn: Turn) -> None:
    left = mailbox.waiting(turn.connection, turn.network.id)
    again = min((part.not_before for part in left), default=None)
    if again is not None:
        _flush_at(turn, again)


def _show(turn: Turn, card: CardRef, post: bool) -> None:
    if not post:
        outbox.want(turn.connection, card.kind, card.args)
        return
    if not turn.network.ready:
        raise Refusal(
            _("Nothing is sent before a facilitator presses ready. Type 'plan' to see where it is.")
        )
    outbox.put(turn.connection, _deliveries(turn, To("room", turn.network.id), [card]))


def _deliveries(turn: Turn, to: To, refs: list[CardRef]) -> list[dict[str, Any]]:
    targets = _targets(turn, to)
    return [_delivery(turn, to, refs, *target) for target in targets]


def _delivery(
    turn: Turn, to: To, refs: list[CardRef], tenant: tuple[str, str], room: str, user: str
) -> dict[str, Any]:
    delivery = turn.new_id()
    language = turn.network.language if to.kind == "room" else turn.view.member(to.id).language
    return {
        "id": delivery,
        "key": str(delivery),
        "network_id": turn.network.id,
        "to_kind": to.kind,
        "to_id": to.id,
        "platform": tenant[0],
        "tenant": tenant[1],
        "room": room,
        "user": user,
        "lane": ":".join((*tenant, room or f"@{user}")),
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


def _targets(turn: Turn, to: To) -> list[tuple[tuple[str, str], str, str]]:
    if to.kind == "room":
        rooms = networks.rooms(turn.connection, to.id)
        return [((platform, tenant), room, "") for _id, platform, tenant, room in rooms]
    accounts = people.accounts(turn.connection, to.id)
    return [((platform, tenant), "", user) for platform, tenant, user in accounts[:1]]


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
