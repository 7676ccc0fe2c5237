"""The demo's clock as the page moves it: forward only, one move at a time."""

import asyncio
from collections.abc import Coroutine
from datetime import datetime
from typing import Any, Protocol

import structlog

from adapters.web.hub import Hub

log = structlog.get_logger()


class DemoClock(Protocol):
    """A clock that can be moved forward; all that falls due happens in order on the way."""

    def now(self) -> datetime:
        """Return its present moment in UTC, also while it is moving."""
        ...

    async def advance_to_next(self) -> None:
        """Move to the next moment at which something happens; stay when nothing will."""
        ...

    async def advance_by(self, days: int) -> None:
        """Move by whole days of the wall clock."""
        ...

    async def advance_to(self, moment: datetime) -> None:
        """Move to a moment in UTC; one that has passed changes nothing."""
        ...


class Mover:
    """Moves the clock in the background, so that the page can show how it goes."""

    def __init__(self, clock: DemoClock, hub: Hub) -> None:
        self.clock = clock
        self._hub = hub
        self._task: asyncio.Task[None] | None = None

    @property
    def moving(self) -> bool:
        """Say whether a move is under way."""
        return self._task is not None and not self._task.done()

    def start(self, move: Coroutine[Any, Any, None]) -> bool:
        """Begin a move; False, and nothing happens, when another is under way."""
        if self.moving:
            move.close()
            return False
        self._task = asyncio.create_task(self._run(move))
        self._task.add_done_callback(lambda _done: self._hub.tell())
        self._hub.tell()
        return True

    async def _run(self, move: Coroutine[Any, Any, None]) -> None:
        try:
            await move
        except Exception:
            log.exception("clock.move_failed")

    async def stop(self) -> None:
        """Give up a move under way and wait until it has stopped."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
