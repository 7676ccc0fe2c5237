"""The inbox: which events were done already, known by a hash and by nothing else."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Field, SQLModel

from storage.tables import table
from storage.types import Moment


class Seen(SQLModel, table=True):
    """An event that was done; `key` is a SHA-256 in hex, without person or content."""

    key: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment, index=True)


_COUNTED = {"preserve_rowcount": True}
_seen = table(Seen)
_inserts = {
    "sqlite": sqlite_insert(_seen).on_conflict_do_nothing(),
    "postgresql": postgres_insert(_seen).on_conflict_do_nothing(),
}


def first_time(connection: Connection, key: str, now: datetime) -> bool:
    """Note an event's key; False when it was noted before."""
    statement = _inserts[connection.dialect.name]
    hashed = sha256(key.encode()).hexdigest()
    values = {"key": hashed, "at": now}
    return connection.execute(statement, values, execution_options=_COUNTED).rowcount == 1


def is_known(connection: Connection, key: str) -> bool:
    """Say whether an event's key was noted."""
    hashed = sha256(key.encode()).hexdigest()
    return connection.execute(_seen.select().where(_seen.c.key == hashed)).first() is not None


def again(connection: Connection, key: str) -> None:
    """Forget one event's key: it may come again."""
    hashed = sha256(key.encode()).hexdigest()
    connection.execute(_seen.delete().where(_seen.c.key == hashed))


def forget(connection: Connection, before: datetime) -> int:
    """Drop the keys noted before a moment (UTC); return how many."""
    return connection.execute(_seen.delete().where(_seen.c.at < before)).rowcount
