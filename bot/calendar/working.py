"""Counting in working days: those that are not closed for a whole day."""

from datetime import date

from bot.calendar.quiet import DAY, SEARCHED_DAYS, Quiet
from bot.texts import _


def working_days_before(day: date, n: int, quiet: Quiet) -> date:
    """Return the n-th working day before a day, which need not be one itself; 0 is the day.

    Raises ValueError for a negative n, or if 400 days before hold too few.
    """
    if n < 0:
        raise ValueError("working days are counted from 0")
    if n == 0:
        return day
    for back in range(1, SEARCHED_DAYS + 1):
        n -= quiet.closed(day - back * DAY) is None
        if n == 0:
            return day - back * DAY
    raise ValueError(_("These quiet times leave too few working days before that day."))
