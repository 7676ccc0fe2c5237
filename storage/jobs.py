"""Units of work on their way to a thread and back: handed over and answered many at once."""

import asyncio
import concurrent.futures
import contextvars
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from storage.unit import Unit

Answer = asyncio.Future[Any] | concurrent.futures.Future[Any]


@dataclass
class Job:
    """One unit of work that waits, with its caller's future, event loop and context.

    `work` is None for a scrub, which belongs to no transaction.
    """

    work: Callable[[Unit], Any] | None
    answer: Answer
    loop: asyncio.AbstractEventLoop | None = None
    context: contextvars.Context = field(default_factory=contextvars.copy_context)
    result: Any = None
    error: Exception | None = None

    def settle(self) -> None:
        """Hand the outcome to the caller, unless the caller has gone."""
        if self.answer.done():
            return
        if self.error is not None:
            self.answer.set_exception(self.error)
        else:
            self.answer.set_result(self.result)


class Gathered:
    """Hands over as one what is asked for within one round of an event loop.

    To wake a thread for each would have it and the loop take turns, for most of their time.
    """

    def __init__(self, hand_over: Callable[[Sequence[Job]], None]) -> None:
        """`hand_over` raises RuntimeError when nothing is taken any more."""
        self._take = hand_over
        self._jobs: dict[asyncio.AbstractEventLoop, list[Job]] = {}

    async def ask(self, work: Callable[[Unit], Any] | None) -> Any:
        """Have work done and wait for its outcome."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Any] = loop.create_future()
        if loop not in self._jobs:
            self._jobs[loop] = []
            loop.call_soon(self._hand_over, loop)
        self._jobs[loop].append(Job(work, answer, loop))
        return await answer

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        jobs = self._jobs.pop(loop)
        try:
            self._take(jobs)
        except RuntimeError as error:
            for job in jobs:
                job.error = error
            _settle_here(jobs)


def as_error(error: BaseException) -> Exception:
    """Wrap what would end a thread: the caller's loop is not to end by it."""
    if isinstance(error, Exception):
        return error
    wrapped = RuntimeError(f"The work raised {type(error).__name__}.")
    wrapped.__cause__ = error
    return wrapped


def settle(jobs: Sequence[Job]) -> None:
    """Answer all callers, waking each event loop once."""
    by_loop: defaultdict[asyncio.AbstractEventLoop | None, list[Job]] = defaultdict(list)
    for job in jobs:
        by_loop[job.loop].append(job)
    for loop, its_jobs in by_loop.items():
        if loop is None:
            _settle_here(its_jobs)
        elif not loop.is_closed():
            _wake(loop, its_jobs)


def _wake(loop: asyncio.AbstractEventLoop, jobs: Sequence[Job]) -> None:
    try:
        loop.call_soon_threadsafe(_settle_here, jobs)
    except RuntimeError:
        # Closed since we looked: there is nobody left to hear it, and the work is kept.
        if not loop.is_closed():
            raise


def _settle_here(jobs: Sequence[Job]) -> None:
    for job in jobs:
        job.settle()
