"""Leases by a clock of one's own: the database's, which a test moves, and each worker's."""

from collections.abc import Callable, Iterable
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

    def told(self, _connection: Connection) -> datetime:
        return BEGIN + timedelta(seconds=self.seconds)

    def elapsed(self, start: float = 0.0) -> Callable[[], float]:
        return lambda: start + self.seconds


class TimedBook:
    """A lease book in a test's database, which takes a while before and after it writes."""

    span = SPAN

    def __init__(self, owner: str, run: Run, time: Time) -> None:
        self.owner = owner
        self.time = time
        self.before = self.after = 0.0
        self.broken = False
        self._run = run

    def beat(self) -> Standing:
        self.time.move(self.before)
        found = self._run(lambda c: leases.beat(c, self.owner, SPAN, self.time.told))
        self.time.move(self.after)
        if self.broken:
            raise ConnectionError
        assert isinstance(found, Standing)
        return found

    def give_up(self, shares: Iterable[int]) -> None:
        self._run(lambda c: leases.give_up(c, self.owner, shares))

    def leave(self) -> None:
        self._run(lambda c: leases.leave(c, self.owner))


def keeper(owner: str, run: Run, time: Time, start: float = 0.0) -> tuple[Keeper, TimedBook]:
    """Make a worker's keeper whose own seconds begin anywhere."""
    book = TimedBook(owner, run, time)
    return Keeper(book, time.elapsed(start)), book
