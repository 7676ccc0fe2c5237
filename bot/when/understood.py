"""A moment as it was understood."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Understood:
    """A moment on the wall clock: naive local time; `rest` is the text that was not part of it.

    Without a time (`has_time`) the hour is a default; without a date (`has_date`) the day is the
    first one on which that time is still to come. `next_year` says that no year was given and
    this year's day has passed.
    """

    local: datetime
    has_time: bool
    has_date: bool
    rest: str = ""
    next_year: bool = False
