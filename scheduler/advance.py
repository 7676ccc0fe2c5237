"""Moving time forward by hand: every moment in between happens, in order."""

from collections.abc import Callable
from datetime import datetime

from scheduler.clock import MovableClock
from scheduler.pump import Pump

STEPS = 1_000_000
Progress = Callable[[datetime], None]


class Advance:
    """Steps a clock through all that falls due; at each instant all is settled before the next."""

    def __init__(self, clock: MovableClock, pump: Pump) -> None:
        self._clock = clock
        self._pump = pump

    async def to(
        self, moment: datetime, on_progress: Progress | None = None, steps: int = STEPS
    ) -> None:
        """Make it that moment, telling after each step; RuntimeError after too many steps."""
        due = await self._pump.settle()
        for _ in range(steps):
            if due is None or due > moment:
                break
            due = await self._step(due, on_progress)
        else:
            raise RuntimeError(f"Time stood still after {steps} steps.")
        await self._step(moment, on_progress)

    async def _step(self, moment: datetime, on_progress: Progress | None) -> datetime | None:
        self._clock.move_to(moment)
        due = await self._pump.settle()
        if on_progress is not None:
            on_progress(self._clock.now())
        return due
