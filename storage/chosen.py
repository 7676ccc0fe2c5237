"""Which of somebody's networks their lines in a private chat are about, for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, or_, select
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlmodel import Field, SQLModel

from storage.networks import Network
from storage.people import Account
from storage.tables import table
from storage.types import Moment

WHILE = timedelta(hours=1)
"""How long a private chat stays about the network that was chosen or used in it."""


class Chosen(SQLModel, table=True):
    """The network that a private chat of somebody in several is about, until a moment (UTC)."""

    account_id: int = Field(
        foreign_key="account.id", primary_key=True, sa_column_kwargs={"autoincrement": False}
    )
    network_id: int = Field(foreign_key="network.id", index=True)
    until: datetime = Field(sa_type=Moment)


@dataclass(frozen=True)
class Choice:
    """A network chosen in a private chat, and until when (UTC) that is remembered."""

    network: int
    until: datetime


_chosen, _account, _network = table(Chosen), table(Account), table(Network)
_of_account = (
    _account.c.platform == bindparam("platform"),
    _account.c.tenant == bindparam("tenant"),
    _account.c.user_ref == bindparam("user"),
)
_last = (
    select(_chosen.c.network_id, _chosen.c.until)
    .join(_account, _account.c.id == _chosen.c.account_id)
    # What ends later was kept by a clock gone wrong.
    .where(*_of_account, _chosen.c.until > bindparam("now"), _chosen.c.until <= bindparam("latest"))
)
_columns = ("account_id", "network_id", "until")
_kept = (
    select(_account.c.id, _network.c.id, bindparam("until", type_=_chosen.c.until.type))
    .join(_network, _network.c.id == bindparam("network"))
    .where(*_of_account)
)


def _upsert(insert: PostgresInsert | SqliteInsert) -> PostgresInsert | SqliteInsert:
    new = {"network_id": insert.excluded.network_id, "until": insert.excluded.until}
    return insert.on_conflict_do_update(index_elements=["account_id"], set_=new)


_puts = {
    "sqlite": _upsert(sqlite_insert(_chosen).from_select(_columns, _kept)),
    "postgresql": _upsert(postgres_insert(_chosen).from_select(_columns, _kept)),
}


def last(
    connection: Connection, platform: str, tenant: str, user: str, now: datetime
) -> Choice | None:
    """Return what an account chose and is remembered at a moment (UTC), None for nothing."""
    keys = {"platform": platform, "tenant": tenant, "user": user}
    row = connection.execute(_last, {**keys, "now": now, "latest": now + WHILE}).first()
    return Choice(*row) if row else None


def put(connection: Connection, platform: str, tenant: str, user: str, choice: Choice) -> None:
    """Remember what an account chose, in place of what it chose before.

    Nothing of an account or a network that is gone by now.
    """
    keys = {"platform": platform, "tenant": tenant, "user": user}
    new = {"network": choice.network, "until": choice.until}
    connection.execute(_puts[connection.dialect.name], {**keys, **new})


def forget(connection: Connection, now: datetime) -> None:
    """Drop what is remembered no longer at a moment (UTC)."""
    over = or_(_chosen.c.until <= now, _chosen.c.until > now + WHILE)
    connection.execute(_chosen.delete().where(over))
