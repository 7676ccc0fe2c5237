"""Backups: one SQLite file, whatever the database is, taken while the server works."""

import os
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import URL, Connection, create_engine, text

from storage import check, migrate, revision, rows
from storage.engines import address, make_engine, postgres_engine, sqlite_engine, sqlite_path
from storage.faults import Fault

NOTE = "kringbackup"
"""The table in a backup that says what it is: when it was made (UTC), and at which revision."""

_MAKE_NOTE = f"CREATE TABLE {NOTE} (made_at TEXT NOT NULL, revision TEXT NOT NULL)"
_WRITE_NOTE = text(f"INSERT INTO {NOTE} VALUES (:made_at, :revision)")  # noqa: S608 - our own name


class BackupError(Fault):
    """A backup could not be made or used; the words say why, and what to do."""


@dataclass(frozen=True)
class Made:
    """A backup that was made and looked over: when (UTC), at which revision, how many rows."""

    made_at: datetime
    revision: str
    rows: int
    bytes: int


def make(url: str, path: Path, now: datetime) -> Made:
    """Write all that is in a database to a file that is not there yet, and look it over.

    All that was kept before it begins is in it, of what is kept meanwhile nothing; nobody who
    writes waits for it. Keys of open evaluations and the secret lie beside the database and are
    not in it. Raises BackupError, OSError, or what the database raises.
    """
    if path.exists():
        raise BackupError(f"{path} is there already. Choose another name; nothing was changed.")
    with TemporaryDirectory(prefix=".kring-backup-", dir=path.parent) as folder:
        part = Path(folder) / "kring.sqlite"
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        found = address(url)
        at = _from_sqlite(found, part) if _is_sqlite(found) else _from_postgres(found, part)
        _note(part, now, at)
        count = look_over(part)
        _settle(part, path)
    return Made(now, at, count, path.stat().st_size)


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _from_sqlite(url: URL, part: Path) -> str:
    """Copy the pages in one go: a reader's snapshot, which in WAL mode holds up no writer."""
    source = sqlite_path(url)
    if not source.exists():
        raise BackupError(f"There is no database at {source}. Look at KRING_DATABASE_URL.")
    with (
        closing(sqlite3.connect(source, timeout=10)) as driver,
        closing(sqlite3.connect(part)) as copy,
    ):
        driver.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE").close()
    at = revision.current(f"sqlite:///{part}")
    _in_one_file(part)
    if at is None:
        raise BackupError("The database holds no tables of Kring. Run 'kring migrate' first.")
    return at


def _from_postgres(url: URL, part: Path) -> str:
    """Read all tables in one snapshot into a new file with the same tables."""
    engine = postgres_engine(url, size=1).execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )
    try:
        with engine.connect() as source, source.begin():
            at = revision.current_of(source)
            if at is None or at != revision.head():
                raise BackupError(
                    f"The tables are at revision {at or 'none'}, and this version backs up "
                    f"{revision.head()}. Run 'kring migrate' first, or use the version before."
                )
            copied(source, f"sqlite:///{part}")
    finally:
        engine.dispose()
    _in_one_file(part)
    return at


def copied(source: Connection, url: str) -> None:
    """Make all tables in an empty database and carry every row into it."""
    migrate.upgrade(url)
    engine = make_engine(address(url))
    try:
        with engine.begin() as target:
            rows.carry(source, target)
            rows.set_last_ids(target, rows.last_ids(source))
    finally:
        engine.dispose()


def _in_one_file(path: Path) -> None:
    """Take the log beside the file in, so that the file is all there is."""
    with closing(sqlite3.connect(path)) as driver:
        driver.execute("PRAGMA journal_mode=DELETE").close()


def _note(part: Path, now: datetime, at: str) -> None:
    with closing(sqlite3.connect(part)) as driver, driver:
        driver.execute(_MAKE_NOTE)
        values = {"made_at": now.isoformat(), "revision": at}
        driver.execute(_WRITE_NOTE.text, values)


def look_over(path: Path) -> int:
    """Open a backup as a database, look whether it is whole, and return how many rows it has.

    Raises BackupError when it is damaged.
    """
    engine = sqlite_engine(address(f"sqlite:///{path}"), read_only=True)
    try:
        with engine.connect() as connection:
            if faults := check.broken(connection):
                raise BackupError(f"The backup is no good. {faults[0]}")
            tables = connection.execute(_TABLES).scalars().all()
            counts = [connection.scalar(text(f'SELECT count(*) FROM "{name}"')) for name in tables]  # noqa: S608 - names of the database's own
    finally:
        engine.dispose()
    return sum(counts)


_TABLES = text(
    "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' "
    "AND name NOT IN ('alembic_version', 'kringbackup')"
)


def _settle(part: Path, path: Path) -> None:
    """Give a file its name once all of it is safely on the disk."""
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.rename(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_note(path: Path) -> tuple[datetime, str]:
    """Return when a backup was made (UTC) and at which revision; BackupError when it is none."""
    if not path.is_file():
        raise BackupError(f"There is no file {path}.")
    engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
    try:
        with engine.connect() as connection:
            made_at, at = connection.execute(text(f"SELECT made_at, revision FROM {NOTE}")).one()  # noqa: S608 - our own name
    except Exception as fault:
        raise BackupError(f"{path} is no backup of Kring, or it is damaged.") from fault
    finally:
        engine.dispose()
    return datetime.fromisoformat(made_at), at
