"""When facilitators get a call list, and participants the question how it goes; pure."""

from collections.abc import Iterator

from bot.cards import CardRef
from bot.features.checkin.slice import feature
from bot.texts import _
from bot.timetable.lines import Post, person
from bot.timetable.view import MeetingView, NetworkView


@feature.line(
    "calls",
    title=lambda: _("A call list"),
    whom=lambda: _("to the facilitators"),
    serves="E+3m",
    looks_after=True,
)
def calls(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Give each who looks after a meeting the list of whom to call."""
    for member in view.steering_after(meeting.id):
        yield Post(person(member.id), CardRef("checkin.calls", (meeting.id,)))


@feature.line(
    "first",
    title=lambda: _("How is it going?"),
    whom=lambda: _("to each participant"),
    serves="E+6m",
)
def first(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Ask each participant who was there how it goes with what they took home."""
    return _ask(view, meeting, "checkin.first")


@feature.line(
    "second",
    title=lambda: _("How is it going now?"),
    whom=lambda: _("to each participant, once more"),
    serves="E+12m",
)
def second(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Ask each participant who was there once more, months later."""
    return _ask(view, meeting, "checkin.second")


def _ask(view: NetworkView, meeting: MeetingView, kind: str) -> Iterator[Post]:
    for member in view.there(meeting):
        if not member.facilitator:
            card = CardRef(kind, (meeting.id, member.id))
            yield Post(person(member.id), card, needs_answer=True)
