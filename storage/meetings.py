"""Meetings, their parallel sessions, and who comes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, UniqueConstraint, bindparam, select
from sqlmodel import Field, SQLModel

from storage.tables import IDS_ONCE, loaded, table
from storage.types import Moment, WallTime


class Meeting(SQLModel, table=True):
    """A meeting. `begins` and `ends` are wall-clock times in the network's zone.

    `ends` lies on the last day. `sequence` counts its changes of time, for calendar files and
    for asking again; `number` is its place in the season; `state` is 'planned' or 'cancelled'.
    `was_begins` and `was_ends` are its times before the last change of them.
    """

    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id", index=True)
    number: int
    title: str = ""
    begins: datetime = Field(sa_type=WallTime)
    ends: datetime = Field(sa_type=WallTime)
    place: str = ""
    bring: str = ""
    sequence: int = 0
    state: str = "planned"
    announced_at: datetime = Field(sa_type=Moment)
    was_begins: datetime | None = Field(default=None, sa_type=WallTime)
    was_ends: datetime | None = Field(default=None, sa_type=WallTime)


class ParallelSession(SQLModel, table=True):
    """One of several things at the same time, with a number of places (0: no limit)."""

    __table_args__ = IDS_ONCE
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    title: str
    place: str = ""
    seats: int = 0


class Attendance(SQLModel, table=True):
    """What one person said: 'yes', 'no', and never why.

    `sequence` is the meeting's when it was said: after a move it counts as unsaid.
    `session_id` is the parallel session chosen; `waiting_since` orders its waiting list.
    """

    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    answer: str
    sequence: int = 0
    night: bool | None = None
    diet: str = ""
    session_id: int | None = Field(default=None, foreign_key="parallelsession.id")
    waiting_since: datetime | None = Field(default=None, sa_type=Moment)


_meeting = table(Meeting)
_session = table(ParallelSession)
_sessions = (
    select(_session).where(_session.c.meeting_id == bindparam("meeting")).order_by(_session.c.id)
)
_by_id = select(_meeting).where(
    _meeting.c.id == bindparam("meeting"), _meeting.c.network_id == bindparam("network")
)
_all = (
    select(_meeting)
    .where(_meeting.c.network_id == bindparam("network"))
    .order_by(_meeting.c.begins, _meeting.c.id)
)


def get(connection: Connection, network: int, meeting: int) -> Meeting | None:
    """Return a meeting of this network, None when it is another's or there is none."""
    row = connection.execute(_by_id, {"meeting": meeting, "network": network}).mappings().first()
    return loaded(Meeting, row) if row else None


def of_network(connection: Connection, network: int) -> list[Meeting]:
    """Return all meetings of a network by their beginning, cancelled ones too."""
    rows = connection.execute(_all, {"network": network}).mappings()
    return [loaded(Meeting, row) for row in rows]


def coming(connection: Connection, network: int, local: datetime) -> list[Meeting]:
    """Return the meetings that stand and begin after a wall-clock time, soonest first."""
    found = of_network(connection, network)
    return [one for one in found if one.state == "planned" and one.begins > local]


def network_of(connection: Connection, meeting: int) -> int | None:
    """Return the id of the network a meeting belongs to."""
    chosen = select(_meeting.c.network_id).where(_meeting.c.id == meeting)
    found: int | None = connection.execute(chosen).scalar()
    return found


def add(connection: Connection, values: dict[str, Any]) -> int:
    """Keep a new meeting of `values['network_id']` and return its id; all are numbered anew."""
    first = {"number": 0, "title": "", "place": "", "bring": "", "sequence": 0, "state": "planned"}
    made = connection.execute(_meeting.insert().values(**first | values).returning(_meeting.c.id))
    number = int(made.scalar_one())
    renumber(connection, values["network_id"])
    return number


def change(connection: Connection, meeting: int, values: dict[str, Any]) -> None:
    """Set some of a meeting's columns."""
    connection.execute(_meeting.update().where(_meeting.c.id == meeting).values(values))


def renumber(connection: Connection, network: int) -> None:
    """Number the meetings that stand by their beginning, from 1 on."""
    standing = [one for one in of_network(connection, network) if one.state == "planned"]
    for number, one in enumerate(standing, start=1):
        if one.number != number:
            connection.execute(
                _meeting.update().where(_meeting.c.id == one.id).values(number=number)
            )


def sessions(connection: Connection, meeting: int) -> list[ParallelSession]:
    """Return the parallel sessions of a meeting in the order they were made."""
    found = connection.execute(_sessions, {"meeting": meeting})
    return [loaded(ParallelSession, row) for row in found.mappings()]


def session(connection: Connection, network: int, number: int) -> ParallelSession | None:
    """Return a parallel session of one of this network's meetings."""
    chosen = (
        select(_session)
        .join(_meeting, _meeting.c.id == _session.c.meeting_id)
        .where(_session.c.id == number, _meeting.c.network_id == network)
    )
    row = connection.execute(chosen).mappings().first()
    return loaded(ParallelSession, row) if row else None


def add_session(connection: Connection, meeting: int, title: str, place: str, seats: int) -> int:
    """Keep a new parallel session and return its id."""
    values = {"meeting_id": meeting, "title": title, "place": place, "seats": seats}
    made = connection.execute(_session.insert().values(**values).returning(_session.c.id))
    return int(made.scalar_one())


def change_session(connection: Connection, number: int, values: dict[str, Any]) -> None:
    """Set some of a parallel session's columns."""
    connection.execute(_session.update().where(_session.c.id == number).values(values))


def remove_session(connection: Connection, number: int) -> None:
    """Forget a parallel session that no speaker is in any more."""
    connection.execute(_session.delete().where(_session.c.id == number))
