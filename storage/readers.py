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
        self._idle = 0
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
            # Another thread for each: what may be read at once never waits for what takes long.
            self._changed.notify(len(jobs))

    def _live(self) -> None:
        while job := self._take():
            settle(self._together(job))

    def _take(self) -> Job | None:
        """Wait for something to read and take the first; None when the end was reached."""
        with self._changed:
            while not (self._waiting or self._closed):
                self._idle += 1
                self._changed.wait()
                self._idle -= 1
            return self._waiting.popleft() if self._waiting else None

    def _one_more(self) -> Job | None:
        """Take what waits now, but leave one to each thread that has nothing to do."""
        with self._changed:
            return self._waiting.popleft() if len(self._waiting) > self._idle else None

    def _together(self, first: Job) -> list[Job]:
        """Do a job and what waits behind it, as long as the snapshot lasts; return them."""
        done = [first]
        try:
            with self._engine.connect() as connection, connection.begin() as transaction:
                end = monotonic() + SLICE
                while _run(Unit(connection), done[-1]) and monotonic() < end:
                    if (more := self._one_more()) is None:
                        break
                    done.append(more)
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
