"""How it is commonly done: shuffled rows under random keys, a roll beside them. It leaks."""

from collections.abc import Sequence
from uuid import uuid4

from sqlalchemy import Connection, text

TABLES = (
    "CREATE TABLE naive_roll (person INTEGER PRIMARY KEY)",
    "CREATE TABLE naive_ballot (key VARCHAR(32) PRIMARY KEY, line TEXT NOT NULL)",
)
ENROL = text("INSERT INTO naive_roll VALUES (:person)")
KEEP = text("INSERT INTO naive_ballot VALUES (:key, :line)")


def make(connection: Connection) -> None:
    """Make the tables; SQLite's without numbers of rows, as the careful would."""
    ending = " WITHOUT ROWID" if connection.dialect.name == "sqlite" else ""
    connection.execute(text(TABLES[0]))
    connection.execute(text(TABLES[1] + ending))


def make_plain(connection: Connection) -> None:
    """Make the tables as they come, rows numbered by the database."""
    connection.execute(text("CREATE TABLE naive_roll (person INTEGER)"))
    connection.execute(text("CREATE TABLE naive_ballot (key VARCHAR(32), line TEXT NOT NULL)"))


def cast(connection: Connection, person: int, line: str) -> None:
    """Keep who took part and what was said, without a word about which is whose."""
    connection.execute(ENROL, {"person": person})
    connection.execute(KEEP, {"key": uuid4().hex, "line": line})


def people(connection: Connection) -> Sequence[int]:
    """Return who took part."""
    return list(connection.execute(text("SELECT person FROM naive_roll")).scalars())


def lines(connection: Connection) -> Sequence[str]:
    """Return what was said in the order of the random keys."""
    chosen = text("SELECT line FROM naive_ballot ORDER BY key")
    return list(connection.execute(chosen).scalars())
