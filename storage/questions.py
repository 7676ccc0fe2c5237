"""Questions to guest speakers, who supports them, and what was read."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, func, select
from sqlmodel import Field, Session, SQLModel
from sqlmodel import select as choose

from storage.tables import IDS_ONCE, id_of, table
from storage.types import Moment


class Question(SQLModel, table=True):
    """A question to a speaker. `named` is False when the asker's name is not shown.

    `merged_into` points at the question that took it in; `hidden` ones are not shown, the card
    only says that one was; `answered` ones were answered at the meeting.
    """

    __table_args__ = IDS_ONCE
    id: int | None = Field(default=None, primary_key=True)
    speaker_id: int = Field(foreign_key="speaker.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    text: str
    named: bool = True
    merged_into: int | None = Field(default=None, foreign_key="question.id")
    hidden: bool = False
    answered: bool = False
    asked_at: datetime = Field(sa_type=Moment)


class Upvote(SQLModel, table=True):
    """One person's support of a question; after merging each person counts once."""

    question_id: int = Field(primary_key=True, foreign_key="question.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")


class HasRead(SQLModel, table=True):
    """One person has read an item; only the count is ever shown."""

    item_id: int = Field(primary_key=True, foreign_key="item.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")


_question, _upvote, _read = table(Question), table(Upvote), table(HasRead)


def of_speakers(session: Session, speakers: Iterable[int]) -> list[Question]:
    """Return all questions to these speakers, merged and hidden ones too, oldest first."""
    chosen = choose(Question).where(_question.c.speaker_id.in_(list(speakers)))
    return sorted(session.exec(chosen), key=id_of)


def upvotes(connection: Connection, speakers: Iterable[int]) -> dict[int, set[int]]:
    """Return who supports each question to these speakers, by question id."""
    chosen = (
        select(_upvote.c.question_id, _upvote.c.person_id)
        .join(_question, _question.c.id == _upvote.c.question_id)
        .where(_question.c.speaker_id.in_(list(speakers)))
    )
    found: dict[int, set[int]] = {}
    for question, person in connection.execute(chosen):
        found.setdefault(question, set()).add(person)
    return found


def support(connection: Connection, question: int, person: int) -> None:
    """Keep one person's support of a question they do not support yet."""
    connection.execute(_upvote.insert().values(question_id=question, person_id=person))


def support_no_more(connection: Connection, questions: Iterable[int], person: int) -> bool:
    """Take back a person's support of these questions; False when there was none."""
    chosen = delete(_upvote).where(
        _upvote.c.question_id.in_(list(questions)), _upvote.c.person_id == person
    )
    return connection.execute(chosen).rowcount > 0


def withdraw(session: Session, question: Question) -> None:
    """Delete a question with its support; those merged into it stay together without it."""
    session.flush()
    connection = session.connection()
    same = _question.c.merged_into == question.id
    found = connection.execute(select(_question.c.id).where(same).order_by(_question.c.id))
    left = list(found.scalars())
    heir = question.merged_into
    if left and heir is None:
        heir = left.pop(0)
        # The oldest takes its place, and with it what a facilitator said of the whole.
        values = {"hidden": question.hidden, "answered": question.answered, "merged_into": None}
        connection.execute(_question.update().where(_question.c.id == heir).values(values))
    connection.execute(_question.update().where(same).values(merged_into=heir))
    connection.execute(delete(_upvote).where(_upvote.c.question_id == question.id))
    connection.execute(delete(_question).where(_question.c.id == question.id))
    session.expire_all()


def turn_read(connection: Connection, item: int, person: int) -> bool:
    """Note that a person has read an item, or take that back; return whether they have now."""
    same = (_read.c.item_id == item, _read.c.person_id == person)
    if connection.execute(delete(_read).where(*same)).rowcount:
        return False
    connection.execute(_read.insert().values(item_id=item, person_id=person))
    return True


def read_counts(connection: Connection, items: Iterable[int]) -> dict[int, int]:
    """Return how many people have read each of these items."""
    chosen = select(_read.c.item_id, func.count()).where(_read.c.item_id.in_(list(items)))
    return {row[0]: row[1] for row in connection.execute(chosen.group_by(_read.c.item_id))}


def read_by(connection: Connection, person: int, items: Iterable[int]) -> set[int]:
    """Return which of these items a person has read; for that person's eyes only."""
    chosen = select(_read.c.item_id).where(
        _read.c.person_id == person, _read.c.item_id.in_(list(items))
    )
    return set(connection.execute(chosen).scalars())
