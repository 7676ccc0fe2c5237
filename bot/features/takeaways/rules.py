"""Who writes a yield, when the group sees it, and how its lines are read; pure."""

from dataclasses import dataclass
from datetime import datetime

from bot.cards import clean
from bot.errors import Refusal
from bot.feature import Reading
from bot.forms import Values, one
from bot.texts import _
from bot.timetable.lines import Line
from bot.timetable.moments import line_moment
from bot.timetable.view import MeetingView, MemberView, NetworkView

MOST_LINES = 5
LONGEST = 200
LIST = {"list", "lijst", "all", "alle", "alles"}


@dataclass(frozen=True)
class Wish:
    """What was typed: a line to add, or '' for the form; `listing` asks for all yields."""

    line: str = ""
    listing: bool = False


def writers(view: NetworkView, meeting: MeetingView) -> tuple[MemberView, ...]:
    """Return who is asked for the yield: whom a facilitator asked, else who prepared it.

    Where nobody did, the facilitators are asked.
    """
    asked = tuple(member for member in view.present if member.id in meeting.writers)
    return asked or view.preparing(meeting.id) or view.facilitators


def may_write(view: NetworkView, meeting: MeetingView, person: int) -> bool:
    """Say whether somebody may write the yield: its writers, and always the facilitators."""
    return any(one.id == person for one in (*writers(view, meeting), *view.facilitators))


def posted_at(view: NetworkView, meeting: MeetingView, line: Line) -> datetime | None:
    """Return when (UTC) the yield goes to the group by itself; None when it does not."""
    moment = line_moment(view, line, meeting)
    return moment.due_at if moment else None


def is_public(view: NetworkView, meeting: MeetingView, line: Line, now: datetime) -> bool:
    """Say whether the group may see a yield: it was written, and its moment (UTC) has passed."""
    at = posted_at(view, meeting, line)
    return meeting.has_yield and not meeting.cancelled and (at is None or at <= now)


def public(view: NetworkView, line: Line, now: datetime) -> list[MeetingView]:
    """Return the meetings whose yield the group may see, newest first."""
    found = [one for one in view.meetings if is_public(view, one, line, now)]
    return sorted(found, key=lambda one: one.begins, reverse=True)


def latest(view: NetworkView, now: datetime) -> MeetingView | None:
    """Return the meeting that began last before a moment (UTC), None before the first."""
    begun = [one for one in view.meetings if not one.cancelled and view.utc(one.begins) <= now]
    return max(begun, key=lambda one: one.begins, default=None)


def read_words(_reading: Reading, words: str) -> Wish:
    """Read what follows the command: nothing, 'list', or a line of the yield."""
    found = _line(words, "")
    return Wish(listing=True) if found.casefold() in LIST else Wish(found)


def read_lines(_reading: Reading, values: Values) -> tuple[str, ...]:
    """Read the lines of the form, empty ones left out."""
    names = [f"line{number}" for number in range(1, MOST_LINES + 1)]
    return tuple(line for name in names if (line := _line(one(values, name), name)))


def read_school(_reading: Reading, values: Values) -> tuple[str, str]:
    """Read whom somebody tells at school and whom they ask."""
    return _line(one(values, "tell"), "tell"), _line(one(values, "ask"), "ask")


def _line(typed: str, field: str) -> str:
    found = " ".join(clean(typed).split())
    if len(found) > LONGEST:
        text = _("That is long for one line: at most {most} characters fit.", most=LONGEST)
        raise Refusal(text, field)
    return found
