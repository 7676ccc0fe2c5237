"""From what a phrase says to a day and a time, on the wall clock of one zone.

The rules, settled once. Every reading is confirmed in full to the person who wrote it.

- 'Thursday', 'a.s. donderdag', 'coming Thursday': the coming one, never today.
- 'Next Thursday', 'volgende donderdag': the one in the next calendar week (Monday to Sunday).
- 'This Thursday', 'deze donderdag': the coming one, today included.
- '12/3' is the twelfth of March. A date without a year is the coming one, today included.
- A weekday beside a date must agree with it.
- 'Friday week' is a week after the coming Friday; 'in two weeks on Friday' must mean the same
  whether counted from today's week or from the coming Friday.
- A week, a month or a weekend without a day is asked back; the end of a month is its last day.
- A time without a day is today if it is still to come, else tomorrow.
- 'At 3', 'half vijf' without a part of the day: hours from 1 to 6 are in the afternoon.
  '3:30' is asked back, '03:30' is not. Midnight is asked back.
- Morning, afternoon and evening without a time are 9:00, 14:00 and 19:00.
- '9.10' is a time beside a day, and asked back without one.
- A time that a clock change skips is left as it was said.
"""

import calendar
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from bot.when.phrase import Said
from bot.when.pieces import (
    Ahead,
    Base,
    Clock,
    DayMonth,
    DayOnly,
    MonthEnd,
    Near,
    NthWeekday,
    Week,
    Weekday,
)
from bot.when.unclear import Unclear

YEARS_AHEAD = 20
PART_TIMES = {"morning": time(9), "afternoon": time(14), "evening": time(19)}


