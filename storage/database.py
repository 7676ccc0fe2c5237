"""The database as the rest of Kring sees it: units of work that write, and those that read."""

import asyncio
from collections.abc import Callable, Iterable
from typing import Protocol, Self, TypeVar

from sqlalchemy import URL, Engine

from storage import engines
from storage.engines import address, postgres_engine, sqlite_engine, sqlite_path
from storage.owner import AlreadyOwned, FileLock, SessionLock
from storage.postgres import THREADS, ThreadedWriter
from storage.readers import GroupReaders
from storage.unit import Unit
from storage.writer import GroupWriter

__all__ = ["AlreadyOwned", "Database", "Unit"]

T = TypeVar("T")
READERS = 4
# On SQLite a read is computing, which threads only do in turns: more would make the loop wait.
SQLITE_READERS = 2


class Writer(Protocol):
    """What runs the units that write."""

    async def write(self, work: Callable[[Unit], T], network: int | None) -> T: ...

    def write_now(self, work: Callable[[Unit], T], network: int | None) -> T: ...

    async def scrub(self, tables: Iterable[str]) -> None: ...

    @property
    def waiting(self) -> int: ...

    def close(self) -> None: ...


class Lock(Protocol):
    """What keeps a second server off the database."""

    def take(self) -> None: ...

    def share(self) -> None: ...

    def release(self) -> None: ...


class Database:
    """An open database. The event loop never waits for its disk."""

    def __init__(self, url: URL, readers: Engine, writer: Writer, lock: Lock) -> None:
        self.url = url
        self._writer = writer
        self._lock = lock
        count = SQLITE_READERS if url.get_backend_name() == "sqlite" else READERS
        self._readers = GroupReaders(readers, count)

    @classmethod
    def open(cls, url: str) -> Self:
        """Open sqlite:///path (made if missing) or postgresql://…; ValueError for others."""
        found = address(url)
        if found.get_backend_name() == "sqlite":
            return cls._open_sqlite(found)
        engine = postgres_engine(found, size=THREADS + READERS, idle=engines.IDLE_SECONDS)
        readers = engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        return cls(found, readers, ThreadedWriter(engine), SessionLock(found))

    @classmethod
    def _open_sqlite(cls, url: URL) -> Self:
        path = sqlite_path(url)
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = sqlite_engine(url)
        engine.connect().close()  # a reader cannot make the file, nor switch it to WAL
        readers = sqlite_engine(url, read_only=True)
        return cls(url, readers, GroupWriter(engine), FileLock(path))

    @property
    def waiting(self) -> int:
        """How many units wait to be written, about."""
        return self._writer.waiting

    def own(self) -> None:
        """Claim the database for this server until it closes; AlreadyOwned if one has it."""
        self._lock.take()

    def share(self) -> None:
        """Work beside others who share it, on PostgreSQL; AlreadyOwned if one has it alone.

        Who owns the database lets others in by it. An SQLite database has one owner all the same.
        """
        self._lock.share()

    async def write(self, work: Callable[[Unit], T], *, network: int | None = None) -> T:
        """Run the work in a unit that may write; its result comes when it is safely kept.

        The work may be called more than once (see Unit). What it raises is raised here, and
        what it did is undone. Units of one network never overlap; name it where there is one.
        A cancelled caller does not take its work back: it may have been kept.
        """
        return await self._writer.write(work, network)

    async def scrub(self, tables: Iterable[str]) -> None:
        """Make what was deleted from these tables unreadable in the database's own files.

        It takes seconds, in which writing waits; ScrubDelayed when somebody read all the while.
        """
        await self._writer.scrub(tuple(tables))

    async def read(self, work: Callable[[Unit], T]) -> T:
        """Run the work on one snapshot of all that was kept; an attempt to write raises."""
        return await self._readers.read(work)

    def write_now(self, work: Callable[[Unit], T], *, network: int | None = None) -> T:
        """Do as write does, blocking this thread: for the command line."""
        return self._writer.write_now(work, network)

    def read_now(self, work: Callable[[Unit], T]) -> T:
        """Do as read does, blocking this thread: for the command line."""
        return self._readers.read_now(work)

    async def close(self) -> None:
        """Finish what is under way, let go of the database, and refuse what comes later."""
        await asyncio.sleep(0)  # until what was asked for in this round has been handed over
        await asyncio.to_thread(self.close_now)

    def close_now(self) -> None:
        """Do as close does, blocking this thread."""
        # Readers first: on PostgreSQL they share the pool that the writer disposes of, and a
        # connection that comes back to it later would never be closed.
        self._readers.stop()
        self._writer.close()
        self._readers.dispose()
        self._lock.release()
