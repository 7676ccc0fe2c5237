"""What was changed in a network, when and by whom: for its facilitators."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, bindparam, func, select
from sqlmodel import Field, SQLModel

from storage.tables import loaded, table
from storage.types import Json, Moment


class Change(SQLModel, table=True):
    """One change, named by `what` ('meeting_moved'); `facts` are its codes, times and days.

    `person_id` made it, None where the clock did; `about_id` is whom it is about. No text that
    somebody wrote is in it, no answer, and not what somebody read.
    """

    __table_args__ = (Index("ix_change_network_id_id", "network_id", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id")
    at: datetime = Field(sa_type=Moment, index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    about_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    what: str
    facts: dict[str, Any] = Field(default_factory=dict, sa_type=Json)


_change = table(Change)
_put = _change.insert()
_of = _change.c.network_id == bindparam("network")
_page = (
    select(_change)
    .where(_of)
    .order_by(_change.c.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped"))
)
_count = select(func.count()).select_from(_change).where(_of)


def put(connection: Connection, values: dict[str, Any]) -> None:
    """Keep a change; the columns by their names, without the id."""
    connection.execute(_put, {"person_id": None, "about_id": None, "facts": {}, **values})


def page(connection: Connection, network: int, skipped: int, most: int) -> list[Change]:
    """Return some of a network's changes, the newest first."""
    keys = {"network": network, "skipped": skipped, "most": most}
    return [loaded(Change, row) for row in connection.execute(_page, keys).mappings()]


def count(connection: Connection, network: int) -> int:
    """Return how many changes of a network are kept."""
    return connection.execute(_count, {"network": network}).scalar() or 0


def forget(connection: Connection, before: datetime) -> int:
    """Drop the changes made before a moment (UTC); return how many."""
    return connection.execute(_change.delete().where(_change.c.at < before)).rowcount
