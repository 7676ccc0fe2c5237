"""Guest speakers and what they give to read."""

from sqlmodel import Field, SQLModel


class Speaker(SQLModel, table=True):
    """A guest speaker of a meeting; `brings` is 'expertise', 'practice', 'inspiration',
    'connections' or '', `language` the one the list of questions is written in.
    """

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    name: str
    organisation: str = ""
    topic: str = ""
    brings: str = ""
    language: str = "en"
    session_id: int | None = Field(default=None, foreign_key="parallelsession.id")


class Item(SQLModel, table=True):
    """Something to read: a link, a file or a note; `minutes` is the reading time, 0: not said."""

    id: int | None = Field(default=None, primary_key=True)
    speaker_id: int = Field(foreign_key="speaker.id", index=True)
    title: str
    url: str = ""
    note: str = ""
    file_id: int | None = Field(default=None)
    minutes: int = 0
