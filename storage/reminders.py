"""Reminders that people set: once or recurring, for the group or for some of its people."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select
from sqlmodel import Field, SQLModel

from storage.people import Person
from storage.tables import IDS_ONCE, loaded, table
from storage.types import Moment, WallTime


class Reminder(SQLModel, table=True):
    """What to say, from when (`first`, wall-clock time in the network's zone) and how often.

    `state` is 'draft' (shown to its maker, not confirmed), 'on', 'paused', 'done', 'cancelled' or
    'replaced'. `said` keeps the words of its time; `replaces` is the one that a draft changes.
    """

    __table_args__ = IDS_ONCE
    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    text: str
    to_room: bool = False
    rule: str = ""
    first: datetime = Field(sa_type=WallTime)
    said: str = ""
    state: str = "draft"
    replaces: int | None = Field(default=None, foreign_key="reminder.id")
    made_at: datetime = Field(sa_type=Moment)


class ReminderPerson(SQLModel, table=True):
    """One person whom a reminder is for."""

    reminder_id: int = Field(primary_key=True, foreign_key="reminder.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")


_reminder, _for, _person = table(Reminder), table(ReminderPerson), table(Person)
_by_id = select(_reminder).where(
    _reminder.c.id == bindparam("reminder"), _reminder.c.network_id == bindparam("network")
)
_set = (
    select(_reminder)
    .where(_reminder.c.network_id == bindparam("network"), _reminder.c.state.in_(("on", "paused")))
    .order_by(_reminder.c.id)
)
_whom = (
    select(_for.c.person_id)
    .join(_person, _person.c.id == _for.c.person_id)
    .where(_for.c.reminder_id == bindparam("reminder"))
    .order_by(_person.c.name, _person.c.id)
)


def add(connection: Connection, values: dict[str, Any], people: Iterable[int]) -> int:
    """Keep a reminder and whom it is for (nobody: the group); return its id."""
    made = connection.execute(_reminder.insert().values(values).returning(_reminder.c.id))
    number = int(made.scalar_one())
    rows = [{"reminder_id": number, "person_id": person} for person in people]
    if rows:
        connection.execute(_for.insert(), rows)
    return number


def get(connection: Connection, network: int, reminder: int) -> Reminder | None:
    """Return a reminder of this network by its id, whatever its state."""
    keys = {"network": network, "reminder": reminder}
    row = connection.execute(_by_id, keys).mappings().first()
    return loaded(Reminder, row) if row else None


def whom(connection: Connection, reminder: int) -> tuple[int, ...]:
    """Return the people a reminder is for, by name."""
    return tuple(connection.execute(_whom, {"reminder": reminder}).scalars())


def in_force(connection: Connection, network: int) -> list[Reminder]:
    """Return the reminders of a network that are on or paused, oldest first."""
    rows = connection.execute(_set, {"network": network}).mappings()
    return [loaded(Reminder, row) for row in rows]


def put_state(connection: Connection, reminder: int, state: str) -> None:
    """Change the state of a reminder."""
    connection.execute(_reminder.update().where(_reminder.c.id == reminder).values(state=state))


def drop(connection: Connection, reminder: int) -> None:
    """Forget a draft."""
    _forget(connection, _reminder.c.id == reminder)


def forget_drafts(connection: Connection, before: datetime) -> int:
    """Forget the drafts made before a moment (UTC); return how many."""
    return _forget(connection, _reminder.c.made_at < before)


def _forget(connection: Connection, which: Any) -> int:
    drafts = select(_reminder.c.id).where(_reminder.c.state == "draft", which)
    connection.execute(_for.delete().where(_for.c.reminder_id.in_(drafts)))
    gone = _reminder.delete().where(_reminder.c.state == "draft", which)
    return connection.execute(gone).rowcount
