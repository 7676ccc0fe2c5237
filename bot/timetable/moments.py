"""When each line of each meeting goes out: offsets, quiet hours and late announcements."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.calendar.offsets import offset_of, resolve
from bot.timetable.lines import Line, Lines
from bot.timetable.templates import OFF, TEMPLATES
from bot.timetable.view import MeetingView, NetworkView

Key = tuple[str, int, int]
"""What makes a line's moment one and the same: line, meeting's id, round."""

AN_HOUR = timedelta(hours=1)
"""How long before quiet hours a message goes out that cannot wait until after them."""
A_WEEK = timedelta(days=7)
"""How soon after a move people would be asked anew anyway, for the news of it to ask them."""


@dataclass(frozen=True)
class LineMoment:
    """A line of a meeting and when it goes out.

    `round` counts how often it goes out anew after moves. `nominal` is the wall-clock time the
    timetable asks for, `due_at` (UTC) the moment it goes out; `shifted` says why they differ:
    'hours', 'weekend', 'holiday', 'period', 'late' or None.
    """

    line: str
    meeting: int
    round: int
    nominal: datetime
    due_at: datetime
    shifted: str | None

    @property
    def key(self) -> Key:
        """What makes it one and the same, whenever it goes out."""
        return (self.line, self.meeting, self.round)


def is_outdated(key: str, why: str, lines: Lines, wanted: Collection[Key]) -> bool:
    """Say whether a waiting part comes from a line that no longer goes out that way.

    Its meeting was cancelled or moved, or the line switched off. `key` is the part's, written by
    bot.schedule.say: network, line, meeting, round, recipient and card.
    """
    moment = _key_of(key, why)
    return moment is not None and why in lines and moment not in wanted


def meeting_of(key: str, why: str) -> int:
    """Return the id of the meeting whose line a part comes from, 0 when it comes from no line."""
    moment = _key_of(key, why)
    return moment[1] if moment else 0


def _key_of(key: str, why: str) -> Key | None:
    line, *numbers = key.split(":")[1:4] or [""]
    if line != why or len(numbers) != 2 or not all(map(str.isdecimal, numbers)):
        return None
    return (line, int(numbers[0]), int(numbers[1]))


def offset_for(view: NetworkView, line: str) -> str:
    """Return the offset of a line in this network, 'off' when it does not go out."""
    return view.lines.get(line, TEMPLATES[view.template].get(line, OFF))


def serves_until(view: NetworkView, line: Line, meeting: MeetingView) -> datetime:
    """Return the moment (UTC) after which a line is no use."""
    return view.utc(_nominal(view, line.serves, meeting))


def line_moments(view: NetworkView, lines: Lines) -> dict[Key, LineMoment]:
    """Return every line that goes out, of all meetings that stand; none before ready."""
    found: dict[Key, LineMoment] = {}
    if view.ready_at is None:
        return found
    for meeting in view.meetings:
        if not meeting.cancelled:
            _add_meeting(view, lines, meeting, found)
    return found


def _add_meeting(
    view: NetworkView,
    lines: Lines,
    meeting: MeetingView,
    found: dict[Key, LineMoment],
) -> None:
    moments = {name: line_moment(view, line, meeting) for name, line in lines.items()}
    for name, moment in moments.items():
        repeated = (moments.get(first) for first in lines[name].follows)
        if moment and not (_late(moment) and any(map(_late, repeated))):
            found[moment.key] = moment


def _late(moment: LineMoment | None) -> bool:
    return moment is not None and moment.shifted == "late"


def line_moment(view: NetworkView, line: Line, meeting: MeetingView) -> LineMoment | None:
    """Return when a line of a meeting goes out, None when it does not."""
    offset = offset_for(view, line.name)
    if offset == OFF or view.ready_at is None:
        return None
    if meeting.ends <= view.local(view.ready_at):
        return None  # it was over before Kring came
    nominal = _nominal(view, offset, meeting)
    until = _nominal(view, line.serves, meeting)
    known = view.local(max(view.ready_at, meeting.announced_at))
    late = nominal < known
    soon = line.with_news and meeting.sequence > 0 and nominal < known + A_WEEK
    wish = known if late or soon else nominal
    placed = view.quiet.place(wish, until, not_before=known, spare=AN_HOUR)
    if placed is None or placed.local >= until:
        return None
    shifted = "late" if late else placed.reason
    number = meeting.sequence if line.again else 0
    due = view.utc(placed.local)
    return LineMoment(line.name, meeting.id, number, nominal, due, shifted)


def _nominal(view: NetworkView, offset: str, meeting: MeetingView) -> datetime:
    return resolve(offset_of(offset), meeting.begins, meeting.ends, view.quiet.periods)
