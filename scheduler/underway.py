"""The jobs that are being carried now."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

from scheduler.backlog import Job

Carrying = asyncio.Task[bool]


class Underway:
    """Tasks, each with its job; one that has ended counts until it was handed out by `wait`."""

    def __init__(self) -> None:
        self._running: dict[Carrying, Job] = {}
        self._ended: list[Carrying] = []
        self._some_ended = asyncio.Event()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._running)

    def begin(self, job: Job, carrying: Coroutine[Any, Any, bool]) -> None:
        """Begin to carry a job."""
        task = asyncio.create_task(carrying)
        task.add_done_callback(self._end)
        self._running[task] = job

    def ids(self) -> set[UUID]:
        """Return which deliveries they are about."""
        return {job.id for job in self._running.values()}

    async def wait(self, seconds: float) -> list[tuple[Job, Carrying]]:
        """Wait so long at most for some to end; return those that have since the last time."""
        # asyncio.wait would listen to each of them anew at every call.
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._some_ended.wait()
        self._some_ended.clear()
        ended, self._ended = self._ended, []
        return [(self._running.pop(task), task) for task in ended]

    def cancel(self) -> None:
        """Break all of them off; they end by that."""
        for task in self._running:
            task.cancel()

    def _end(self, task: Carrying) -> None:
        self._ended.append(task)
        self._some_ended.set()
