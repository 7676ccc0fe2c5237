"""Who sends what: the shares of all lanes and networks, each leased to one worker at a time.

All times are the database's own: workers need not agree on what time it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    bindparam,
    exists,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel

from storage.tables import table
from storage.types import Moment

SHARES = 64


class Lease(SQLModel, table=True):
    """One share, and the worker that keeps it until a moment (UTC); '' for none."""

    share: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    owner: str = ""
    until: datetime = Field(sa_type=Moment)


class Worker(SQLModel, table=True):
    """A worker that takes part, alive until a moment (UTC) unless it says so again."""

    name: str = Field(primary_key=True)
    until: datetime = Field(sa_type=Moment)


@dataclass(frozen=True)
class Standing:
    """What a worker keeps from now on, what of it is new, and how many shares are its due.

    `voided`: leases of others were ended before their time, and who had them may not know yet.
    """

    shares: frozenset[int]
    taken: frozenset[int]
    due: int
    voided: bool = False


_lease, _worker = table(Lease), table(Worker)
_l, _w = _lease.c, _worker.c
_clock = func.clock_timestamp(type_=Moment())
_taken_by: BindParameter[str] = bindparam("by")
_renew = (
    _lease.update().where(_l.owner == _taken_by).values(until=bindparam("then")).returning(_l.share)
)
_free = (
    select(_l.share)
    .where((_l.owner == "") | (_l.until <= bindparam("now")))
    .order_by(_l.share)
    .limit(bindparam("most"))
    # What somebody holds at this moment, perhaps frozen, is not waited for.
    .with_for_update(skip_locked=True)
)
_take = (
    _lease.update()
    .where(_l.share.in_(_free.scalar_subquery()))
    .values(owner=_taken_by, until=bindparam("then"))
    .returning(_l.share)
)


def share_of(platform: str, tenant: str) -> int:
    """Return the share of a workspace: all its lanes have one keeper, who keeps to its limits."""
    return sha256(f"{platform}:{tenant}".encode()).digest()[0] % SHARES


def sql_share_of(platform: ColumnElement[str], tenant: ColumnElement[str]) -> ColumnElement[int]:
    """Do as share_of does, in PostgreSQL."""
    named = func.convert_to(platform.concat(literal(":")).concat(tenant), "UTF8")
    found: ColumnElement[int] = func.get_byte(func.sha256(named), 0) % SHARES
    return found


def kept_by(share: ColumnElement[int]) -> ColumnElement[bool]:
    """Compare with what 'by' keeps at this very moment, by PostgreSQL's clock."""
    return exists(
        select(_l.share).where(_l.share == share, _l.owner == _taken_by, _l.until > _clock)
    )


def database_time(connection: Connection) -> datetime:
    """Return the moment it is for PostgreSQL."""
    found: datetime = connection.execute(select(_clock)).scalar_one()
    return found


def living(connection: Connection) -> int:
    """Return how many workers live at this moment, by PostgreSQL's clock."""
    alive = select(func.count()).select_from(_worker).where(_w.until > _clock)
    return connection.execute(alive).scalar_one()


def beat(connection: Connection, owner: str, span: timedelta, now: datetime) -> Standing:
    """Say that a worker lives, renew what it keeps, and take what is free up to its due.

    Its leases last `span` from `now`, which is the database's time.
    """
    alive, then = _alive(connection, owner, now, span), now + span
    due = -(-SHARES // alive)
    kept = set(connection.execute(_renew, {"by": owner, "then": then}).scalars())
    taken: set[int] = set()
    if len(kept) < due:
        _have_all(connection, now)
        wish = {"by": owner, "now": now, "then": then, "most": due - len(kept)}
        taken.update(connection.execute(_take, wish).scalars())
    return Standing(frozenset(kept | taken), frozenset(taken), due)


def _alive(connection: Connection, owner: str, now: datetime, span: timedelta) -> int:
    """Note that it lives and forget who died; return how many live."""
    connection.execute(_worker.delete().where(_w.until <= now, _w.name != owner))
    mine = _worker.update().where(_w.name == owner).values(until=now + span)
    if not connection.execute(mine).rowcount:  # nobody else writes it: names are of one worker
        connection.execute(_worker.insert().values(name=owner, until=now + span))
    return connection.execute(select(func.count()).select_from(_worker)).scalar_one()


def _have_all(connection: Connection, now: datetime) -> None:
    """Make the shares that no worker has seen yet."""
    if connection.execute(select(func.count()).select_from(_lease)).scalar_one() < SHARES:
        rows = [{"share": share, "owner": "", "until": now} for share in range(SHARES)]
        connection.execute(insert(_lease).on_conflict_do_nothing(), rows)


def give_up(connection: Connection, owner: str, shares: Iterable[int]) -> None:
    """Let others take what this worker keeps and does nothing for any more."""
    mine = _lease.update().where(_l.owner == owner, _l.share.in_([*shares]))
    connection.execute(mine.values(owner=""))


def leave(connection: Connection, owner: str) -> None:
    """Give up everything: this worker ends."""
    connection.execute(_lease.update().where(_l.owner == owner).values(owner=""))
    connection.execute(_worker.delete().where(_w.name == owner))


def void_others(connection: Connection, owner: str) -> None:
    """Take it that no other worker lives; the caller knows."""
    connection.execute(_lease.update().where(_l.owner != owner).values(owner=""))
    connection.execute(_worker.delete().where(_w.name != owner))


def forget(connection: Connection) -> None:
    """Forget all leases and workers: they are of another database."""
    connection.execute(_lease.delete())
    connection.execute(_worker.delete())
