"""What a meeting yielded, who was asked to write it, and what each takes to school."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, UniqueConstraint, bindparam, select
from sqlmodel import Field, SQLModel

from storage.meetings import Meeting
from storage.speakers import Item, Speaker
from storage.tables import table
from storage.types import Json, Moment


class MeetingYield(SQLModel, table=True):
    """The yield of a meeting: its lines in order, none when they were taken out again.

    `revision` counts the changes, so that nobody overwrites what they have not seen.
    """

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id")
    lines: list[str] = Field(default_factory=list, sa_type=Json)
    revision: int = 1
    written_by: int = Field(foreign_key="person.id")
    written_at: datetime = Field(sa_type=Moment)


class YieldWriter(SQLModel, table=True):
    """Somebody whom a facilitator asked to write the yield of a meeting."""

    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    person_id: int = Field(foreign_key="person.id", index=True)


class SchoolNote(SQLModel, table=True):
    """Whom one person tells at school after a meeting, and whom they ask; theirs alone."""

    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    tell: str = ""
    ask: str = ""


@dataclass(frozen=True)
class Written:
    """A yield as it stands: its lines, and how often it was changed (0: never written)."""

    lines: tuple[str, ...] = ()
    revision: int = 0


_yield = table(MeetingYield)
_writer = table(YieldWriter)
_note = table(SchoolNote)
_meeting = table(Meeting)
_item, _speaker = table(Item), table(Speaker)


def _of_network(chosen: Select[Any], rows: Any) -> Select[Any]:
    joined = chosen.join(_meeting, _meeting.c.id == rows.c.meeting_id)
    return joined.where(_meeting.c.network_id == bindparam("network"))


_written = _of_network(select(_yield.c.meeting_id, _yield.c.lines), _yield)
_asked = _of_network(select(_writer.c.meeting_id, _writer.c.person_id), _writer).order_by(
    _writer.c.id
)


def get(connection: Connection, meeting: int) -> Written:
    """Return the yield of a meeting, an empty one where nothing was written."""
    chosen = select(_yield.c.lines, _yield.c.revision).where(_yield.c.meeting_id == meeting)
    row = connection.execute(chosen).first()
    return Written(tuple(row.lines), row.revision) if row else Written()


def put(
    connection: Connection, meeting: int, lines: tuple[str, ...], who: int, now: datetime
) -> None:
    """Keep the lines of a yield in place of those before; `now` is UTC."""
    values: dict[str, Any] = {"lines": list(lines), "written_by": who, "written_at": now}
    change = _yield.update().where(_yield.c.meeting_id == meeting)
    changed = connection.execute(change.values(**values, revision=_yield.c.revision + 1))
    if changed.rowcount == 0:
        connection.execute(_yield.insert().values(meeting_id=meeting, revision=1, **values))


def written(connection: Connection, network: int) -> set[int]:
    """Return the ids of the meetings of a network whose yield holds something."""
    found = connection.execute(_written, {"network": network})
    return {row.meeting_id for row in found if row.lines}


def add_writer(connection: Connection, meeting: int, person: int) -> bool:
    """Note that somebody was asked to write a yield; False when they were asked before."""
    keys = {"meeting_id": meeting, "person_id": person}
    same = [_writer.c[name] == value for name, value in keys.items()]
    if connection.execute(select(_writer.c.id).where(*same)).first():
        return False
    connection.execute(_writer.insert().values(**keys))
    return True


def writers(connection: Connection, network: int) -> dict[int, list[int]]:
    """Return who was asked to write the yield, by meeting, in the order they were asked."""
    found: dict[int, list[int]] = {}
    for row in connection.execute(_asked, {"network": network}):
        found.setdefault(row.meeting_id, []).append(row.person_id)
    return found


def note(connection: Connection, meeting: int, person: int) -> tuple[str, str]:
    """Return whom a person tells at school and whom they ask, '' for what was not written."""
    chosen = select(_note.c.tell, _note.c.ask).where(
        _note.c.meeting_id == meeting, _note.c.person_id == person
    )
    row = connection.execute(chosen).first()
    return (row.tell, row.ask) if row else ("", "")


def put_note(connection: Connection, meeting: int, person: int, tell: str, ask: str) -> None:
    """Keep one person's two lines after a meeting."""
    keys, values = {"meeting_id": meeting, "person_id": person}, {"tell": tell, "ask": ask}
    same = [_note.c[name] == value for name, value in keys.items()]
    if connection.execute(_note.update().where(*same).values(values)).rowcount == 0:
        connection.execute(_note.insert().values(**keys, **values))


def forget(connection: Connection, network: int, person: int) -> None:
    """Forget the lines for school of somebody who left, and that they were asked to write."""
    here = select(_meeting.c.id).where(_meeting.c.network_id == network)
    for rows in (_note, _writer):
        mine = (rows.c.person_id == person) & rows.c.meeting_id.in_(here)
        connection.execute(rows.delete().where(mine))


def reading(connection: Connection, meeting: int) -> list[tuple[str, str]]:
    """Return the title and address ('' for a note or a file) of all there was to read."""
    chosen = (
        select(_item.c.title, _item.c.url)
        .join(_speaker, _speaker.c.id == _item.c.speaker_id)
        .where(_speaker.c.meeting_id == meeting)
        .order_by(_item.c.id)
    )
    return [(row.title, row.url) for row in connection.execute(chosen)]
