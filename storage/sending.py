"""The statements that carry a delivery from waiting to sent, one small step at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    union_all,
)

from storage.outbox import NEVER_SENT, Delivery
from storage.tables import table

AHEAD = 8
Lane = tuple[str, str, str]

_delivery = table(Delivery)
_c = _delivery.c
_lane = (_c.platform, _c.tenant, _c.lane)
_it = _c.id == bindparam("which")


def _is(state: str) -> ColumnElement[bool]:
    """Compare with the state in plain SQL: a partial index serves only what it can read."""
    found: ColumnElement[bool] = _c.state == literal_column(f"'{state}'")
    return found


_in_hand = or_(_is("sending"), _is("unknown"))
_open = text("state IN ('sending', 'unknown', 'failed') AND again_at IS NOT NULL")
_stale = _is("sent") & (_c.wanted_rev > _c.shown_rev)


@dataclass(frozen=True)
class Waiting:
    """A delivery that is due: its lane (platform, tenant, conversation) and how many wait there.

    It may be sent from `again_at` (UTC) on.
    """

    id: UUID
    lane: Lane
    again_at: datetime
    backlog: int


@dataclass(frozen=True)
class Unsettled:
    """A delivery whose sending began and has no end yet, or whose failure nobody has heard of."""

    id: UUID
    lane: Lane
    state: str
    owner: str
    intent_at: datetime
    again_at: datetime


_ranked = (
    select(
        _c.id,
        *_lane,
        # Empty where a person asked for it anew in an earlier version.
        func.coalesce(_c.again_at, _c.due_at).label("again_at"),
        func.count().over(partition_by=_lane).label("backlog"),
        func.row_number().over(partition_by=_lane, order_by=(_c.due_at, _c.place)).label("turn"),
    )
    .where(_is("pending"), _c.due_at <= bindparam("now"))
    .subquery()
)
_ready = select(_ranked).where(_ranked.c.turn <= AHEAD).order_by(_ranked.c.turn)
_edits = (
    select(_c.id, *_lane, _c.edit_at.label("again_at"), literal_column("1").label("backlog"))
    .where(_stale, _c.edit_at <= bindparam("now"))
    .order_by(_c.edit_at, _c.place)
)
_too_late = or_(_c.window_until <= bindparam("now"), _c.expires_at <= bindparam("now"))
_late = (
    select(_delivery)
    .where(_is("pending"), _c.due_at <= bindparam("now"), _too_late)
    .order_by(_c.due_at, _c.place)
)
_unsettled = (
    select(_c.id, *_lane, _c.state, _c.owner, _c.intent_at, _c.again_at)
    .where(_open)
    .order_by(_c.due_at, _c.place)
)


def ready(connection: Connection, now: datetime) -> list[Waiting]:
    """Return the first few posts of each lane that are due, in the order of their lane."""
    return [_as_waiting(row) for row in connection.execute(_ready, {"now": now})]


def edits(connection: Connection, now: datetime) -> list[Waiting]:
    """Return the posts to be drawn again whose time to be edited has come."""
    return [_as_waiting(row) for row in connection.execute(_edits, {"now": now})]


def late(connection: Connection, now: datetime) -> list[Delivery]:
    """Return what was due, did not go out, and may not go out any more."""
    return [Delivery(**row) for row in connection.execute(_late, {"now": now}).mappings()]


def unsettled(connection: Connection) -> list[Unsettled]:
    """Return what is being sent, what is unknown, and failures that are still to be reported."""
    return [
        Unsettled(row.id, _lane_of(row), row.state, row.owner, row.intent_at, row.again_at)
        for row in connection.execute(_unsettled)
    ]


def _as_waiting(row: Any) -> Waiting:
    return Waiting(row.id, _lane_of(row), row.again_at, row.backlog)


def _lane_of(row: Any) -> Lane:
    return row.platform, row.tenant, row.lane


# The row is locked where the database can, so that two workers never wait for each other.
_free = (
    select(_c.id)
    .where(
        _it,
        _is("pending"),
        _c.due_at <= bindparam("now"),
        or_(_c.expires_at.is_(None), _c.expires_at > bindparam("now")),
        or_(_c.window_until.is_(None), _c.window_until > bindparam("now")),
    )
    .with_for_update(skip_locked=True)
)
_claim = (
    _delivery.update()
    .where(_c.id.in_(_free))
    .values(
        state="sending",
        owner=bindparam("by"),
        intent_at=bindparam("now"),
        attempt=_c.attempt + 1,
        shown_rev=_c.wanted_rev,
    )
    .returning(*_c)
)
_confirm = (
    _delivery.update()
    .where(_it, _in_hand)
    .values(state="sent", external_ref=bindparam("ref"), again_at=None, attempt=0, last_error="")
)
_not_sent = (
    _delivery.update()
    .where(_it, _in_hand)
    .values(state="pending", owner="", again_at=bindparam("at"), last_error=bindparam("said"))
)
_unknown = (
    _delivery.update()
    .where(_it, _is("sending"))
    .values(
        state="unknown",
        intent_at=bindparam("now"),
        again_at=bindparam("at"),
        last_error=bindparam("said"),
    )
)
_look_later = _delivery.update().where(_it, _is("unknown")).values(again_at=bindparam("at"))
_failed = (
    _delivery.update()
    .where(_it, _in_hand)
    .values(state="failed", again_at=bindparam("at"), last_error=bindparam("said"))
)
_unfindable = (
    _delivery.update()
    .where(_it, _is("unknown"))
    .values(again_at=None, last_error=bindparam("said"))
)
_reported = _delivery.update().where(_it, _open).values(again_at=None)
_cancelled = (
    _delivery.update()
    .where(_it, or_(_is("sending"), _is("sent")))
    # As if it had never been sent: who got a last call is nobody's business once it is gone.
    .values(state="cancelled", again_at=None, last_error=bindparam("said"), **NEVER_SENT)
)


def claim(connection: Connection, delivery: UUID, owner: str, now: datetime) -> Delivery | None:
    """Write down that it is about to be sent; None when it may not be, or another has it.

    `shown_rev` is set to what is wanted now: what is drawn from here on shows at least that.
    """
    keys = {"which": delivery, "by": owner, "now": now}
    row = connection.execute(_claim, keys).mappings().first()
    return Delivery(**row) if row else None


def confirm(connection: Connection, sent: list[tuple[UUID, str]]) -> None:
    """Write down that these were sent, each with the platform's reference to it."""
    for delivery, ref in sent:
        connection.execute(_confirm, {"which": delivery, "ref": ref})


