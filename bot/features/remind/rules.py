"""When a reminder goes out, and which of its moments shift or fall out: pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

from bot.calendar.quiet import Quiet, Reason
from bot.calendar.recurrence import Recurrence
from bot.calendar.wallclock import to_local, to_utc

SHOWN = 5
LONGEST = 500


@dataclass(frozen=True)
class Schedule:
    """A wall-clock time, and a rule when it recurs."""

    first: datetime
    rule: str = ""

    def due_after(self, moment: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the first moment (UTC) after a moment (UTC), None at the end."""
        if self.rule:
            return Recurrence(self.rule, self.first).next_after(moment, zone)
        due = to_utc(self.first, zone)
        return due if due > moment else None

    def dues_after(self, moment: datetime, zone: ZoneInfo) -> Iterator[datetime]:
        """Give every moment (UTC) after a moment (UTC), in order."""
        due = self.due_after(moment, zone)
        while due is not None:
            yield due
            due = self.due_after(due, zone)


@dataclass(frozen=True)
class Coming:
    """One time that a reminder is due: when it goes out instead, None when it is left out."""

    due: datetime
    goes: datetime | None
    reason: Reason | None


def goes_out(quiet: Quiet, due: datetime, following: datetime | None) -> datetime | None:
    """Return when what is due at a wall-clock time goes out; None: not before the following one."""
    placed = quiet.place(due, following, not_before=due)
    return placed.local if placed and (not following or placed.local < following) else None


def coming(schedule: Schedule, after: datetime, zone: ZoneInfo, quiet: Quiet) -> list[Coming]:
    """Return the next five times after a moment (UTC), as wall-clock times."""
    dues = [to_local(due, zone) for due in islice(schedule.dues_after(after, zone), SHOWN + 1)]
    pairs: list[tuple[datetime, datetime | None]] = list(pairwise(dues))
    if dues and len(dues) <= SHOWN:
        pairs.append((dues[-1], None))
    return [Coming(due, goes_out(quiet, due, then), quiet.reason(due)) for due, then in pairs]