def _make(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise Unclear("impossible") from None


def _month_away(today: date, months: int) -> date:
    return today.replace(day=1) + relativedelta(months=months)


def _last_day(month: date) -> date:
    return month.replace(day=calendar.monthrange(month.year, month.month)[1])


def _day_month(said: DayMonth, today: date) -> date:
    if said.year is not None:
        return _make(said.year, said.month, said.day)
    _make(2000, said.month, said.day)  # a leap year: what it lacks, no year has
    for year in (today.year, today.year + 1):
        exists = said.day <= calendar.monthrange(year, said.month)[1]
        if exists and (day := date(year, said.month, said.day)) >= today:
            return day
    raise Unclear("impossible")


def _day_only(said: DayOnly, today: date) -> date:
    if not 1 <= said.day <= 31:
        raise Unclear("impossible")
    if said.months is not None:
        month = _month_away(today, said.months)
        return _make(month.year, month.month, said.day)
    month = _month_away(today, 0 if said.day >= today.day else 1)
    if said.day > _last_day(month).day:
        raise Unclear("ambiguous")
    return month.replace(day=said.day)


def _nth_in(month: date, nth: int, weekday: int) -> date:
    if nth == -1:
        last = _last_day(month)
        return last - timedelta(days=(last.weekday() - weekday) % 7)
    day = month + timedelta(days=(weekday - month.weekday()) % 7 + 7 * (nth - 1))
    if day.month != month.month:
        raise Unclear("impossible")
    return day


def _nth_weekday(said: NthWeekday, today: date) -> date:
    if said.months is not None:
        return _nth_in(_month_away(today, said.months), said.nth, said.weekday)
    if said.year is not None and said.month is not None:
        return _nth_in(_make(said.year, said.month, 1), said.nth, said.weekday)
    if said.month is not None:
        first = _make(today.year, said.month, 1)
        step = relativedelta(years=1)
    else:
        first, step = today.replace(day=1), relativedelta(months=1)
    day = _nth_in(first, said.nth, said.weekday)
    return day if day >= today else _nth_in(first + step, said.nth, said.weekday)


def _month_end(said: MonthEnd, today: date) -> date:
    if said.month is None:
        return _last_day(_month_away(today, said.months))
    year = said.year or (today.year if said.month >= today.month else today.year + 1)
    return _last_day(_make(year, said.month, 1))


def _base(said: Base, today: date) -> date:
    match said:
        case Near(days):
            return today + timedelta(days=days)
        case DayMonth():
            return _day_month(said, today)
        case DayOnly():
            return _day_only(said, today)
        case NthWeekday():
            return _nth_weekday(said, today)
        case MonthEnd():
            return _month_end(said, today)


def _weekday(said: Weekday, today: date, *, later_today: bool) -> date:
    monday = today - timedelta(days=today.weekday())
    if said.which == "next":
        return monday + timedelta(days=7 + said.day)
    days = (said.day - today.weekday()) % 7
    if days == 0 and said.which == "plain" and later_today:
        raise Unclear("ambiguous")  # 'Monday at 17:00', said on a Monday morning
    if days == 0 and said.which != "this":
        days = 7
    return today + timedelta(days=days)


def _week(said: Week, weekday: int, today: date) -> date:
    if said.number is None:
        return today + timedelta(days=weekday - today.weekday() + 7 * said.weeks)
    year = said.year or today.isocalendar().year
    day = _iso(year, said.number, weekday)
    return day if said.year or day >= today else _iso(year + 1, said.number, weekday)


def _iso(year: int, week: int, weekday: int) -> date:
    try:
        return date.fromisocalendar(year, week, weekday + 1)
    except ValueError:
        raise Unclear("impossible") from None


def _later(day: date, ahead: Ahead | None) -> date:
    if ahead is None:
        return day
    match ahead.unit:
        case "days":
            return day + timedelta(days=ahead.count)
        case "weeks":
            return day + timedelta(weeks=ahead.count)
        case "months":
            return day + relativedelta(months=ahead.count)
        case "years":
            return day + relativedelta(years=ahead.count)


def _with_year(said: Said, today: date) -> Base | None:
    if said.years is None:
        return said.base
    if not isinstance(said.base, DayMonth) or said.base.year is not None:
        raise Unclear("ambiguous")
    return DayMonth(said.base.day, said.base.month, today.year + said.years.years)


def _from_base(said: Said, base: Base, today: date) -> date:
    if said.week is not None or (said.ahead and not isinstance(base, Near)):
        raise Unclear("ambiguous")
    if said.ahead and said.ahead.unit != "weeks":
        raise Unclear("ambiguous")
    day = _later(_base(base, today), said.ahead)
    name = said.weekday
    if name and day.weekday() != name.day:
        raise Unclear("ambiguous")
    if name and name.which == "next" and day != _weekday(name, today, later_today=False):
        raise Unclear("ambiguous")
    return day


def _from_weekday(said: Said, name: Weekday, today: date, *, later_today: bool) -> date:
    if said.week is not None:
        if said.ahead or name.which != "plain":
            raise Unclear("ambiguous")
        return _week(said.week, name.day, today)
    if said.ahead is None:
        return _weekday(name, today, later_today=later_today)
    if said.ahead.unit != "weeks" or name.which == "next":
        raise Unclear("ambiguous")
    day = _later(_weekday(name, today, later_today=False), said.ahead)
    same_week = today + timedelta(days=name.day - today.weekday() + 7 * said.ahead.count)
    # 'Friday week' is the week after the coming Friday whatever today is; on a Friday nobody knows.
    idiom = said.shifted and said.ahead.count == 1 and name.day != today.weekday()
    if day != same_week and not idiom:
        raise Unclear("ambiguous")
    return day


def _day(said: Said, today: date, *, later_today: bool) -> date:
    base = _with_year(said, today)
    if base is not None:
        return _from_base(said, base, today)
    if said.weekday is not None:
        return _from_weekday(said, said.weekday, today, later_today=later_today)
    if said.week is not None or said.ahead is None:
        raise Unclear("ambiguous")
    return _later(today, said.ahead)


def resolve_day(said: Said, now: datetime, clock: time | None) -> date:
    """Return the day that was said, seen from the naive local now; raises Unclear."""
    today = now.date()
    try:
        day = _day(said, today, later_today=clock is not None and clock > now.time())
    except (OverflowError, ValueError) as error:
        raise error if isinstance(error, Unclear) else Unclear("impossible") from None
    if day < today:
        raise Unclear("past")
    if day.year > today.year + YEARS_AHEAD:
        raise Unclear("impossible")
    return day


def _in_part(clock: Clock, part: str) -> time:
    hour = clock.hour
    if clock.style != "exact" and 1 <= hour <= 12:
        hour = _HALVES[part].get(hour, -1)
    if hour not in _SPANS[part]:
        raise Unclear("ambiguous")
    return time(hour, clock.minute)


_SPANS = {
    "morning": range(12),
    "afternoon": range(12, 19),
    "evening": range(17, 24),
    "night": range(20, 24),
}
_HALVES: dict[str, dict[int, int]] = {
    "morning": {hour: hour for hour in range(1, 12)},
    "afternoon": {hour: hour % 12 + 12 for hour in (12, 1, 2, 3, 4, 5, 6)},
    "evening": {hour: hour + 12 for hour in range(5, 12)},
    "night": {hour: hour + 12 for hour in range(8, 12)},
}


def _plain_clock(clock: Clock) -> time:
    if clock.style == "exact" or clock.hour > 6:
        return time(clock.hour, clock.minute)
    if clock.style == "digits":
        raise Unclear("ambiguous")
    return time(clock.hour + 12, clock.minute)


def _bare(said: Said) -> Clock | None:
    # 'Tomorrow 9' is a time; 'Friday 13' may be a day or a time, and is settled before this.
    if said.bare is None:
        return None
    if not isinstance(said.base, Near) or not 7 <= said.bare.number <= 23:
        raise Unclear("ambiguous")
    return Clock(said.bare.number, 0, "exact")


def resolve_time(said: Said) -> time | None:
    """Return the time of day that was said, or None without one; raises Unclear."""
    given = [said.clock, said.dot, said.bare]
    if sum(each is not None for each in given) > 1:
        raise Unclear("ambiguous")
    clock = said.clock or _bare(said)
    if said.dot:
        if not said.has_day and not said.part:
            raise Unclear("ambiguous")
        if said.dot.hour > 23:
            raise Unclear("impossible")
        clock = Clock(said.dot.hour, said.dot.minute, "digits")
    if said.part is None:
        return _plain_clock(clock) if clock else None
    if clock:
        return _in_part(clock, said.part.name)
    if not said.has_day or said.part.name not in PART_TIMES:
        raise Unclear("ambiguous")
    return PART_TIMES[said.part.name]
