"""What failed by a fault of our own is tried again, ever later, and never holds up the rest."""

from collections.abc import Hashable
from datetime import datetime, timedelta

FIRST, LAST = timedelta(seconds=1), timedelta(minutes=5)


def pause(attempt: int) -> timedelta:
    """Return how long to wait after so many attempts (from 1): a second, doubling, to 5 minutes."""
    doubled = 1 << min(max(attempt - 1, 0), 20)
    return min(LAST, FIRST * doubled)


def place_of(error: BaseException) -> str:
    """Name an error by its type and the line it came from, without the words in it."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} at {trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"


class Faults:
    """Things that went wrong, and when each is tried again."""

    def __init__(self) -> None:
        self._until: dict[Hashable, tuple[int, datetime]] = {}

    def __len__(self) -> int:
        """Count what is kept."""
        return len(self._until)

    def happened(self, thing: Hashable, now: datetime) -> None:
        """Remember that it went wrong, once more."""
        attempt = self._until.get(thing, (0, now))[0] + 1
        self._until[thing] = attempt, now + pause(attempt)

    def over(self, thing: Hashable) -> None:
        """Forget it: it went well."""
        self._until.pop(thing, None)

    def holds(self, thing: Hashable, now: datetime) -> bool:
        """Say whether it has to wait."""
        return thing in self._until and self._until[thing][1] > now

    def next_at(self, now: datetime) -> datetime | None:
        """Return when the first of them may be tried again, after now."""
        return min((until for _, until in self._until.values() if until > now), default=None)
