"""Whom the timetable asks whether they come, and again, and what facilitators hear; pure."""

from collections.abc import Iterator

from bot.cards import CardRef
from bot.features.come import rules
from bot.news import MemberJoined
from bot.timetable.lines import Line, Post, person, room
from bot.timetable.moments import line_moment
from bot.timetable.view import MeetingView, NetworkView


def ask(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Ask everybody who has not said."""
    for member in rules.unsaid(view, meeting):
        yield _question("come.ask", meeting, member.id)


def _question(kind: str, meeting: MeetingView, member: int) -> Post:
    return Post(person(member), CardRef(kind, (meeting.id, member)), needs_answer=True)


def ask_room(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Ask the group in its room."""
    yield Post(room(view), CardRef("come.ask_room", (meeting.id,)))


def unsaid(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Ask those who have not said once more, for the last time."""
    for member in rules.unsaid(view, meeting):
        yield _question("come.unsaid", meeting, member.id)


def low(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Tell those who look after the network that few came to two meetings in a row, once."""
    if rules.is_second_low(view, meeting):
        for member in view.steering_after(meeting.id):
            yield Post(person(member.id), CardRef("come.low", (meeting.id,)))


def newcomer(view: NetworkView, news: MemberJoined, line: Line) -> Iterator[Post]:
    """Ask somebody who came in after the others were asked."""
    came = view.member(news.person).joined_at
    if view.ready_at is None or came is None:
        return
    for meeting in view.meetings:
        moment = None if meeting.cancelled else line_moment(view, line, meeting)
        asked = moment is not None and moment.due_at <= came < view.utc(meeting.begins)
        if asked and (meeting.id, news.person) not in view.attendance:
            card = CardRef("come.ask", (meeting.id, news.person))
            to = person(news.person)
            yield Post(to, card, needs_answer=True, serves=meeting.begins)
