"""What waits in the outbox: to be sent, to be drawn again, to be settled, and until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    CursorResult,
    Select,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from storage.delivery import OPEN, PARCEL, Delivery, Parcel
from storage.leases import sql_share_of
from storage.tables import table

AHEAD = 8
Lane = tuple[str, str, str]
Shares = frozenset[int] | None
"""Of which shares is asked; None for all, which is all that SQLite can answer."""

_delivery = table(Delivery)
_c = _delivery.c
_lane = (_c.platform, _c.tenant, _c.lane)
_due = _c.due_at <= bindparam("now")
_of_shares = sql_share_of(_c.platform, _c.tenant).in_(bindparam("shares", expanding=True))


def is_state(state: str) -> ColumnElement[bool]:
    """Compare with the state in plain SQL: a partial index serves only what it can read."""
    found: ColumnElement[bool] = _c.state == literal_column(f"'{state}'")
    return found


_stale = is_state("sent") & (_c.wanted_rev > _c.shown_rev)


class Waiting(NamedTuple):
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
    attempt: int
    intent_at: datetime
    again_at: datetime


def _ready_where(*conditions: ColumnElement[bool]) -> Select[Any]:
    turn = func.row_number().over(partition_by=_lane, order_by=(_c.due_at, _c.place))
    # Empty where a person asked for it anew in an earlier version.
    again_at = func.coalesce(_c.again_at, _c.due_at).label("again_at")
    backlog = func.count().over(partition_by=_lane).label("backlog")
    ranked = (
        select(_c.id, *_lane, again_at, backlog, turn.label("turn"))
        .where(is_state("pending"), _due, *conditions)
        .subquery()
    )
    return select(ranked).where(ranked.c.turn <= AHEAD).order_by(ranked.c.turn)


_one: ColumnElement[int] = literal_column("1").label("backlog")
_edits = (
    select(_c.id, *_lane, _c.edit_at.label("again_at"), _one)
    .where(_stale, _c.edit_at <= bindparam("now"))
    .order_by(_c.edit_at, _c.place)
)
_too_late = or_(_c.window_until <= bindparam("now"), _c.expires_at <= bindparam("now"))
_late = select(*PARCEL).where(is_state("pending"), _due, _too_late).order_by(_c.due_at, _c.place)
_unsettled = (
    select(_c.id, *_lane, _c.state, _c.owner, _c.attempt, _c.intent_at, _c.again_at)
    .where(OPEN)
    .order_by(_c.due_at, _c.place)
)
Both = tuple[Select[Any], Select[Any]]
_READY: Both = (_ready_where(), _ready_where(_of_shares))
_EDITS: Both = (_edits, _edits.where(_of_shares))
_LATE: Both = (_late, _late.where(_of_shares))
_UNSETTLED: Both = (_unsettled, _unsettled.where(_of_shares))


def ready(connection: Connection, now: datetime, shares: Shares = None) -> list[Waiting]:
    """Return the first few posts of each lane that are due, in the order of their lane."""
    rows: Iterable[Any] = _asked(connection, _READY, shares, now)
    return [
        Waiting(one, (platform, tenant, lane), again_at, backlog)
        for one, platform, tenant, lane, again_at, backlog, _turn in rows
    ]


def edits(connection: Connection, now: datetime, shares: Shares = None) -> list[Waiting]:
    """Return the posts to be drawn again whose time to be edited has come."""
    rows = _asked(connection, _EDITS, shares, now)
    return [Waiting(row.id, _lane_of(row), row.again_at, row.backlog) for row in rows]


def late(connection: Connection, now: datetime, shares: Shares = None) -> list[Parcel]:
    """Return what was due, did not go out, and may not go out any more."""
    return [Parcel._make(row) for row in _asked(connection, _LATE, shares, now)]


def unsettled(connection: Connection, shares: Shares = None) -> list[Unsettled]:
    """Return what is being sent, what is unknown, and failures that are still to be reported."""
    return [
        Unsettled(
            row.id, _lane_of(row), row.state, row.owner, row.attempt, row.intent_at, row.again_at
        )
        for row in _asked(connection, _UNSETTLED, shares, None)
    ]


def _asked(
    connection: Connection, both: Both, shares: Shares, now: datetime | None
) -> CursorResult[Any]:
    values: dict[str, Any] = {} if now is None else {"now": now}
    if shares is None:
        return connection.execute(both[0], values)
    return connection.execute(both[1], {**values, "shares": sorted(shares)})


def _lane_of(row: Any) -> Lane:
    return row.platform, row.tenant, row.lane


def _soonest(column: Any, *conditions: Any) -> Select[tuple[datetime]]:
    return select(func.min(column).label("at")).where(*conditions, column > bindparam("now"))


_steps = union_all(
    # What is not due yet waits for nothing else: so both of these read a part of the index only.
    _soonest(_c.due_at, is_state("pending")),
    _soonest(_c.again_at, is_state("pending"), _due),
    _soonest(_c.window_until, is_state("pending"), _due),
    _soonest(_c.expires_at, is_state("pending"), _due),
    _soonest(_c.edit_at, _stale),
    _soonest(_c.again_at, OPEN),
).subquery()
_next = select(func.min(_steps.c.at))


def next_due(connection: Connection, now: datetime) -> datetime | None:
    """Return the first moment (UTC) after now at which the outbox has something to do."""
    return connection.execute(_next, {"now": now}).scalar()
