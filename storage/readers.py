"""The threads that read: what is asked for together is read together, on one snapshot."""

import concurrent.futures
import threading
from collections import deque
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any, TypeVar

from sqlalchemy import Engine

from storage.jobs import Gathered, Job, as_error, settle
from storage.unit import Unit

T = TypeVar("T")
SLICE = 0.005
"""Seconds after which what waits in a snapshot is left to the next one, in whichever thread."""


class GroupReaders:
    """Some threads, each with a connection; every snapshot is younger than what is asked of it.

    To begin and end a snapshot and to wake the event loop costs more than most reads do.
    """

    def __init__(self, engine: Engine, threads: int) -> None:
        self._engine = engine
        self._waiting: deque[Job] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._gathered = Gathered(self._put)
        names = [f"kring-reader-{number}" for number in range(threads)]
        self._threads = [threading.Thread(target=self._live, name=n, daemon=True) for n in names]
        for thread in self._threads:
            thread.start()

    async def read(self, work: Callable[[Unit], T]) -> T:
        """Run the work in a thread and wait for what it returns."""
        result: T = await self._gathered.ask(work)
        return result

    def read_now(self, work: Callable[[Unit], T]) -> T:
        """Run the work in a thread and block this one until it is done."""
        answer: concurrent.futures.Future[T] = concurrent.futures.Future()
        self._put([Job(work, answer)])
        return answer.result()

    def stop(self) -> None:
        """Finish what waits, and take nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def dispose(self) -> None:
        """Close the connections; to be called after `stop`."""
        self._engine.dispose()

    def _put(self, jobs: Sequence[Job]) -> None:
        with self._changed:
            if self._closed:
                raise RuntimeError("The database is closed.")
            self._waiting.extend(jobs)
            self._changed.notify()

    def _live(self) -> None:
        while jobs := self._take():
            done = self._together(jobs)
            self._give_back(jobs)
            settle(done)

    def _take(self) -> deque[Job]:
        """Wait for something to read and take all there is; empty when the end was reached."""
        with self._changed:
            while not (self._waiting or self._closed):
                self._changed.wait()
            jobs, self._waiting = self._waiting, deque()
            return jobs

    def _give_back(self, jobs: deque[Job]) -> None:
        if jobs:
            with self._changed:
                self._waiting.extendleft(reversed(jobs))
                self._changed.notify()

    def _together(self, jobs: deque[Job]) -> list[Job]:
        """Take jobs off the front and do them, as long as the snapshot lasts; return these."""
        done = [jobs.popleft()]
        try:
            with self._engine.connect() as connection, connection.begin() as transaction:
                end = monotonic() + SLICE
                while _run(Unit(connection), done[-1]) and jobs and monotonic() < end:
                    done.append(jobs.popleft())
                transaction.rollback()
        except Exception as error:  # noqa: BLE001 - no snapshot was to be had; the caller is told
            done[-1].error = done[-1].error or error
        return done


def _run(unit: Unit, job: Job) -> bool:
    """Do one job; False when the snapshot may be spoilt by it."""
    work: Any = job.work
    try:
        job.result = unit.run(work, job.context)
    except BaseException as error:  # noqa: BLE001 - it is the caller's, who hears it at the end
        job.error = as_error(error)
        return False
    return True
