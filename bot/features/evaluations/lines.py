"""What the timetable says about evaluations: opening, last call, results; pure.

A last call goes out to everybody who was there, and draws to nothing for those who have
answered: so no row ever says who had.
"""

from collections.abc import Iterator

from bot.cards import CardRef
from bot.features.evaluations import life, rounds
from bot.features.evaluations.slice import feature
from bot.texts import _
from bot.timetable.lines import Post, person, room
from bot.timetable.moments import line_moment
from bot.timetable.view import MeetingView, NetworkView

MEETING, PRIVATE, LAST = "evaluations.meeting", "evaluations.private", "evaluations.last"
RESULTS, LATER, LATER_RESULTS = (
    "evaluations.results",
    "evaluations.later",
    "evaluations.later_results",
)


@feature.line(
    "open",
    title=lambda: _("The evaluation opens"),
    whom=lambda: _("to the group"),
    serves="E+4d",
    record=life.open_now,
)
def opens(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Ask the group how the meeting was."""
    if found := rounds.window(view, meeting):
        yield Post(room(view), CardRef(MEETING, (meeting.id,)), serves=view.local(found.closes))


@feature.line(
    "ask",
    title=lambda: _("The evaluation"),
    whom=lambda: _("to each who was there"),
    serves="E+4d",
)
def ask(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Lead each who was there to the evaluation, and to what they will do."""
    yield from _each(view, meeting, "ask", PRIVATE)


@feature.line(
    "last",
    title=lambda: _("Last call for the evaluation"),
    whom=lambda: _("to who did not answer"),
    serves="E+30d",
    discreet=True,
)
def last(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Remind those who were there once, as long as it is open."""
    yield from _each(view, meeting, "last", LAST)


def _each(view: NetworkView, meeting: MeetingView, name: str, kind: str) -> Iterator[Post]:
    found = rounds.window(view, meeting)
    moment = line_moment(view, feature.lines[f"evaluations.{name}"], meeting)
    if not (found and moment and found.opens <= moment.due_at < found.closes):
        return
    for member in view.there(meeting):
        if not member.facilitator:
            card, closes = CardRef(kind, (meeting.id,)), view.local(found.closes)
            yield Post(person(member.id), card, serves=closes)


@feature.line(
    "results",
    title=lambda: _("What the evaluation says"),
    whom=lambda: _("to the group"),
    serves="E+30d",
    record=life.close_now,
)
def results(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Show the group what came out."""
    if rounds.window(view, meeting):
        yield Post(room(view), CardRef(RESULTS, (meeting.id,)))


@feature.line(
    "later",
    title=lambda: _("What changed since?"),
    whom=lambda: _("to the group, after some weeks"),
    serves="E+6m",
    record=life.open_later,
)
def later(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Ask the group weeks later what they do differently, or at the end what others notice."""
    if found := rounds.window(view, meeting, rounds.LATER):
        yield Post(room(view), CardRef(LATER, (meeting.id,)), serves=view.local(found.closes))


@feature.line(
    "later_results",
    title=lambda: _("What changed since: what came out"),
    whom=lambda: _("to the group"),
    serves="E+9m",
    record=life.close_later,
)
def later_results(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Show the group what came out of the question asked weeks later."""
    if rounds.window(view, meeting, rounds.LATER):
        yield Post(room(view), CardRef(LATER_RESULTS, (meeting.id,)))
