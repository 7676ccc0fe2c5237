"""The pieces of meaning that a phrase about time is made of."""

from dataclasses import dataclass
from typing import Literal

Unit = Literal["days", "weeks", "months", "years"]
PartName = Literal["morning", "afternoon", "evening", "night"]


@dataclass(frozen=True)
class Near:
    """So many days from today: tomorrow is 1."""

    days: int


@dataclass(frozen=True)
class DayMonth:
    """A day of a named month; without a year the coming one."""

    day: int
    month: int
    year: int | None = None


@dataclass(frozen=True)
class DayOnly:
    """'The 12th': of the coming month that has it still ahead, or so many months from now."""

    day: int
    months: int | None = None


@dataclass(frozen=True)
class NthWeekday:
    """'The first Tuesday of March', or of the month so many months from now; -1 is the last."""

    nth: int
    weekday: int
    month: int | None = None
    year: int | None = None
    months: int | None = None


@dataclass(frozen=True)
class MonthEnd:
    """The last day of a named month, or of the month so many months from now."""

    month: int | None = None
    year: int | None = None
    months: int = 0


Base = Near | DayMonth | DayOnly | NthWeekday | MonthEnd


@dataclass(frozen=True)
class Weekday:
    """A day by its name: the coming one, this week's or the one in next calendar week."""

    day: int
    which: Literal["plain", "coming", "this", "next"] = "plain"


@dataclass(frozen=True)
class Week:
    """A calendar week, by ISO number or so many weeks from now; it needs a weekday beside it."""

    number: int | None = None
    year: int | None = None
    weeks: int = 0


@dataclass(frozen=True)
class Ahead:
    """'In two weeks', counted from today or from the day that was named."""

    count: int
    unit: Unit


@dataclass(frozen=True)
class YearAhead:
    """'Next year' beside a day and month."""

    years: int


@dataclass(frozen=True)
class Elapsed:
    """So many minutes from this very moment."""

    minutes: int


@dataclass(frozen=True)
class Clock:
    """A time; one that is not exact ('3', 'quarter past 3') may be before or after noon."""

    hour: int
    minute: int
    style: Literal["exact", "digits", "spoken"]


@dataclass(frozen=True)
class DotClock:
    """'9.30' or '12.03': a time beside a day, else perhaps a date."""

    hour: int
    minute: int


@dataclass(frozen=True)
class Part:
    """A part of the day: it says which 8 o'clock, or stands for an hour of its own."""

    name: PartName


@dataclass(frozen=True)
class Bare:
    """A lone number."""

    number: int


@dataclass(frozen=True)
class Vague:
    """Words about time that leave the moment open: 'soon', 'next week'."""


@dataclass(frozen=True)
class Gone:
    """Words about the past: 'yesterday'."""


@dataclass(frozen=True)
class Lead:
    """'By', 'before', 'until': what comes is a deadline."""


@dataclass(frozen=True)
class Joint:
    """A word between pieces that adds no meaning: 'on', 'the', a comma."""


Piece = (
    Base
    | Weekday
    | Week
    | Ahead
    | YearAhead
    | Elapsed
    | Clock
    | DotClock
    | Part
    | Bare
    | Vague
    | Gone
    | Lead
    | Joint
)
