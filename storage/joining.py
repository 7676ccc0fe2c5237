"""Codes by which a group joins a network and an account joins a person, once and not for long."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import Field, SQLModel

from storage.tables import IDS_ONCE, loaded, table
from storage.types import Moment


class JoinCode(SQLModel, table=True):
    """A code that somebody made; `key` is a hash of it, for the code itself is nowhere.

    With `network_id` a group may join that network by it, without one an account its maker.
    """

    key: str = Field(primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    network_id: int | None = Field(default=None, foreign_key="network.id", index=True)
    expires_at: datetime = Field(sa_type=Moment, index=True)


class JoinRequest(SQLModel, table=True):
    """A group that would join a network: `person_id` asked for it, a facilitator answers."""

    __table_args__ = IDS_ONCE
    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    platform: str
    tenant: str
    room_ref: str
    expires_at: datetime = Field(sa_type=Moment, index=True)


class JoinAttempt(SQLModel, table=True):
    """A code that was wrong; `account` is a hash of who typed it."""

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(index=True)
    at: datetime = Field(sa_type=Moment, index=True)


_code, _request, _attempt = table(JoinCode), table(JoinRequest), table(JoinAttempt)


def put(connection: Connection, code: str, row: JoinCode) -> None:
    """Keep a code; the one that its maker had for the same goes."""
    same = _code.c.network_id.is_not_distinct_from(row.network_id)
    connection.execute(_code.delete().where(_code.c.person_id == row.person_id, same))
    connection.execute(_code.insert().values({**row.model_dump(), "key": _hash(code)}))


def find(connection: Connection, code: str, now: datetime) -> JoinCode | None:
    """Return what a code stands for; None for a wrong, used or expired one."""
    chosen = select(_code).where(_code.c.key == _hash(code), _code.c.expires_at > now)
    row = connection.execute(chosen).mappings().first()
    return loaded(JoinCode, row) if row else None


def use(connection: Connection, code: str) -> None:
    """Let a code serve no more."""
    connection.execute(_code.delete().where(_code.c.key == _hash(code)))


def ask(connection: Connection, row: JoinRequest) -> int:
    """Keep what a group asks, in the place of what it asked before; return its id."""
    here = {"platform": row.platform, "tenant": row.tenant, "room_ref": row.room_ref}
    same = [_request.c[name] == value for name, value in here.items()]
    connection.execute(_request.delete().where(*same))
    values = row.model_dump(exclude={"id"})
    new = _request.insert().values(values).returning(_request.c.id)
    return int(connection.execute(new).scalar_one())


def requests(connection: Connection, network: int, now: datetime) -> list[JoinRequest]:
    """Return the groups that would join a network, oldest first."""
    chosen = select(_request).where(_request.c.network_id == network, _request.c.expires_at > now)
    rows = connection.execute(chosen.order_by(_request.c.id)).mappings()
    return [loaded(JoinRequest, row) for row in rows]


def answered(connection: Connection, request: int) -> None:
    """Forget a request that was answered."""
    connection.execute(_request.delete().where(_request.c.id == request))


def failed(connection: Connection, account: str, now: datetime) -> None:
    """Note that an account typed a wrong code."""
    connection.execute(_attempt.insert().values(account=_hash(account), at=now))


def failures(connection: Connection, account: str, since: datetime) -> int:
    """Return how many wrong codes an account typed since a moment (UTC)."""
    chosen = select(func.count()).where(_attempt.c.account == _hash(account), _attempt.c.at > since)
    return int(connection.execute(chosen).scalar_one())


def forget(connection: Connection, now: datetime, since: datetime) -> None:
    """Drop codes and requests that are over, and wrong codes from before `since`."""
    over: list[tuple[Any, Any]] = [
        (_code, _code.c.expires_at <= now),
        (_request, _request.c.expires_at <= now),
        (_attempt, _attempt.c.at <= since),
    ]
    for rows, which in over:
        connection.execute(rows.delete().where(which))


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()
