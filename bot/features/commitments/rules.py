"""When a commitment is asked after, and what others see of its date: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from bot.timetable.view import MeetingView

LONGEST, LONGEST_WHY = 300, 200
MOST_OWNERS = 20
NINE = time(9)
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
ON_THE_DAY, AFTER_A_WEEK, AT_A_MEETING = 0, 1, 2
Kind = Literal["day", "week", "meeting"]


@dataclass(frozen=True)
class Nudge:
    """A private question about a commitment: which, and at what wall-clock time."""

    kind: Kind
    local: datetime


def end_of(day: date) -> datetime:
    """Return the last minute of a day: by when something is due that has no time."""
    return datetime.combine(day, time(23, 59))


def coming(meetings: Sequence[MeetingView], after: datetime) -> MeetingView | None:
    """Return the first meeting that stands and begins after a wall-clock time."""
    standing = [one for one in meetings if not one.cancelled and one.begins > after]
    return min(standing, key=lambda one: one.begins, default=None)


def on_the_day(until: datetime) -> datetime:
    """Return nine o'clock of the day, or of the day before when it is due by then."""
    nine = datetime.combine(until.date(), NINE)
    return nine if until > nine else nine - A_DAY


def next_nudge(
    stage: int, until: datetime | None, meetings: Sequence[MeetingView], now: datetime
) -> Nudge | None:
    """Return what is asked next after `now`: on the day, after a week, then before meetings."""
    if until is None:
        return None
    first = on_the_day(until)
    if stage == ON_THE_DAY and first > now:
        return Nudge("day", first)
    again = _before_a_meeting(meetings, max(now, until))
    week = Nudge("week", first + A_WEEK)
    if stage <= AFTER_A_WEEK and week.local > now and (again is None or week.local < again.local):
        return week
    return again


def _before_a_meeting(meetings: Sequence[MeetingView], after: datetime) -> Nudge | None:
    days = [
        datetime.combine(one.begins.date() - A_DAY, NINE) for one in meetings if not one.cancelled
    ]
    later = [day for day in days if day > after]
    return Nudge("meeting", min(later)) if later else None


def seen_by_others(until: datetime | None, now: datetime) -> datetime | None:
    """Return the date that others see: what has passed goes along to the next meeting."""
    return until if until is not None and until > now else None
