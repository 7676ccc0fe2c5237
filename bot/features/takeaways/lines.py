"""When people are asked for the yield, told it, and asked what they take to school."""

from collections.abc import Iterator, Sequence

from bot.cards import CardRef
from bot.features.takeaways import rules
from bot.features.takeaways.slice import feature
from bot.news import MemberJoined
from bot.texts import _
from bot.timetable.lines import Line, Post, person, room
from bot.timetable.view import MeetingView, NetworkView
from bot.turn import Turn
from storage import outbox

NEWEST = 3


@feature.line(
    "ask",
    title=lambda: _("The yield: would you write it?"),
    whom=lambda: _("to whoever writes it"),
    serves="E+30d",
    discreet=True,
)
def ask(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Ask those who write the yield, as long as nobody has."""
    if not meeting.has_yield:
        for member in rules.writers(view, meeting):
            card = CardRef("takeaways.ask", (meeting.id,))
            yield Post(person(member.id), card, needs_answer=True)


@feature.line(
    "school",
    title=lambda: _("Back to school"),
    whom=lambda: _("to each participant"),
    serves="E+30d",
)
def school(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Ask each participant who was there whom they tell and whom they ask at school."""
    for member in view.there(meeting):
        if not member.facilitator:
            card = CardRef("takeaways.school", (meeting.id, member.id))
            yield Post(person(member.id), card)


def _drawn_anew(turn: Turn, meeting: MeetingView, _posts: Sequence[Post]) -> None:
    # From now on it does not say when the yield goes to the group.
    outbox.want(turn.connection, [("takeaways.ask", (meeting.id,))])


@feature.line(
    "post",
    title=lambda: _("The yield"),
    whom=lambda: _("to the group"),
    serves="E+30d",
    record=_drawn_anew,
)
def post(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Show the group the yield, when it was written."""
    if meeting.has_yield:
        yield Post(room(view), CardRef("takeaways.yield", (meeting.id,)))


@feature.says(MemberJoined)
def recent(view: NetworkView, news: MemberJoined) -> Iterator[Post]:
    """Give a newcomer what the last three meetings yielded before they came."""
    came = view.member(news.person).joined_at
    if view.ready_at is None or came is None:
        return
    found = rules.public(view, post_line(), came)
    if found:
        newest = tuple(meeting.id for meeting in found[:NEWEST])
        yield Post(person(news.person), CardRef("takeaways.recent", newest))


def post_line() -> Line:
    """Return the line with which the yield goes to the group."""
    return feature.lines["takeaways.post"]
