"""The one thread that writes to SQLite, many units of work in each transaction."""

import concurrent.futures
import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from queue import Empty, SimpleQueue
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine

from storage.jobs import Gathered, Job, as_error, settle
from storage.scrub import scrub_sqlite
from storage.unit import Last, Unit

T = TypeVar("T")
BATCH = 256


class GroupWriter:
    """Takes what is queued into one transaction, each unit in a savepoint of its own.

    Nobody is answered before the COMMIT, not even the one whose unit failed: what it saw of
    others might not have lasted. When the COMMIT fails, or SQLite rolled all back, the units
    are replayed one by one. What was queued is done, also when its caller is cancelled.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._queue: SimpleQueue[Job | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._closed = False
        self._gathered = Gathered(self._put)
        self._thread = threading.Thread(target=self._live, name="kring-writer", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[Unit], T], network: int | None) -> T:
        """Run the work and wait for its COMMIT; one writer needs no lock for a network."""
        del network
        result: T = await self._gathered.ask(work)
        return result

    async def scrub(self, tables: Iterable[str]) -> None:
        """Write the whole file anew; what is to be written meanwhile waits for it."""
        del tables  # SQLite's file is one
        await self._gathered.ask(None)

    def write_now(self, work: Callable[[Unit], T], network: int | None) -> T:
        """Run the work and block this thread until its COMMIT."""
        del network
        if threading.current_thread() is self._thread:
            raise RuntimeError("A unit of work cannot wait for another unit of work.")
        answer: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._put([Job(work, answer)])
        return answer.result()

    @property
    def waiting(self) -> int:
        """How many units wait for the next transaction."""
        return self._queue.qsize()

    def close(self) -> None:
        """Finish what is queued, take nothing more, and end the thread."""
        with self._gate:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()
        self._engine.dispose()

    def _put(self, jobs: Sequence[Job]) -> None:
        with self._gate:
            if self._closed:
                raise RuntimeError("The database is closed.")
            for job in jobs:
                self._queue.put(job)

    def _live(self) -> None:
        while jobs := self._take():
            if units := [job for job in jobs if job.work is not None]:
                self._process(units)
            if scrubs := [job for job in jobs if job.work is None]:
                self._scrub(scrubs)
            settle(jobs)

    def _take(self) -> list[Job]:
        """Wait for a job and take those behind it; empty when the end has been reached."""
        jobs: list[Job] = []
        job = self._queue.get()
        while job is not None:
            jobs.append(job)
            if len(jobs) == BATCH:
                return jobs
            try:
                job = self._queue.get_nowait()
            except Empty:
                return jobs
        if jobs:
            self._queue.put(None)  # the end was seen with work still in hand: see it again
        return jobs

    def _scrub(self, jobs: list[Job]) -> None:
        try:
            with self._engine.connect() as connection:
                scrub_sqlite(_driver(connection))
        except Exception as error:  # noqa: BLE001 - the file is as it was; the callers are told
            for job in jobs:
                job.error = error

    def _process(self, jobs: list[Job]) -> None:
        try:
            kept = self._together(jobs)
        except Exception as error:  # noqa: BLE001 - nothing was begun or kept; all are told why
            for job in jobs:
                job.error = error
            return
        if not kept and len(jobs) > 1:
            for job in jobs:
                self._process([job])

    def _together(self, jobs: list[Job]) -> bool:
        """Run all jobs and commit; False when the transaction was lost and nothing was kept."""
        with self._engine.connect() as connection:
            connection.begin()
            last: Last = {}
            if not all(_run(connection, job, last) for job in jobs):
                return False
            try:
                for do, these in last.items():
                    do(connection, these)
                connection.commit()
            except Exception as error:  # noqa: BLE001 - a lone job hears it, others are replayed
                jobs[0].error = error
                connection.connection.rollback()  # SQLite leaves a failed COMMIT open
                return False
        return True


def _driver(connection: Connection) -> sqlite3.Connection:
    return cast("sqlite3.Connection", connection.connection.driver_connection)


def _run(connection: Connection, job: Job, last: Last) -> bool:
    """Run one job in its savepoint; False when the whole transaction has been lost by it.

    What it wants done at the end is added to `last`, unless it failed.
    """
    assert job.work is not None  # noqa: S101 - scrubs were taken out
    driver = _driver(connection)
    job.error, its_last = None, Last()
    driver.execute("SAVEPOINT unit")
    try:
        job.result = Unit(connection, its_last).run(job.work, job.context)
    except BaseException as error:  # noqa: BLE001 - it is the caller's, who hears it at the end
        job.error = as_error(error)
        transaction = connection.get_transaction()
        if not driver.in_transaction or transaction is None or not transaction.is_active:
            return False
        driver.execute("ROLLBACK TO unit")
    else:
        for do, these in its_last.items():
            last.setdefault(do, set()).update(these)
    driver.execute("RELEASE unit")
    return True
