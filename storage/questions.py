"""Questions to guest speakers, who supports them, and what was read."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from storage.types import Moment


class Question(SQLModel, table=True):
    """A question to a speaker. `named` is False when the asker's name is not shown.

    `merged_into` points at the question that took it in; `hidden` ones are not shown, the card
    only says that one was; `answered` ones were answered at the meeting.
    """

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
