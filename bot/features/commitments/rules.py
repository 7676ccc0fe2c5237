"""When a commitment is asked after, and what others see of its date: pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal

from bot.timetable.commitments import coming, end_of
from bot.timetable.view import MeetingView, NetworkView

__all__ = ["after", "coming", "end_of", "next_nudge", "on_the_day", "seen_by_others"]

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


def on_the_day(until: datetime) -> datetime:
    """Return nine o'clock of the day, or of the day before when it is due by then."""
    nine = datetime.combine(until.date(), NINE)
    return nine if until > nine else nine - A_DAY


def next_nudge(
    stage: int, until: datetime | None, view: NetworkView, now: datetime
) -> Nudge | None:
    """Return what is asked next after `now`: on the day, after a week, then before meetings.

    The week begins when the first question goes out, so that after a holiday the two do not
    follow each other.
    """
    if until is None:
        return None
    first = view.quiet.next_allowed(on_the_day(until))
    if stage == ON_THE_DAY and first > now:
        return Nudge("day", first)
    again = _before_a_meeting(view.meetings, max(now, until))
    week = Nudge("week", first + A_WEEK)
    if stage <= AFTER_A_WEEK and week.local > now and (again is None or week.local < again.local):
        return week
    return again


def after(kind: str, carried: int) -> tuple[int, int]:
    """Return the stage, and how often a meeting took it along, after a nudge."""
    if kind == "day":
        return AFTER_A_WEEK, carried
    return AT_A_MEETING, carried + (kind == "meeting")


def _before_a_meeting(meetings: Sequence[MeetingView], after: datetime) -> Nudge | None:
    days = [
        datetime.combine(one.begins.date() - A_DAY, NINE) for one in meetings if not one.cancelled
    ]
    later = [day for day in days if day > after]
    return Nudge("meeting", min(later)) if later else None


def seen_by_others(until: datetime | None, now: datetime) -> datetime | None:
    """Return the date that others see: what has passed goes along to the next meeting."""
    return until if until is not None and until > now else None
