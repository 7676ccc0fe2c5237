"""Parts of messages that wait for their moment: merged per recipient before they are sent."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Connection, Index, bindparam, select, text
from sqlmodel import Field, SQLModel

from storage.tables import loaded, table
from storage.types import Moment


class Part(SQLModel, table=True):
    """One card for one recipient ('room' and the network's id, or 'person' and theirs).

    `wish` is the moment (UTC) it was due, `not_before` when its sending is looked at again.
    `state` is 'waiting', 'sent', 'missed' (it no longer served), 'unwanted' (the person chose
    less) or 'withdrawn' (what it was about changed first). `key` is unique for ever.
    """

    __table_args__ = (
        Index(
            "ix_part_waiting",
            "network_id",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    network_id: int = Field(foreign_key="network.id")
    to_kind: str
    to_id: int
    kind: str
    args: list[Any] = Field(default_factory=list, sa_type=JSON)
    why: str = ""
    urgent: bool = False
    needs_answer: bool = False
    wish: datetime = Field(sa_type=Moment)
    not_before: datetime = Field(sa_type=Moment)
    serves_until: datetime | None = Field(default=None, sa_type=Moment)
    state: str = "waiting"
    delivery_id: UUID | None = Field(default=None, index=True)


_part = table(Part)
_open = (
    select(_part)
    .where(_part.c.network_id == bindparam("network"), _part.c.state == "waiting")
    .order_by(_part.c.wish, _part.c.why, _part.c.key)
)


_known = select(_part.c.key).where(_part.c.key.in_(bindparam("keys", expanding=True)))
_send = (
    _part.update()
    .where(_part.c.id == bindparam("which"))
    .values(state="sent", delivery_id=bindparam("delivery"))
)


def put(connection: Connection, parts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep parts and return those that are new: a key that is there already stays as it was."""
    by_key: dict[str, dict[str, Any]] = {}
    for part in parts:
        by_key.setdefault(part["key"], part)
    for key in connection.execute(_known, {"keys": list(by_key)}).scalars():
        del by_key[key]
    new = list(by_key.values())
    if new:
        connection.execute(_part.insert(), new)
    return new


def waiting(connection: Connection, network: int) -> list[Part]:
    """Return the parts of a network that wait, oldest wish first, then by what they are for."""
    rows = connection.execute(_open, {"network": network}).mappings()
    return [loaded(Part, row) for row in rows]


def hold(connection: Connection, parts: list[Part], until: datetime) -> None:
    """Let these parts wait until a moment (UTC)."""
    ids = [part.id for part in parts]
    connection.execute(_part.update().where(_part.c.id.in_(ids)).values(not_before=until))


def mark(connection: Connection, parts: list[Part], state: str) -> None:
    """Set the state of these parts, which no delivery carries."""
    ids = [part.id for part in parts]
    change = _part.update().where(_part.c.id.in_(ids))
    connection.execute(change.values(state=state, delivery_id=None))


def take_out(connection: Connection, kind: str, args: tuple[int | str, ...], person: int) -> None:
    """Forget that a card was for a person, whatever became of it."""
    same = (_part.c.kind == kind) & (_part.c.to_kind == "person") & (_part.c.to_id == person)
    chosen = connection.execute(select(_part.c.id, _part.c.args).where(same))
    found = [row.id for row in chosen if row.args == list(args)]
    connection.execute(_part.delete().where(_part.c.id.in_(found)))


def send(connection: Connection, carried: list[tuple[Part, UUID]]) -> None:
    """Note that parts are sent, each with the delivery that carries it."""
    if carried:
        rows = [{"which": part.id, "delivery": delivery} for part, delivery in carried]
        connection.execute(_send, rows)


def put_back(connection: Connection, delivery: UUID) -> None:
    """Let the parts of a delivery that was not sent wait again."""
    change = _part.update().where(_part.c.delivery_id == delivery)
    connection.execute(change.values(state="waiting", delivery_id=None))


def mark_missed(connection: Connection, delivery: UUID) -> None:
    """Note that what a delivery carried was never sent."""
    change = _part.update().where(_part.c.delivery_id == delivery)
    connection.execute(change.values(state="missed"))


def forget(connection: Connection, network: int, kinds: Collection[str], subject: int) -> None:
    """Delete the parts with a card of these kinds whose first argument is this subject."""
    chosen = select(_part.c.id, _part.c.args).where(
        _part.c.network_id == network, _part.c.kind.in_(kinds)
    )
    found = [row.id for row in connection.execute(chosen) if row.args[:1] == [subject]]
    connection.execute(_part.delete().where(_part.c.id.in_(found)))


def missed(connection: Connection, network: int) -> list[Part]:
    """Return what was never sent because it no longer served, newest first."""
    chosen = select(_part).where(_part.c.network_id == network, _part.c.state == "missed")
    rows = connection.execute(chosen.order_by(_part.c.id.desc())).mappings()
    return [loaded(Part, row) for row in rows]
