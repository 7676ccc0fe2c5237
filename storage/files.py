"""Files that people hand in with a form: small enough to lie in the database and its backup."""

from datetime import datetime

from sqlalchemy import Connection, LargeBinary, select
from sqlmodel import Field, SQLModel

from storage.tables import IDS_ONCE, loaded, table
from storage.types import Moment

LARGEST = 10 * 1024 * 1024


class StoredFile(SQLModel, table=True):
    """A file; `uploaded_by` is a person, `network_id` is given by the slice that takes it in.

    A slice takes a file only from the person who uploaded it.
    """

    __table_args__ = IDS_ONCE
    id: int | None = Field(default=None, primary_key=True)
    name: str
    mime: str
    size: int
    data: bytes = Field(sa_type=LargeBinary)
    uploaded_by: int = Field(foreign_key="person.id", index=True)
    network_id: int | None = Field(default=None, foreign_key="network.id", index=True)
    at: datetime = Field(sa_type=Moment)


_file = table(StoredFile)


def put(
    connection: Connection, name: str, mime: str, data: bytes, uploaded_by: int, at: datetime
) -> int:
    """Keep a file and return its id; ValueError when it is larger than LARGEST."""
    if len(data) > LARGEST:
        raise ValueError("the file is too large")
    values = {"name": name, "mime": mime, "size": len(data), "data": data}
    new = _file.insert().values(**values, uploaded_by=uploaded_by, at=at).returning(_file.c.id)
    return int(connection.execute(new).scalar_one())


def get(connection: Connection, number: int) -> StoredFile | None:
    """Return a file with its contents."""
    row = connection.execute(select(_file).where(_file.c.id == number)).mappings().first()
    return loaded(StoredFile, row) if row else None


def adopt(connection: Connection, number: int, person: int, network: int) -> bool:
    """Give a network the file that a person uploaded; False when it is not theirs to give."""
    chosen = _file.update().where(_file.c.id == number, _file.c.uploaded_by == person)
    free = chosen.where(_file.c.network_id.is_(None) | (_file.c.network_id == network))
    return connection.execute(free.values(network_id=network)).rowcount == 1
