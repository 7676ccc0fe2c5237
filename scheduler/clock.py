"""The one source of time: the system's, a demo's that can jump, a test's that stands still."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return this moment, aware and in UTC."""
        ...


class MovableClock(Clock, Protocol):
    """A clock that can be moved, forward only."""

    def move_to(self, moment: datetime) -> None:
        """Make it that moment; a moment that has passed changes nothing."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """Return this moment in UTC."""
        return datetime.now(UTC)


class ManualClock:
    """Time that moves only when told."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the moment it was last moved to."""
        return self._now

    def move_to(self, moment: datetime) -> None:
        """Make it that moment; a moment that has passed changes nothing."""
        self._now = max(self._now, moment.astimezone(UTC))

    def move(self, time: timedelta) -> None:
        """Move forward by so much."""
        self.move_to(self._now + time)


class DemoClock:
    """Time that starts where one likes, runs on at its usual pace, and can jump ahead.

    `elapsed` gives seconds that never go back.
    """

    def __init__(self, start: datetime, elapsed: Callable[[], float] = monotonic) -> None:
        self._elapsed = elapsed
        self._zero = start.astimezone(UTC) - timedelta(seconds=elapsed())

    def now(self) -> datetime:
        """Return the start plus all that has passed and was jumped over."""
        return self._zero + timedelta(seconds=self._elapsed())

    def move_to(self, moment: datetime) -> None:
        """Jump to that moment; one that has passed changes nothing."""
        self._zero += max(timedelta(0), moment - self.now())
