"""What a change means for others: cards drawn again, and the reading posted after all."""

from bot.cards import CardRef
from bot.effects import Effect, Say, Show, To
from bot.features.speakers.finding import line_is_done
from bot.news import MeetingChanged
from bot.schedule import say
from bot.timetable.lines import Post
from bot.timetable.present import occurrence
from bot.turn import Turn
from storage.meetings import Meeting
from storage.tables import id_of

READING = "speakers.reading"
QUESTIONS = "speakers.questions"


def redrawn(meeting: int) -> list[Effect]:
    """Draw the cards of a meeting again, wherever they are."""
    return [Show(CardRef(READING, (meeting,))), Show(CardRef(QUESTIONS, (meeting,)))]


def changed(turn: Turn, meeting: Meeting) -> list[Effect]:
    """Tell that a meeting's speakers or reading changed; the cards follow from the news.

    Where the line had its turn before there was a speaker, the card goes out after all: with
    the line's own key, so that it is never there twice.
    """
    number = id_of(meeting)
    turn.session.flush()
    turn.tell(MeetingChanged(turn.network.id, number))
    if not turn.network.ready or meeting.begins <= turn.local_now:
        return []
    return [_late(turn, number, meeting)] if line_is_done(turn, READING, number) else []


def _late(turn: Turn, number: int, meeting: Meeting) -> Say:
    post = Post(To("room", turn.network.id), CardRef(READING, (number,)), serves=meeting.begins)
    return say(post, occurrence(READING, number), READING, turn)
