"""The schedule: what happens when, claimed in the transaction that does it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    Index,
    UniqueConstraint,
    bindparam,
    literal_column,
    select,
    text,
)
from sqlmodel import Field, SQLModel

from storage.leases import SHARES
from storage.tables import table
from storage.types import Moment, WallTime


class ScheduledMoment(SQLModel, table=True):
    """Something that falls due. `due_at` is UTC; `local` is the wall-clock time it came from.

    `handler` ('slice.name') and `subject` say what it is about, `occurrence` which time of it;
    together they are unique. `rank` orders what falls due together: 0 before 1. `state` is
    'planned', 'done', 'cancelled' or 'missed'.
    """

    __tablename__ = "moment"
    __table_args__ = (
        UniqueConstraint("handler", "subject", "occurrence"),
        Index(
            "ix_moment_planned",
            "due_at",
            sqlite_where=text("state = 'planned'"),
            postgresql_where=text("state = 'planned'"),
        ),
        Index("ix_moment_network", "network_id", "state"),
    )
    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id")
    handler: str
    subject: str
    occurrence: str = ""
    args: list[Any] = Field(default_factory=list, sa_type=JSON)
    local: datetime | None = Field(default=None, sa_type=WallTime)
    zone: str = ""
    rank: int = 0
    due_at: datetime = Field(sa_type=Moment)
    state: str = "planned"


@dataclass(frozen=True)
class Planned:
    """A moment as the schedule holds it."""

    id: int
    network: int
    handler: str
    subject: str
    occurrence: str
    args: tuple[Any, ...]
    rank: int
    due_at: datetime
    state: str


_moment = table(ScheduledMoment)
_columns = (
    _moment.c.id,
    _moment.c.network_id,
    _moment.c.handler,
    _moment.c.subject,
    _moment.c.occurrence,
    _moment.c.args,
    _moment.c.rank,
    _moment.c.due_at,
    _moment.c.state,
)
# In plain SQL: a partial index serves only what it can read.
_planned = _moment.c.state == literal_column("'planned'")
_next_due = select(_moment.c.due_at).where(_planned).order_by(_moment.c.due_at).limit(1)
_next_after = _next_due.where(_moment.c.due_at > bindparam("after"))
_due = (
    select(*_columns)
    .where(_planned, _moment.c.due_at <= bindparam("now"))
    .order_by(_moment.c.rank, _moment.c.due_at, _moment.c.id)
    .limit(bindparam("most"))
)
_of_networks = (_moment.c.network_id % SHARES).in_(bindparam("shares", expanding=True))
_due_of = _due.where(_of_networks)
_claim = (
    _moment.update()
    .where(_moment.c.id == bindparam("moment"), _planned, _moment.c.due_at <= bindparam("now"))
    .values(state="done")
)
_same = [
    _moment.c[name] == bindparam(f"of_{name}") for name in ("handler", "subject", "occurrence")
]
_find = select(*_columns).where(*_same)
_again = _moment.update().where(*_same)
_new = _moment.insert()
_of_handler = (
    select(*_columns)
    .where(_moment.c.network_id == bindparam("network"), _moment.c.handler == bindparam("handler"))
    .order_by(_moment.c.due_at, _moment.c.id)
)


def next_due(connection: Connection, after: datetime | None = None) -> datetime | None:
    """Return when (UTC) something falls due next, or next after a moment; None when nothing."""
    if after is None:
        return connection.execute(_next_due).scalar()
    return connection.execute(_next_after, {"after": after}).scalar()


def due(
    connection: Connection, now: datetime, most: int = 200, shares: frozenset[int] | None = None
) -> list[Planned]:
    """Return what is due by now, in the order in which it is to happen.

    With `shares` that of the networks in them: a network is in that of its number, modulo.
    """
    keys: dict[str, Any] = {"now": now, "most": most}
    if shares is None:
        return [_as_planned(row) for row in connection.execute(_due, keys)]
    rows = connection.execute(_due_of, {**keys, "shares": sorted(shares)})
    return [_as_planned(row) for row in rows]


def claim(connection: Connection, moment: int, now: datetime) -> bool:
    """Take a due moment for this transaction; False when somebody else had it or it changed."""
    return connection.execute(_claim, {"moment": moment, "now": now}).rowcount == 1


def plan(
    connection: Connection,
    network: int,
    handler: str,
    subject: str,
    due_at: datetime,
    *,
    occurrence: str = "",
    args: Iterable[Any] = (),
    rank: int = 0,
    local: datetime | None = None,
    zone: str = "",
) -> None:
    """Plan a moment, or move the one of the same handler, subject and occurrence.

    One that was done is planned again: give each time of a recurring thing its own occurrence.
    """
    key = {"handler": handler, "subject": subject, "occurrence": occurrence}
    values = {
        "network_id": network,
        "args": list(args),
        "rank": rank,
        "due_at": due_at,
        "local": local,
        "zone": zone,
        "state": "planned",
    }
    same = {f"of_{name}": value for name, value in key.items()}
    if connection.execute(_again, {**same, **values}).rowcount == 0:
        connection.execute(_new, {**key, **values})


def cancel(
    connection: Connection, handler: str, subject: str, occurrence: str | None = None
) -> int:
    """Cancel what is still planned of a handler and subject; return how many."""
    chosen = _moment.update().where(
        _moment.c.handler == handler, _moment.c.subject == subject, _planned
    )
    if occurrence is not None:
        chosen = chosen.where(_moment.c.occurrence == occurrence)
    return connection.execute(chosen.values(state="cancelled")).rowcount


def remove(connection: Connection, handler: str, subject: str) -> None:
    """Forget all moments of a handler and subject, whatever their state."""
    gone = _moment.delete().where(_moment.c.handler == handler, _moment.c.subject == subject)
    connection.execute(gone)


def find(
    connection: Connection, handler: str, subject: str, occurrence: str = ""
) -> Planned | None:
    """Return a moment by its key, whatever its state."""
    key = {"of_handler": handler, "of_subject": subject, "of_occurrence": occurrence}
    row = connection.execute(_find, key).first()
    return _as_planned(row) if row else None


def of_network(connection: Connection, network: int, handler: str) -> list[Planned]:
    """Return all moments of one handler in a network, whatever their state, by due moment."""
    rows = connection.execute(_of_handler, {"network": network, "handler": handler})
    return [_as_planned(row) for row in rows]


def _as_planned(row: Any) -> Planned:
    number, network, handler, subject, occurrence, args, rank, due_at, state = row
    return Planned(
        number, network, handler, subject, occurrence, tuple(args or ()), rank, due_at, state
    )
