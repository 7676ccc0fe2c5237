"""Facilitators add, change and remove the parallel sessions of a meeting."""

from bot.effects import Ask, Reply, Whisper
from bot.errors import Refusal
from bot.features.meetings import cards, forms
from bot.features.meetings.facts import find, find_ahead
from bot.features.meetings.rules import SessionWish
from bot.news import MeetingChanged, SessionRemoved
from bot.texts import _
from bot.turn import Turn
from storage import attendance, guests, meetings
from storage.meetings import ParallelSession

MOST_SESSIONS = 20


def show(turn: Turn, meeting_id: int) -> Reply:
    """Show the sessions of a meeting with what can be done to them."""
    return [Whisper(cards.sessions(find_ahead(turn, meeting_id)))]


def open_new(turn: Turn, meeting_id: int) -> Reply:
    """Open the form of a new session."""
    find_ahead(turn, meeting_id)
    return [Ask(forms.session(turn.network.id, meeting_id))]


def open_known(turn: Turn, session_id: int) -> Reply:
    """Open the form of a session there is."""
    known = _known(turn, session_id)
    return [Ask(forms.session(turn.network.id, known.meeting_id, known))]


def _known(turn: Turn, session_id: int) -> ParallelSession:
    known = meetings.session(turn.connection, turn.network.id, session_id)
    if known is None:
        raise Refusal(_("That session is no longer there."))
    find_ahead(turn, known.meeting_id)
    return known


def keep(turn: Turn, wish: SessionWish, meeting_id: int, session_id: int) -> Reply:
    """Keep a session; more places go to those who wait."""
    found = find_ahead(turn, meeting_id)
    if session_id:
        _change(turn, wish, meeting_id, session_id)
    elif len(found.sessions) >= MOST_SESSIONS:
        raise Refusal(_("A meeting has at most {most} sessions.", most=MOST_SESSIONS))
    elif wish.title.casefold() in (one.title.casefold() for one in found.sessions):
        raise Refusal(_("There is a session of that name already."), "title")
    else:
        meetings.add_session(turn.connection, meeting_id, *vars(wish).values())
    turn.record("changed", meeting=meeting_id)
    turn.tell(MeetingChanged(turn.network.id, meeting_id))
    return [Whisper(cards.session_kept(find(turn, meeting_id), wish.title))]


def _change(turn: Turn, wish: SessionWish, meeting_id: int, session_id: int) -> None:
    if _known(turn, session_id).meeting_id != meeting_id:
        raise Refusal(_("That session is no longer there."))
    meeting = find(turn, meeting_id).meeting
    taken = attendance.taken(turn.connection, meeting)[session_id]
    if wish.seats and wish.seats < taken:
        text = _("{n} people have a place already. Keep at least that many.", n=taken)
        raise Refusal(text, "seats")
    meetings.change_session(turn.connection, session_id, dict(vars(wish)))


def remove(turn: Turn, session_id: int) -> Reply:
    """Remove a session; whoever chose it is asked to choose another."""
    known = _known(turn, session_id)
    people = attendance.leave_session(turn.connection, session_id)
    guests.leave_session(turn.connection, session_id)
    meetings.remove_session(turn.connection, session_id)
    turn.record("session_removed", meeting=known.meeting_id)
    gone = SessionRemoved(turn.network.id, known.meeting_id, session_id, tuple(people))
    turn.tell(gone)
    turn.tell(MeetingChanged(turn.network.id, known.meeting_id))
    return [Whisper(cards.sessions(find(turn, known.meeting_id)))]
