"""Owning a database: one server at a time, by a lock that ends with its process."""

import fcntl
import os
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, TextClause, create_engine, text

from storage.faults import Fault

# Advisory locks with two keys never meet those with one, which units take for their network.
SERVER, WORKERS = 0x6B72696E, 0x6B72696F
TRY = text("SELECT pg_try_advisory_lock(:lock, hashtext(current_schema()))")
TRY_SHARED = text("SELECT pg_try_advisory_lock_shared(:lock, hashtext(current_schema()))")
UNLOCK = text("SELECT pg_advisory_unlock(:lock, hashtext(current_schema()))")
ALONE = (
    "Another Kring server has this database to itself, or an import or a restore does. "
    "Stop that one first."
)


class AlreadyOwned(Fault):
    """Another server works on this database."""


class FileLock:
    """A lock on a file beside the SQLite database; the kernel lifts it when the process ends."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(database.name + ".lock")
        self._file: int | None = None

    def take(self) -> None:
        """Take the lock, or raise AlreadyOwned at once."""
        if self._file is not None:
            return
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(file)
            raise AlreadyOwned(
                "Another Kring server has this database file open. Stop that one first."
            ) from None
        self._file = file

    def share(self) -> None:
        """Keep the file to oneself: SQLite has one server."""
        self.take()

    def release(self) -> None:
        """Let the next server in. The file stays: removing it would let two servers in."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class SessionLock:
    """A lock of one PostgreSQL session on its schema; it ends with that session.

    A connection that breaks loses the lock unnoticed. Workers, who come in together, therefore
    hold leases as well: see `leasebook`.
    """

    def __init__(self, url: URL) -> None:
        self._engine: Engine = create_engine(
            url, hide_parameters=True, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        self._connection: Connection | None = None

    def take(self) -> None:
        """Take the lock, or raise AlreadyOwned at once."""
        if self._connection is None:
            self._connect(TRY, "Another Kring server works on this database. Stop that one first.")

    def share(self) -> None:
        """Let others in who share it as well; without the lock come in beside them.

        Raises AlreadyOwned when somebody has the database alone.
        """
        if self._connection is None:
            self._connect(TRY_SHARED, ALONE)
        elif self._connection.scalar(TRY_SHARED, {"lock": SERVER}):
            self._connection.execute(UNLOCK, {"lock": SERVER})

    def _connect(self, how: TextClause, refusal: str) -> None:
        connection = self._engine.connect()
        if not connection.scalar(how, {"lock": SERVER}):
            connection.close()
            raise AlreadyOwned(refusal)
        self._connection = connection

    def release(self) -> None:
        """Let the next server in."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
