"""Who comes to a meeting, and who has a place in which of its parallel sessions."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, select

from storage.meetings import Attendance, Meeting, sessions
from storage.tables import id_of, loaded, table

_attendance = table(Attendance)
_of_meeting = (
    select(_attendance)
    .where(
        _attendance.c.meeting_id == bindparam("meeting"),
        _attendance.c.sequence == bindparam("sequence"),
    )
    .order_by(_attendance.c.id)
)
_own = (_attendance.c.meeting_id == bindparam("meeting")) & (
    _attendance.c.person_id == bindparam("person")
)
_mine = select(_attendance).where(_own)
_TICK = timedelta(microseconds=1)


def answers(connection: Connection, meeting: Meeting) -> list[Attendance]:
    """Return what people said about a meeting as it now stands, first answer first."""
    keys = {"meeting": meeting.id, "sequence": meeting.sequence}
    return [loaded(Attendance, row) for row in connection.execute(_of_meeting, keys).mappings()]


def mine(connection: Connection, meeting: Meeting, person: int) -> Attendance | None:
    """Return what one person said about a meeting as it now stands."""
    keys = {"meeting": meeting.id, "person": person}
    row = connection.execute(_mine, keys).mappings().first()
    found = loaded(Attendance, row) if row else None
    return found if found and found.sequence == meeting.sequence else None


def put(connection: Connection, meeting: Meeting, person: int, answer: str) -> None:
    """Keep what one person says; an answer from before a move is forgotten whole."""
    keep: dict[str, Any] = {"answer": answer, "sequence": meeting.sequence}
    known = mine(connection, meeting, person)
    if known is None or answer == "no":
        keep |= {"night": None, "diet": "", "session_id": None, "waiting_since": None}
    keys = {"meeting_id": meeting.id, "person_id": person}
    same = [_attendance.c[name] == value for name, value in keys.items()]
    if connection.execute(_attendance.update().where(*same).values(keep)).rowcount == 0:
        connection.execute(_attendance.insert().values(**keys, **keep))


def put_stay(
    connection: Connection, meeting: Meeting, person: int, night: bool | None, diet: str
) -> None:
    """Keep whether somebody stays the night, and what they eat."""
    keys = {"meeting": meeting.id, "person": person}
    connection.execute(_attendance.update().where(_own).values(night=night, diet=diet), keys)


def put_session(
    connection: Connection,
    meeting: Meeting,
    person: int,
    session: int | None,
    waiting_since: datetime | None = None,
) -> None:
    """Give somebody a place in a parallel session, or on its waiting list, or none."""
    if waiting_since is not None:
        waiting_since = _after_the_last(connection, meeting, session, waiting_since)
    values = {"session_id": session, "waiting_since": waiting_since}
    keys = {"meeting": meeting.id, "person": person}
    connection.execute(_attendance.update().where(_own).values(values), keys)


def _after_the_last(
    connection: Connection, meeting: Meeting, session: int | None, now: datetime
) -> datetime:
    # Two who ask at the same moment are kept apart, so that the first stays the first.
    queue = [one.waiting_since for one in answers(connection, meeting) if one.session_id == session]
    last = max((since for since in queue if since), default=None)
    return now if last is None or last < now else last + _TICK


def taken(connection: Connection, meeting: Meeting) -> Counter[int]:
    """Return how many have a place in each parallel session, by its id."""
    rows = answers(connection, meeting)
    return Counter(one.session_id for one in rows if one.session_id and one.waiting_since is None)


@dataclass(frozen=True)
class Places:
    """A parallel session with how many places are taken and how many people wait."""

    id: int
    title: str
    place: str
    seats: int
    taken: int
    waiting: int

    @property
    def full(self) -> bool:
        """Whether whoever chooses it now has to wait."""
        return bool(self.seats) and self.taken >= self.seats


def places(connection: Connection, meeting: Meeting) -> list[Places]:
    """Return the parallel sessions of a meeting with who has a place."""
    said = answers(connection, meeting)
    found = []
    for one in sessions(connection, id_of(meeting)):
        inside = [answer for answer in said if answer.session_id == one.id]
        waiting = sum(answer.waiting_since is not None for answer in inside)
        taken = len(inside) - waiting
        found.append(Places(id_of(one), one.title, one.place, one.seats, taken, waiting))
    return found


def queue(connection: Connection, meeting: Meeting, session: int) -> list[Attendance]:
    """Return those who wait for a place in a parallel session, longest waiting first."""
    waiting = [
        (one.waiting_since, one)
        for one in answers(connection, meeting)
        if one.session_id == session and one.waiting_since
    ]
    return [one for _since, one in sorted(waiting, key=lambda pair: pair[0])]


def leave_session(connection: Connection, session: int) -> list[int]:
    """Take everybody out of a parallel session; return the ids of those who were in it."""
    inside = _attendance.c.session_id == session
    chosen = select(_attendance.c.person_id).where(inside).order_by(_attendance.c.id)
    people = list(connection.execute(chosen).scalars())
    values = {"session_id": None, "waiting_since": None}
    connection.execute(_attendance.update().where(inside).values(values))
    return people


def forget(connection: Connection, meeting: int, person: int) -> None:
    """Forget what one person said about a meeting."""
    connection.execute(_attendance.delete().where(_own), {"meeting": meeting, "person": person})


def forget_diets(connection: Connection, meeting: int) -> None:
    """Forget what everybody eats, once a meeting is over."""
    chosen = _attendance.update().where(_attendance.c.meeting_id == meeting)
    connection.execute(chosen.values(diet=""))
