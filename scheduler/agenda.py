"""What the core is to do now: moments that are due, deliveries too late, failures to report."""

from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Iterable
from datetime import datetime
from typing import TypeVar

import structlog

from scheduler.clock import Clock
from scheduler.contract import Core
from scheduler.faults import Faults, place_of
from scheduler.shares import Shares
from storage import moments, outbox, sending, waiting
from storage.database import Database, Unit
from storage.moments import Planned
from storage.waiting import Unsettled

BATCH = 200
AGAIN = 100
T = TypeVar("T")
log = structlog.get_logger()


class Agenda:
    """Calls the core; what fails, or comes back again and again, is tried again later."""

    def __init__(self, core: Core, database: Database, clock: Clock, shares: Shares) -> None:
        self._core = core
        self._shares = shares
        self._database = database
        self._clock = clock
        self._tried: Counter[Hashable] = Counter()
        self._faults = Faults()

    def open(self) -> None:
        """Begin a settling."""
        self._tried.clear()

    def clear(self) -> None:
        """Try at once what went wrong: the clock that its pauses were counted by was wrong."""
        self._faults = Faults()

    async def happen(self) -> bool:
        """Let due moments happen in their order, then put back what is late; False if none."""
        happened = False
        while batch := await self._due():
            happened = True
            for moment in batch:
                await self._try(_name(moment), self._core.due, moment)
        return await self._put_back() or happened

    async def report(self, failures: Iterable[Unsettled]) -> bool:
        """Tell about failures until they were told: a crash in between tells one twice."""
        open_ = [failure for failure in failures if not self._waits(("failure", failure.id))]
        for failure in open_:
            await self._try(("failure", failure.id), self._report, failure)
        return bool(open_)

    async def next_due(self, after: datetime) -> datetime | None:
        """Return when (UTC) the schedule or the outbox has a next step, after a moment."""

        def look(unit: Unit) -> list[datetime | None]:
            of_schedule = moments.next_due(unit.connection, after)
            return [of_schedule, waiting.next_due(unit.connection, after)]

        found = [*await self._database.read(look), self._faults.next_at(after)]
        return min((moment for moment in found if moment is not None), default=None)

    async def _due(self) -> list[Planned]:
        """Return due moments of the lowest rank: they may plan more that goes before others."""
        now, most = self._clock.now(), BATCH + len(self._faults) + len(self._tried)
        held = self._shares.held()

        def look(unit: Unit) -> list[Planned]:
            return moments.due(unit.connection, now, most, held)

        found = await self._database.read(look)
        open_ = [moment for moment in found if not self._waits(_name(moment))]
        return [moment for moment in open_ if moment.rank == open_[0].rank]

    async def _put_back(self) -> bool:
        now, held = self._clock.now(), self._shares.held()
        late = await self._database.read(lambda unit: waiting.late(unit.connection, now, held))
        open_ = [delivery for delivery in late if not self._waits(("late", delivery.id))]
        for delivery in open_:
            await self._try(("late", delivery.id), self._core.put_back, delivery)
        return bool(open_)

    async def _report(self, failure: Unsettled) -> None:
        delivery = await self._database.read(lambda unit: outbox.get(unit.connection, failure.id))
        if delivery is not None:
            await self._core.report_failure(delivery)
        await self._database.write(lambda unit: sending.reported(unit.connection, failure.id))

    def _waits(self, thing: Hashable) -> bool:
        return self._faults.holds(thing, self._clock.now())

    async def _try(self, thing: Hashable, step: Callable[[T], Awaitable[None]], about: T) -> None:
        self._tried[thing] += 1
        try:
            if self._tried[thing] > AGAIN:
                raise RuntimeError("It comes back however often it is done.")  # noqa: TRY301 - caught below like any other fault
            await step(about)
        except Exception as error:  # noqa: BLE001 - one fault must not stop all the others
            self._faults.happened(thing, self._clock.now())
            said = place_of(error)  # never the traceback: it may hold texts
            log.error("step failed", thing=str(thing), said=said)  # noqa: TRY400 - see above
        else:
            self._faults.over(thing)


def _name(moment: Planned) -> tuple[str, int, datetime]:
    """Tell a moment from the same one planned anew."""
    return moment.handler, moment.id, moment.due_at
