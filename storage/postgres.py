"""Writing to PostgreSQL: every unit of work in a transaction of its own, in a few threads."""

import asyncio
import contextvars
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from storage.scrub import scrub_postgres
from storage.unit import Unit

T = TypeVar("T")
THREADS = 6
ATTEMPTS = 50
REPLAYED = {"40001", "40P01"}  # serialization_failure, deadlock_detected
LOCK_NETWORK = text("SELECT pg_advisory_xact_lock(:network)")


class ThreadedWriter:
    """Runs units side by side; those of one network one after the other.

    A unit with a network reads what was committed before it got the network's lock. A unit
    without one sees one snapshot, and is replayed when it would overwrite somebody's change.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._alone = engine.execution_options(isolation_level="REPEATABLE READ")
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="kring-writer")
        self._under_way = 0

    async def write(self, work: Callable[[Unit], T], network: int | None) -> T:
        """Run the work in a thread and wait for its COMMIT."""
        context = contextvars.copy_context()
        loop = asyncio.get_running_loop()
        self._under_way += 1
        try:
            return await loop.run_in_executor(self._threads, self._run, work, network, context)
        finally:
            self._under_way -= 1

    def write_now(self, work: Callable[[Unit], T], network: int | None) -> T:
        """Run the work and block this thread until its COMMIT."""
        context = contextvars.copy_context()
        return self._threads.submit(self._run, work, network, context).result()

    async def scrub(self, tables: Iterable[str]) -> None:
        """Write these tables anew; what is to be written into one meanwhile waits for it."""
        loop = asyncio.get_running_loop()
        await loop.run_in_executor(self._threads, scrub_postgres, self._engine, tables)

    @property
    def waiting(self) -> int:
        """How many units wait for a thread."""
        return max(self._under_way - THREADS, 0)

    def close(self) -> None:
        """Finish what is queued, take nothing more, and close the connections."""
        self._threads.shutdown()
        self._engine.dispose()

    def _run(
        self, work: Callable[[Unit], T], network: int | None, context: contextvars.Context
    ) -> T:
        for _ in range(ATTEMPTS - 1):
            try:
                return self._attempt(work, network, context)
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in REPLAYED:
                    raise
        return self._attempt(work, network, context)

    def _attempt(
        self, work: Callable[[Unit], T], network: int | None, context: contextvars.Context
    ) -> T:
        engine = self._alone if network is None else self._engine
        with engine.begin() as connection:
            if network is not None:
                lock(connection, network)
            return Unit(connection).run(work, context)


def lock(connection: Connection, network: int) -> None:
    """Wait until nobody else writes about a network, and let nobody until the transaction ends."""
    connection.execute(LOCK_NETWORK, {"network": network})
