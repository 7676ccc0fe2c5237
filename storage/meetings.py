"""Meetings, their parallel sessions, and who comes."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from storage.types import Moment, WallTime


class Meeting(SQLModel, table=True):
    """A meeting. `begins` and `ends` are wall-clock times in the network's zone.

    `ends` lies on the last day. `sequence` counts its changes of time, for calendar files and
    for asking again; `number` is its place in the season; `state` is 'planned' or 'cancelled'.
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


class ParallelSession(SQLModel, table=True):
    """One of several things at the same time, with a number of places (0: no limit)."""

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
