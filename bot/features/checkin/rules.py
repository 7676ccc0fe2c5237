"""Which check-in it is, until when notes are kept, and how answers are read; pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.cards import clean
from bot.errors import Refusal
from bot.feature import Reading
from bot.forms import Values, one
from bot.texts import _
from bot.timetable.lines import Lines
from bot.timetable.moments import line_moment, offset_for
from bot.timetable.templates import OFF
from bot.timetable.view import MeetingView, NetworkView

LONGEST = 300
FIRST, SECOND = "first", "second"
TURNS = (FIRST, SECOND)
ME, FACILITATORS, GROUP = "me", "facilitators", "group"
VISIBLE = (ME, FACILITATORS, GROUP)
LIST = {"list", "lijst"}
KEPT_ON = timedelta(days=30)
KEPT_ALONE = timedelta(days=180)


@dataclass(frozen=True)
class Wish:
    """What was typed: an answer to begin with, '' for none; `listing` asks for all answers."""

    text: str = ""
    listing: bool = False


def latest(view: NetworkView, now: datetime) -> MeetingView | None:
    """Return the meeting that ended last before a moment (UTC), None before the first."""
    past = [one for one in view.meetings if not one.cancelled and view.utc(one.ends) <= now]
    return max(past, key=lambda one: one.ends, default=None)


def turn_of(view: NetworkView, meeting: MeetingView, lines: Lines, now: datetime) -> str:
    """Say which check-in of a meeting it is time for at a moment (UTC)."""
    second = line_moment(view, lines["checkin.second"], meeting)
    return SECOND if second and second.due_at <= now else FIRST


def has_calls(view: NetworkView) -> bool:
    """Say whether the facilitators of a network get a call list."""
    return offset_for(view, "checkin.calls") != OFF


def may_call(view: NetworkView, meeting: MeetingView, person: int) -> bool:
    """Say whether somebody has the call list of a meeting: facilitators, and who looks after it.

    Whoever facilitates another meeting has that one's list, and not this one's.
    """
    return any(one.id == person for one in (*view.facilitators, *view.steering_after(meeting.id)))


def asks(view: NetworkView) -> bool:
    """Say whether a network asks its participants how it goes."""
    return any(offset_for(view, f"checkin.{turn}") != OFF for turn in TURNS)


def kept_until(view: NetworkView, meeting: MeetingView) -> datetime:
    """Return when (UTC) the notes of a call list are deleted: 30 days after the next meeting.

    Without a next meeting it is half a year after the meeting itself.
    """
    later = [one for one in view.meetings if not one.cancelled and one.begins > meeting.begins]
    following = min(later, key=lambda one: one.begins, default=None)
    end = meeting.ends + KEPT_ALONE if following is None else following.ends + KEPT_ON
    return view.utc(end)


def read_words(_reading: Reading, words: str) -> Wish:
    """Read what follows the command: nothing, 'list', or the beginning of an answer."""
    found = _line(words, "")
    return Wish(listing=True) if found.casefold() in LIST else Wish(found)


def read_answer(_reading: Reading, values: Values) -> tuple[str, str]:
    """Read an answer and who may see it."""
    text, visible = _line(one(values, "text"), "text"), one(values, "visible")
    if not text:
        raise Refusal(_("Write one line, or close the form: not answering is fine."), "text")
    if visible not in VISIBLE:
        raise Refusal(_("Choose who may see it."), "visible")
    return text, visible


def read_note(_reading: Reading, values: Values) -> tuple[str, bool]:
    """Read a note of a call, and whether there was one."""
    return _line(one(values, "note"), "note"), one(values, "called") == "yes"


def _line(typed: str, field: str) -> str:
    found = " ".join(clean(typed).split())
    if len(found) > LONGEST:
        text = _("That is long for one line: at most {most} characters fit.", most=LONGEST)
        raise Refusal(text, field)
    return found
