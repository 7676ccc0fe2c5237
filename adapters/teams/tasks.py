"""What goes on after Teams has had its answer, so that it never waits for itself."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

log = structlog.get_logger()


class Tasks:
    """Keeps what is under way, and waits for it at the end."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin something that nobody waits for; what goes wrong in it is logged."""
        task = asyncio.create_task(self._run(work))
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _run(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("teams.answer_failed")

    async def done(self) -> None:
        """Wait until nothing is under way any more."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)
