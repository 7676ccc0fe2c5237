"""Guest speakers of a meeting, and what there is to read before it."""

from sqlmodel import Field, SQLModel


class Speaker(SQLModel, table=True):
    """A guest speaker; no account, no person.

    `brings` is 'expertise', 'practice', 'inspiration', 'connections' or ''. `session_id` is the
    parallel session they speak in, None for the whole meeting.
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
    """Something to read: a link (`url`), a text (`note`) or a file (`file_id`).

    `minutes` is the reading time, 0 when nobody said.
    """

    id: int | None = Field(default=None, primary_key=True)
    speaker_id: int = Field(foreign_key="speaker.id", index=True)
    title: str
    url: str = ""
    note: str = ""
    file_id: int | None = None
    minutes: int = 0
