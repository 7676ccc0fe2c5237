"""Leases by a clock of one's own: the database's, which a test moves, and each worker's."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from scheduler.keeper import Keeper
from storage import leases
from storage.leases import Standing

SPAN = timedelta(seconds=15)
# Far ahead: a claim compares leases with PostgreSQL's own clock.
BEGIN = datetime(2126, 1, 1, tzinfo=UTC)
Run = Callable[[Callable[[Connection], object]], object]


class Time:
    """Seconds since the beginning, for the database and, each from a start of its own, workers."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def move(self, seconds: float) -> None:
        self.seconds += seconds

    def now(self) -> datetime:
        return BEGIN + timedelta(seconds=self.seconds)

    def elapsed(self, start: float = 0.0) -> Callable[[], float]:
        return lambda: start + self.seconds


class TimedBook:
    """A lease book in a test's database, which takes a while before and after it writes.

    With `voids` it takes all others for dead at its next beat.
    """

    span = SPAN

    def __init__(self, owner: str, run: Run, time: Time) -> None:
        self.owner = owner
        self.time = time
        self.before = self.after = 0.0
        self.broken = self.voids = self.closed = False
        self._run = run

    def beat(self) -> Standing:
        self.time.move(self.before)
        voids, self.voids = self.voids, False
        if voids:
            self._run(lambda c: leases.void_others(c, self.owner))
        found = self._run(lambda c: leases.beat(c, self.owner, SPAN, self.time.now()))
        self.time.move(self.after)
        if self.broken:
            raise ConnectionError
        assert isinstance(found, Standing)
        return replace(found, voided=voids)

    def give_up(self, shares: Iterable[int]) -> None:
        self._run(lambda c: leases.give_up(c, self.owner, shares))

    def leave(self) -> None:
        self._run(lambda c: leases.leave(c, self.owner))

    def close(self) -> None:
        self.closed = True


def keeper(owner: str, run: Run, time: Time, start: float = 0.0) -> tuple[Keeper, TimedBook]:
    """Make a worker's keeper whose own seconds begin anywhere."""
    book = TimedBook(owner, run, time)
    return Keeper(book, time.elapsed(start)), book
