"""What a meeting has the group and its facilitators told, and until when it serves; pure."""

from collections.abc import Iterator

from bot.cards import CardRef
from bot.news import MeetingCancelled, MeetingMoved
from bot.timetable.lines import Post, person, room
from bot.timetable.view import MeetingView, NetworkView


def warning(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Warn facilitators, else co-preparers, of a missing place or of nothing to read."""
    if meeting.place and all(speaker.items for speaker in meeting.speakers):
        return
    for member in view.steering(meeting.id):
        yield Post(person(member.id), CardRef("meetings.warning", (meeting.id,)))


def practical(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Tell the group when, where, what to bring and what for."""
    yield Post(room(view), CardRef("meetings.practical", (meeting.id,)), urgent=True)


def after(view: NetworkView, meeting: MeetingView) -> Iterator[Post]:
    """Tell the group which questions were answered and when the next meeting is."""
    answered = any(speaker.answered for speaker in meeting.speakers)
    following = any(not one.cancelled and one.begins > meeting.ends for one in view.meetings)
    if answered or following:
        yield Post(room(view), CardRef("meetings.after", (meeting.id,)))


def moved(view: NetworkView, news: MeetingMoved) -> Iterator[Post]:
    """Tell the group of another time, as long as the new one is ahead.

    Where quiet hours last until after the old beginning, it is still told as soon as it may be:
    the new date matters all the same, and the facilitator was offered to tell it at once.
    """
    if view.ready_at is None:
        return
    meeting = view.meeting(news.meeting)
    card = CardRef("meetings.moved", (meeting.id, news.sequence))
    yield Post(room(view), card, urgent=True, serves=meeting.begins)


def cancelled(view: NetworkView, news: MeetingCancelled) -> Iterator[Post]:
    """Tell the group that a meeting is off, before it would have begun."""
    if view.ready_at is None:
        return
    meeting = view.meeting(news.meeting)
    card = CardRef("meetings.cancelled", (meeting.id,))
    yield Post(room(view), card, urgent=True, serves=meeting.begins)