def not_sent(connection: Connection, delivery: UUID, again_at: datetime, error: str = "") -> None:
    """Let it wait again, not before a moment: it is certain that it was not sent."""
    connection.execute(_not_sent, {"which": delivery, "at": again_at, "said": error})


def unknown(
    connection: Connection, delivery: UUID, now: datetime, look_at: datetime, error: str = ""
) -> None:
    """Write down that it may or may not have been sent; it can be looked up at a moment."""
    keys = {"which": delivery, "now": now, "at": look_at, "said": error}
    connection.execute(_unknown, keys)


def look_later(connection: Connection, delivery: UUID, look_at: datetime) -> None:
    """Look what is unknown up again at a moment."""
    connection.execute(_look_later, {"which": delivery, "at": look_at})


def unfindable(connection: Connection, delivery: UUID, error: str) -> None:
    """Stop looking what is unknown up: it stays so, a person decides, its lane goes on."""
    connection.execute(_unfindable, {"which": delivery, "said": error})


def failed(connection: Connection, delivery: UUID, now: datetime, error: str) -> None:
    """Give it up; somebody is still to be told."""
    connection.execute(_failed, {"which": delivery, "at": now, "said": error})


def reported(connection: Connection, delivery: UUID) -> None:
    """Write down that somebody was told of a failure, or of what stays unknown."""
    connection.execute(_reported, {"which": delivery})


def cancelled(connection: Connection, delivery: UUID, error: str = "") -> None:
    """Write down that there was nothing to show any more: not posted, or taken back."""
    connection.execute(_cancelled, {"which": delivery, "said": error})


_edited = (
    _delivery.update()
    .where(_it, _is("sent"), _c.shown_rev < bindparam("rev"))
    .values(
        shown_rev=bindparam("rev"),
        edit_at=bindparam("at"),
        attempt=0,
        last_error=bindparam("said"),
    )
)
_edit_later = (
    _delivery.update()
    .where(_it, _is("sent"))
    .values(attempt=_c.attempt + 1, edit_at=bindparam("at"), last_error=bindparam("said"))
)


def edited(
    connection: Connection, delivery: UUID, revision: int, edit_at: datetime, error: str = ""
) -> None:
    """Write down which revision is shown; the next edit comes at `edit_at` at the soonest."""
    keys = {"which": delivery, "rev": revision, "at": edit_at, "said": error}
    connection.execute(_edited, keys)


def edit_later(connection: Connection, delivery: UUID, edit_at: datetime, error: str) -> None:
    """Edit it again at a moment: the last try did not succeed for certain."""
    connection.execute(_edit_later, {"which": delivery, "at": edit_at, "said": error})


def _soonest(column: Any, *conditions: Any) -> Select[tuple[datetime]]:
    return select(func.min(column).label("at")).where(*conditions, column > bindparam("now"))


_steps = union_all(
    _soonest(_c.again_at, _is("pending")),
    _soonest(_c.window_until, _is("pending"), _c.due_at <= bindparam("now")),
    _soonest(_c.expires_at, _is("pending"), _c.due_at <= bindparam("now")),
    _soonest(_c.edit_at, _stale),
    _soonest(_c.again_at, _open),
).subquery()
_next = select(func.min(_steps.c.at))


def next_due(connection: Connection, now: datetime) -> datetime | None:
    """Return the first moment (UTC) after now at which the outbox has something to do."""
    return connection.execute(_next, {"now": now}).scalar()
