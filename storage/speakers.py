"""Guest speakers of a meeting, and what there is to read before it."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, select
from sqlmodel import Field, Session, SQLModel
from sqlmodel import select as choose

from storage.files import StoredFile
from storage.questions import HasRead, Question, Upvote
from storage.tables import IDS_ONCE, id_of, table


class Speaker(SQLModel, table=True):
    """A guest speaker; no account, no person.

    `brings` is 'expertise', 'practice', 'inspiration', 'connections' or ''; `language` the one
    the list of questions is written in. `session_id` is the parallel session they speak in,
    None for the whole meeting.
    """

    __table_args__ = IDS_ONCE
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    name: str
    organisation: str = ""
    topic: str = ""
    brings: str = ""
    language: str = "en"
    session_id: int | None = Field(default=None, foreign_key="parallelsession.id")


class Item(SQLModel, table=True):
    """Something to read: a link (`url`), a text (`note`) or a file (`file_id`).

    `minutes` is the reading time, 0 when nobody said. `place` is its order among the items of
    its speaker; equal ones stand in the order in which they came.
    """

    __table_args__ = IDS_ONCE
    id: int | None = Field(default=None, primary_key=True)
    speaker_id: int = Field(foreign_key="speaker.id", index=True)
    title: str
    url: str = ""
    note: str = ""
    file_id: int | None = None
    minutes: int = 0
    place: int = 0


_speaker, _item = table(Speaker), table(Item)
_question, _upvote, _read, _file = table(Question), table(Upvote), table(HasRead), table(StoredFile)


def of_meeting(session: Session, meeting: int) -> list[Speaker]:
    """Return the speakers of a meeting in the order in which they were added."""
    chosen = choose(Speaker).where(Speaker.meeting_id == meeting)
    return sorted(session.exec(chosen), key=id_of)


def items(session: Session, speakers: Iterable[int]) -> list[Item]:
    """Return the items of these speakers in their order."""
    chosen = choose(Item).where(_item.c.speaker_id.in_(list(speakers)))
    return sorted(session.exec(chosen), key=lambda one: (one.place, id_of(one)))


def remove_item(connection: Connection, item: int) -> None:
    """Take an item away with who read it, and its file when nothing else shows that."""
    chosen = select(_item.c.file_id).where(_item.c.id == item)
    file = connection.execute(chosen).scalar()
    connection.execute(delete(_read).where(_read.c.item_id == item))
    connection.execute(delete(_item).where(_item.c.id == item))
    if file is not None:
        forget_file(connection, file)


def forget_file(connection: Connection, file: int) -> None:
    """Delete a file that no item shows any more."""
    shown = select(_item.c.file_id).where(_item.c.file_id == file)
    if connection.execute(shown).first() is None:
        connection.execute(delete(_file).where(_file.c.id == file))


def remove(connection: Connection, speaker: int) -> None:
    """Take a speaker away with what there is to read and the questions to them."""
    mine = select(_item.c.id).where(_item.c.speaker_id == speaker)
    for item in list(connection.execute(mine).scalars()):
        remove_item(connection, item)
    asked = select(_question.c.id).where(_question.c.speaker_id == speaker)
    connection.execute(delete(_upvote).where(_upvote.c.question_id.in_(asked)))
    whole = _question.c.speaker_id == speaker
    connection.execute(_question.update().where(whole).values(merged_into=None))
    connection.execute(delete(_question).where(whole))
    connection.execute(delete(_speaker).where(_speaker.c.id == speaker))
