"""The demo's time: it runs on by itself, and can be moved with all that happens in between."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.calendar.wallclock import to_local, to_utc
from scheduler.advance import Advance
from scheduler.clock import MovableClock
from scheduler.pump import Pump

ZONE = ZoneInfo("Europe/Amsterdam")
_SECONDS = 60


def _minute(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


@dataclass(frozen=True)
class Act:
    """Something that one of the demo's people does at a moment (UTC)."""

    at: datetime
    do: Callable[[], Awaitable[None]]


class Timeline:
    """Moves a clock forward through what falls due and what the demo's people do, in order."""

    def __init__(self, clock: MovableClock, pump: Pump, acts: Sequence[Act] = ()) -> None:
        self._clock = clock
        self._pump = pump
        self._advance = Advance(clock, pump)
        self._acts = sorted(acts, key=lambda act: act.at)

    def now(self) -> datetime:
        """Return the present moment in UTC."""
        return self._clock.now()

    async def advance_to_next(self) -> None:
        """Move to the next minute in which something falls due or somebody acts; else stay.

        Corrections follow each other within seconds: those of this minute go by unseen.
        """
        shown = _minute(self.now())
        for _ in range(_SECONDS):
            soonest = await self._soonest()
            if soonest is None:
                return
            await self.advance_to(soonest)
            if _minute(self.now()) > shown:
                return

    async def _soonest(self) -> datetime | None:
        due = await self._pump.next_due()
        act = self._acts[0].at if self._acts else None
        return min((one for one in (due, act) if one is not None), default=None)

    async def advance_by(self, days: int) -> None:
        """Move by whole days of the wall clock."""
        local = to_local(self.now(), ZONE) + timedelta(days=days)
        await self.advance_to(to_utc(local, ZONE))

    async def advance_to(self, moment: datetime) -> None:
        """Move to a moment in UTC; one that has passed changes nothing."""
        while self._acts and self._acts[0].at <= moment:
            act = self._acts.pop(0)
            await self._advance.to(max(act.at, self.now()))
            await act.do()
        await self._advance.to(max(moment, self.now()))
