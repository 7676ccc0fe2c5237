"""The forms of meetings and their parallel sessions."""

from datetime import datetime

from bot.features.meetings.rules import LONGEST_BRING, LONGEST_PLACE, LONGEST_TITLE, Times, Words
from bot.forms import ClockInput, DayInput, Form, Input, TextInput, ToggleInput
from bot.texts import _
from storage.meetings import Meeting, ParallelSession
from storage.tables import id_of


def add(
    network: int, times: Times | None = None, words: Words | None = None, why: str = ""
) -> Form:
    """Ask for a new meeting; `why` says what to look at in what is filled in already."""
    return Form(
        _("A new meeting"),
        "meetings.add",
        (*_times(times), *_words(words or Words()), _overlap()),
        _("Plan it"),
        (network,),
        why or _("Times are in the network's time zone."),
    )


def change(network: int, meeting: Meeting) -> Form:
    """Ask for another title, place or what to bring."""
    words = Words(meeting.title, meeting.place, meeting.bring)
    return Form(
        _("Change this meeting"),
        "meetings.change",
        _words(words),
        _("Save"),
        (network, id_of(meeting)),
        _("For another day or time, choose 'Move'."),
    )


def move(network: int, meeting: Meeting) -> Form:
    """Ask for another beginning and end."""
    return Form(
        _("Move this meeting"),
        "meetings.move",
        (*_times(Times(meeting.begins, meeting.ends)), _overlap()),
        _("Move it"),
        (network, id_of(meeting)),
        _("The group hears of it, and I ask everybody again whether they come."),
    )


def session(network: int, meeting: int, known: ParallelSession | None = None) -> Form:
    """Ask for a parallel session, new or known."""
    known = known or ParallelSession(meeting_id=meeting, title="")
    seats = str(known.seats) if known.seats else ""
    return Form(
        _("A parallel session"),
        "meetings.session",
        (
            TextInput("title", _("Its name"), known.title, longest=LONGEST_TITLE),
            TextInput("place", _("Where"), known.place, required=False, longest=LONGEST_PLACE),
            TextInput(
                "seats",
                _("Number of places"),
                seats,
                _("Empty: no limit. When it is full there is a waiting list."),
                required=False,
                longest=4,
            ),
        ),
        _("Save"),
        (network, meeting, known.id or 0),
    )


def _times(times: Times | None) -> tuple[Input, ...]:
    several = times is not None and times.begins.date() != times.ends.date()
    return (
        DayInput("day", _("Day"), _day(times.begins) if times else ""),
        ClockInput("start", _("From"), _clock(times.begins) if times else ""),
        ClockInput("end", _("Until"), _clock(times.ends) if times else ""),
        DayInput(
            "last_day",
            _("Last day"),
            _day(times.ends) if times and several else "",
            required=False,
            hint=_("Only when it takes several days."),
        ),
    )


def _words(words: Words) -> tuple[Input, ...]:
    def line(name: str, label: str, value: str, longest: int) -> TextInput:
        return TextInput(name, label, value, required=False, longest=longest)

    return (
        line("title", _("Title"), words.title, LONGEST_TITLE),
        line("place", _("Where"), words.place, LONGEST_PLACE),
        line("bring", _("What to bring"), words.bring, LONGEST_BRING),
    )


def _overlap() -> ToggleInput:
    return ToggleInput("overlap", _("It may be at the same time as another meeting"))


def _day(local: datetime) -> str:
    return local.date().isoformat()


def _clock(local: datetime) -> str:
    return f"{local:%H:%M}"
