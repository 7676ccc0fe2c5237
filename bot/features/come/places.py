"""Places in parallel sessions: first come, first served, and a waiting list that moves up."""

from bot.cards import CardRef
from bot.effects import Effect, Say, To
from bot.errors import Refusal
from bot.texts import _
from bot.turn import Turn
from storage import attendance, mailbox, meetings
from storage.attendance import Places
from storage.meetings import Meeting
from storage.tables import id_of


def choose(turn: Turn, meeting: Meeting, value: str) -> None:
    """Give the person who acts a place in a session, or on its waiting list; '0' gives none."""
    mine = attendance.mine(turn.connection, meeting, turn.who.id)
    if value == "0":
        attendance.put_session(turn.connection, meeting, turn.who.id, None)
        return
    wanted = _wanted(turn, meeting, value)
    if mine and mine.session_id == wanted.id:
        return
    since = turn.now if wanted.full or wanted.waiting else None
    attendance.put_session(turn.connection, meeting, turn.who.id, wanted.id, since)


def _wanted(turn: Turn, meeting: Meeting, value: str) -> Places:
    for one in attendance.places(turn.connection, meeting):
        if str(one.id) == value:
            return one
    raise Refusal(_("That session is no longer there. Choose another."))


def move_up(turn: Turn, meeting: Meeting) -> list[Effect]:
    """Give free places to those who wait longest; each is told privately at once."""
    effects: list[Effect] = []
    for one in attendance.places(turn.connection, meeting):
        if not one.waiting:
            continue
        free = one.seats - one.taken if one.seats else one.waiting
        for waiting in attendance.queue(turn.connection, meeting, one.id)[: max(free, 0)]:
            attendance.put_session(turn.connection, meeting, waiting.person_id, one.id)
            cause = f"{one.id}:{waiting.waiting_since}"
            effects += tell(turn, meeting, waiting.person_id, cause)
    return effects


def tell(turn: Turn, meeting: Meeting, person: int, cause: str) -> list[Effect]:
    """Tell somebody about their session; `cause` makes it one and the same."""
    if not turn.network.ready or meeting.state != "planned":
        return []
    card = CardRef("come.place", (id_of(meeting), person))
    key = f"{turn.network.id}:come.place:{meeting.id}:{person}:{cause}"
    until = turn.view.utc(meeting.begins)
    return [
        Say(To("person", person), card, key, "come.place", until, urgent=True, needs_answer=True)
    ]


def withdraw(turn: Turn, meeting_id: int) -> None:
    """Take back what waits to be told about places, for answers count no longer."""
    waiting = mailbox.waiting(turn.connection, turn.network.id)
    gone = [one for one in waiting if one.kind == "come.place" and one.args[0] == meeting_id]
    if gone:
        mailbox.mark(turn.connection, gone, "withdrawn")


def let_go(turn: Turn, person: int) -> list[Effect]:
    """Forget the answers of somebody who left; their places go to those who wait."""
    effects: list[Effect] = []
    for meeting in meetings.coming(turn.connection, turn.network.id, turn.local_now):
        attendance.forget(turn.connection, id_of(meeting), person)
        effects += move_up(turn, meeting)
    return effects
