"""Owning a database: one server at a time, by a lock that ends with its process."""

import fcntl
import os
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from storage.faults import Fault

# Advisory locks with two keys never meet those with one, which units take for their network.
SERVER, WORKERS = 0x6B72696E, 0x6B72696F
TRY = text("SELECT pg_try_advisory_lock(:lock, hashtext(current_schema()))")
SHARE = text("SELECT pg_advisory_lock_shared(:lock, hashtext(current_schema()))")
PATIENTLY = "SET lock_timeout = {}"
WAIT = 10  # seconds: so long another may have the database alone, as to bring it up to date
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
        if self._connection is not None:
            return
        connection = self._engine.connect()
        if not connection.scalar(TRY, {"lock": SERVER}):
            connection.close()
            raise AlreadyOwned("Another Kring server works on this database. Stop that one first.")
        self._connection = connection

    def share(self) -> None:
        """Let others in who share it as well; without the lock come in beside them.

        Raises AlreadyOwned when somebody has the database alone for longer than a while.
        """
        if self._connection is not None:
            self._connection.execute(SHARE, {"lock": SERVER})
            self._connection.execute(UNLOCK, {"lock": SERVER})
            return
        connection = self._engine.connect()
        try:
            connection.exec_driver_sql(PATIENTLY.format(WAIT * 1000))
            connection.execute(SHARE, {"lock": SERVER})
        except OperationalError:
            connection.close()
            raise AlreadyOwned(ALONE) from None
        self._connection = connection

    def release(self) -> None:
        """Let the next server in."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
