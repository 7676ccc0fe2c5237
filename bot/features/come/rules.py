"""Who comes, who has not said, and when that is few; pure."""

from datetime import datetime

from bot.cards import clean
from bot.errors import Refusal
from bot.feature import Reading
from bot.forms import Values, one
from bot.texts import _
from bot.timetable.view import MeetingView, MemberView, NetworkView

FEW = 0.6
LONGEST_DIET = 60
YES = {"yes", "y", "ja", "j"}
NO = {"no", "n", "nee", "neen"}


def unsaid(view: NetworkView, meeting: MeetingView) -> list[MemberView]:
    """Return who has not said whether they come, for the meeting as it now stands."""
    return [one for one in view.present if (meeting.id, one.id) not in view.attendance]


def share(view: NetworkView, meeting: MeetingView) -> float | None:
    """Return which part of those in the network then said yes; None when nobody said anything."""
    begins = view.utc(meeting.begins)
    there = [one for one in view.members if _was_in(one, begins)]
    said = [view.attendance.get((meeting.id, one.id)) for one in there]
    if not any(said):
        return None
    return said.count("yes") / len(there)


def _was_in(member: MemberView, begins: datetime) -> bool:
    came = member.joined_at is None or member.joined_at <= begins
    return came and (member.left_at is None or member.left_at > begins)


def is_second_low(view: NetworkView, meeting: MeetingView) -> bool:
    """Say whether this is the second meeting in a row to which fewer than 60 % came.

    A third one in a row is not told again; a meeting nobody answered about counts for nothing.
    """
    until = [one for one in view.meetings if not one.cancelled and one.begins <= meeting.begins]
    low = [(part := share(view, one)) is not None and part < FEW for one in until]
    return low[-2:] == [True, True] and low[-3:] != [True, True, True]


def asks_stay(template: str, begins: datetime, ends: datetime) -> bool:
    """Say whether a meeting asks about the night and the food."""
    return template == "twice-a-year" or spans_night(begins, ends)


def spans_night(begins: datetime, ends: datetime) -> bool:
    """Say whether there is a night in a meeting."""
    return begins.date() != ends.date()


def read_stay(_reading: Reading, values: Values) -> tuple[bool | None, str]:
    """Read from the form whether somebody stays the night (None: not asked), and what they eat."""
    diet = clean(one(values, "diet"))
    if len(diet) > LONGEST_DIET:
        text = _("That is long for a diet: at most {most} characters fit.", most=LONGEST_DIET)
        raise Refusal(text, "diet")
    night = one(values, "night")
    return (night == "yes" if night in ("yes", "no") else None), diet
