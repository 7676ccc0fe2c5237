"""When a meeting is evaluated: from when until when, and of which meetings; pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.calendar.offsets import offset_of, resolve
from bot.features.evaluations.slice import feature
from bot.timetable.moments import line_moment
from bot.timetable.view import MeetingView, NetworkView

NOW, LATER = "now", "later"
EVERY_THIRD = "half-days"
AFTER_EACH = frozenset({"five-times", "twice-a-year"})
"""Where each meeting is asked about weeks after; elsewhere only the season's last one."""

_LINES = {NOW: ("open", "results"), LATER: ("later", "later_results")}
_USUAL = {NOW: "E+5d 17:00", LATER: "E+9w 17:00"}


@dataclass(frozen=True)
class Window:
    """From when until when (UTC) a meeting can be evaluated."""

    opens: datetime
    closes: datetime


def window(view: NetworkView, meeting: MeetingView, which: str = NOW) -> Window | None:
    """Return when a meeting is evaluated, at once or weeks later; None when it is not."""
    first, last = _LINES[which]
    opens = line_moment(view, feature.lines[f"evaluations.{first}"], meeting)
    if opens is None or not _is_asked(view, meeting, which):
        return None
    told = line_moment(view, feature.lines[f"evaluations.{last}"], meeting)
    closes = told.due_at if told else _usual(view, meeting, which)
    return Window(opens.due_at, closes) if opens.due_at < closes else None


def told_too_soon(view: NetworkView, meeting: MeetingView, which: str, closes: datetime) -> bool:
    """Say whether the line that tells the group comes before the closing (UTC), and tells nothing.

    So it is when the timetable or the meeting moved to sooner while people were answering.
    """
    told = line_moment(view, feature.lines[results_line(which)], meeting)
    return told is not None and told.due_at < closes


def results_line(which: str) -> str:
    """Name the line that tells the group what came out."""
    return f"evaluations.{_LINES[which][1]}"


def _usual(view: NetworkView, meeting: MeetingView, which: str) -> datetime:
    offset = offset_of(_USUAL[which])
    local = resolve(offset, meeting.begins, meeting.ends, view.quiet.periods)
    return view.utc(view.quiet.next_allowed(local))


def _is_asked(view: NetworkView, meeting: MeetingView, which: str) -> bool:
    if which == LATER:
        return view.template in AFTER_EACH or is_last(view, meeting)
    return view.template != EVERY_THIRD or _place(view, meeting) % 3 == 0


def _place(view: NetworkView, meeting: MeetingView) -> int:
    # Counted here: one that is called off changes the numbers in the database only.
    return sum(not one.cancelled and one.begins <= meeting.begins for one in view.meetings)


def is_last(view: NetworkView, meeting: MeetingView) -> bool:
    """Say whether no meeting comes after this one: the season's end."""
    return not any(one.begins > meeting.begins and not one.cancelled for one in view.meetings)
