"""Owning a database: one server at a time, by a lock that ends with its process."""

import fcntl
import os
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text

from storage.faults import Fault

# Advisory locks with two keys never meet those with one, which units take for their network.
SERVER = 0x6B72696E
TRY = text("SELECT pg_try_advisory_lock(:server, hashtext(current_schema()))")


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

    def release(self) -> None:
        """Let the next server in. The file stays: removing it would let two servers in."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


class SessionLock:
    """A lock of one PostgreSQL session on its schema; it ends with that session.

    A connection that breaks loses the lock unnoticed; a lease comes with several workers.
    """

    def __init__(self, url: URL) -> None:
        self._engine: Engine = create_engine(
            url, hide_parameters=True, poolclass=NullPool, isolation_level="AUTOCOMMIT"
        )
        self._connection: Connection | None = None

    def take(self) -> None:
        """Take the lock, or raise AlreadyOwned at once."""
        if self._connection is not None:
            return
        connection = self._engine.connect()
        if not connection.scalar(TRY, {"server": SERVER}):
            connection.close()
            raise AlreadyOwned("Another Kring server works on this database. Stop that one first.")
        self._connection = connection

    def release(self) -> None:
        """Let the next server in."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
