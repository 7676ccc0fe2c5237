"""Distances from a meeting, as its timetable writes them: B-14d 09:00, E-10min, E+4m."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from dateutil.relativedelta import relativedelta

from bot.calendar.quiet import DAY, Period
from bot.texts import _

Anchor = Literal["B", "E"]

MORNING = time(9)  # when a line that counts in days goes out, unless it names a time
FURTHEST = timedelta(days=731)

_WRITTEN = re.compile(
    r"\s*(?P<anchor>[BE])"
    r"(?:\s*(?P<sign>[-+−–])\s*(?P<number>[0-9]{1,5})\s*(?P<unit>w|d|h|min|m))?"
    r"(?:\s+(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}))?\s*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Offset:
    """A moment relative to a meeting's beginning (B) or the end of its last day (E).

    With a clock it lies `months` or `days` away at that local time; without one it lies `minutes`
    of wall-clock time away. Raises ValueError for any other mixture, and for over two years.
    """

    anchor: Anchor
    days: int = 0
    minutes: int = 0
    clock: time | None = None
    months: int = 0

    def __post_init__(self) -> None:
        by_day = self.days or self.months
        if self.minutes if self.clock else by_day:
            raise ValueError("an offset counts in days at a time of day, or in minutes")
        if self.days and self.months:
            raise ValueError("an offset counts in days or in months")
        if abs(self._length) > FURTHEST:
            raise ValueError(_("A moment lies at most two years from its meeting."))

    @property
    def _length(self) -> timedelta:
        return timedelta(days=self.days + 30 * self.months, minutes=self.minutes)

    def __str__(self) -> str:
        if self.clock is None:
            number, unit = _in_hours(self.minutes)
            return f"{self.anchor}{number:+}{unit}" if number else self.anchor
        number, unit = (self.months, "m") if self.months else _in_weeks(self.days)
        return f"{self.anchor}{number:+}{unit} {self.clock:%H:%M}"


def _in_hours(minutes: int) -> tuple[int, str]:
    return (minutes // 60, "h") if minutes % 60 == 0 else (minutes, "min")


def _in_weeks(days: int) -> tuple[int, str]:
    # Up to two weeks people count days.
    return (days // 7, "w") if days % 7 == 0 and abs(days) > 14 else (days, "d")


def offset_of(text: str) -> Offset:
    """Read an offset such as B-14d 09:00, B-6w, E-10min, E+2h, E+4m, B or E 17:00.

    Units: w weeks, d days, m months, h hours, min minutes. Days, weeks and months without a time
    mean 09:00. Raises ValueError, with a text for people that says how to write it.
    """
    found = _WRITTEN.fullmatch(text)
    if found is None:
        raise _unreadable(text)
    clock = _clock(found, text)
    anchor: Anchor = "B" if found["anchor"] in "Bb" else "E"
    if found["unit"] is None:
        return Offset(anchor, clock=clock)
    number = int(found["number"]) * (1 if found["sign"] == "+" else -1)
    return _built(anchor, number, found["unit"].lower(), clock, text)


def _built(anchor: Anchor, number: int, unit: str, clock: time | None, text: str) -> Offset:
    if unit in ("h", "min"):
        if clock is not None:
            raise _unreadable(text)
        return Offset(anchor, minutes=number * (60 if unit == "h" else 1))
    if unit == "m":
        return Offset(anchor, months=number, clock=clock or MORNING)
    return Offset(anchor, days=number * (7 if unit == "w" else 1), clock=clock or MORNING)


def _clock(found: re.Match[str], text: str) -> time | None:
    if found["hour"] is None:
        return None
    try:
        return time(int(found["hour"]), int(found["minute"]))
    except ValueError:
        raise _unreadable(text) from None


def _unreadable(text: str) -> ValueError:
    return ValueError(
        _(
            "I cannot read the moment “{text}”. Write B (the beginning) or E (the end) and how far "
            "from it: B-14d 09:00, B-6w, E-10min, E+2h or E+4m.",
            text=text.strip()[:40],
        )
    )


def resolve(
    offset: Offset, begins: datetime, ends: datetime, pauses: Sequence[Period] = ()
) -> datetime:
    """Return the nominal local moment of an offset, naive as the meeting's begins and ends are.

    `ends` is the end of the last day. After the end, days inside a pause do not count; a month
    that ends inside one moves to the first day after it.
    """
    anchor = begins if offset.anchor == "B" else ends
    if offset.clock is None:
        return anchor + timedelta(minutes=offset.minutes)
    return datetime.combine(_day(offset, anchor.date(), pauses), offset.clock)


def _day(offset: Offset, start: date, pauses: Sequence[Period]) -> date:
    if offset.months:
        day = start + relativedelta(months=offset.months)
        # One step back and one counted day on: the day itself, or the first after its pause.
        return _counted(day - DAY, 1, pauses) if _pauses(offset) else day
    return _counted(start, offset.days, pauses) if _pauses(offset) else start + offset.days * DAY


def _pauses(offset: Offset) -> bool:
    return offset.anchor == "E" and (offset.days > 0 or offset.months > 0)


def _counted(day: date, days: int, pauses: Sequence[Period]) -> date:
    while days:
        day += DAY
        days -= not any(day in pause for pause in pauses)
    return day
