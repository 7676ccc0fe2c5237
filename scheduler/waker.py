"""The process's alarm clock: APScheduler wakes the pump, and holds no user data."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from scheduler.clock import Clock, SystemClock
from scheduler.faults import place_of
from scheduler.pump import FOREVER, Pump

CAP = timedelta(seconds=30)
GATHER = 0.01  # seconds: what comes in together is settled together
JOBS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
log = structlog.get_logger()


@dataclass(frozen=True)
class Chore:
    """Housekeeping done every so often; one that fails is logged and done again next time.

    One `at_start` is done as Kring starts as well.
    """

    name: str
    every: timedelta
    do: Callable[[], Awaitable[None]]
    at_start: bool = False

    def only_if(self, may: Callable[[], bool]) -> "Chore":
        """Return the same chore, left out whenever it may not be done."""

        async def do() -> None:
            if may():
                await self.do()

        return replace(self, do=do)

    async def run(self) -> None:
        """Do it."""
        try:
            await self.do()
        except Exception as error:  # noqa: BLE001 - the next time may go well
            said = place_of(error)  # never the traceback: it may hold texts
            log.error("chore failed", chore=self.name, said=said)  # noqa: TRY400 - see above


class Waker:
    """Settles the pump whenever it is poked, and wakes it when something falls due.

    It looks at least every 30 seconds, or every `cap`, whatever the pump expects; every minute
    when the clock is set back meanwhile.
    """

    def __init__(
        self,
        pump: Pump,
        clock: Clock,
        chores: Iterable[Chore] = (),
        cap: timedelta | None = None,
    ) -> None:
        self._cap = cap
        self._pump = pump
        self._clock = clock
        self.chores = tuple(chores)
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=JOBS)
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin, with a first look at once."""
        self._scheduler.start()
        for chore in self.chores:
            seconds = chore.every.total_seconds()
            self._scheduler.add_job(chore.run, "interval", seconds=seconds, id=chore.name)
            if chore.at_start:
                self._scheduler.add_job(chore.run)
        self._pump.poke()
        self._task = asyncio.create_task(self._live())

    def is_alive(self, within: timedelta) -> bool:
        """Say whether the pump is looked after, and has looked within a time."""
        going = self._task is not None and not self._task.done()
        return going and self._clock.now() - self._pump.looked_at <= within

    async def stop(self, patience: timedelta = FOREVER) -> None:
        """Wake nobody any more, and let the pump finish what it has begun, within a time."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)
        await self._pump.stop(patience)
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _live(self) -> None:
        while True:
            # APScheduler waits by the clock, which may be set back; this does not.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(2 * CAP.total_seconds()):
                    await self._pump.poked()
            await asyncio.sleep(GATHER)
            try:
                self._plan(await self._pump.settle())
            except Exception as error:  # noqa: BLE001 - it is tried again at the next look
                said = place_of(error)  # never the traceback: it may hold texts
                log.error("settling failed", said=said)  # noqa: TRY400 - see above
                self._wake_in(CAP)

    def _plan(self, due: datetime | None) -> None:
        self._wake_in(CAP if due is None else due - self._clock.now())

    def _wake_in(self, time: timedelta) -> None:
        at = SystemClock().now() + min(max(time, timedelta(0)), self._cap or CAP)
        self._scheduler.add_job(self._wake, "date", run_date=at, id="wake", replace_existing=True)

    async def _wake(self) -> None:
        self._pump.poke()
