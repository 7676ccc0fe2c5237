"""How the plan and the rehearsal say what a message is about: which meeting, and what of it."""

from collections.abc import Callable, Iterable

from bot.meeting_words import meeting_name
from bot.texts import _, short_date
from bot.timetable.view import MeetingView, NetworkView


def about(
    view: NetworkView, title: Callable[[str], str], reasons: Iterable[tuple[str, int]]
) -> str:
    """Say what a message says, meeting by meeting; `reasons` as bot.timetable's Planned has them.

    'Reading aloud (Thu 26 March): Do you come? + Pre-reading and a call for questions'.
    """
    grouped: dict[int, list[str]] = {}
    for why, meeting in reasons:
        grouped.setdefault(meeting, []).append(title(why))
    known = {meeting.id: meeting for meeting in view.meetings}
    return " · ".join(
        _of_meeting(known.get(meeting), " + ".join(dict.fromkeys(titles)))
        for meeting, titles in grouped.items()
    )


def _of_meeting(meeting: MeetingView | None, what: str) -> str:
    if meeting is None:
        return what
    name, day = meeting_name(meeting.number, meeting.title), short_date(meeting.begins.date())
    return _("{name} ({day}): {what}", name=name, day=day, what=what)
