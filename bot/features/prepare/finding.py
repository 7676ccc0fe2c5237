"""Meetings, people and turns that a command or button is about; a refusal says what to do."""

from datetime import date

from bot.cards import mentioned
from bot.errors import Refusal
from bot.features.prepare import rules
from bot.texts import _, listed, short_date
from bot.timetable.turns import is_ahead, turn_of
from bot.timetable.view import MeetingView, MemberView, TurnView
from bot.turn import Turn


def ahead(turn: Turn, meeting_id: int) -> MeetingView:
    """Return a meeting that can still be prepared."""
    try:
        meeting = turn.view.meeting(meeting_id)
    except KeyError:
        text = _("I cannot find that meeting. Type 'meeting list' to see them all.")
        raise Refusal(text) from None
    if meeting.cancelled:
        raise Refusal(_("That meeting does not take place, so there is nothing to prepare."))
    if not is_ahead(turn.view, meeting):
        raise Refusal(_("That meeting has begun; the turns stay as they are."))
    return meeting


def coming(turn: Turn) -> list[MeetingView]:
    """Return the meetings ahead."""
    return [one for one in rules.standing(turn.view) if is_ahead(turn.view, one)]


def on_day(turn: Turn, day: date) -> MeetingView:
    """Return the meeting of a day."""
    found = coming(turn)
    for one in found:
        if one.begins.date() <= day <= one.ends.date():
            return one
    if not found:
        raise Refusal(_("There is no meeting planned yet."))
    days = listed([short_date(one.begins.date()) for one in found[:6]])
    raise Refusal(_("There is no meeting on that day. The next ones: {days}.", days=days))


def mine(turn: Turn, meeting_id: int) -> TurnView:
    """Return the turn of the person who acts at a meeting ahead."""
    ahead(turn, meeting_id)
    found = turn_of(turn.view, meeting_id, turn.who.id)
    if found is None:
        raise Refusal(_("This is not your turn any more. Type 'prepare' to see where it stands."))
    return found


def my_next(turn: Turn, state: str = "") -> TurnView:
    """Return the first turn ahead of the person who acts, in a state if one is named."""
    for one in coming(turn):
        found = turn_of(turn.view, one.id, turn.who.id)
        if found and state in ("", found.state):
            return found
    raise Refusal(_("You have no turn ahead. Type 'prepare' to offer to help prepare a meeting."))


def somebody(turn: Turn, name: str) -> MemberView:
    """Return the member that a name, or the beginning of one, means."""
    ids = mentioned(name)
    plain = name.casefold().lstrip("@")
    others = [one for one in turn.view.present if one.id != turn.who.id]
    found = [one for one in others if one.id in ids or one.name.casefold() == plain]
    found = found or [one for one in others if one.name.casefold().startswith(plain)]
    if len(found) == 1:
        return found[0]
    if found:
        known = listed([one.name for one in found[:6]])
        raise Refusal(_("Whom do you mean: {names}? Write the whole name.", names=known))
    raise Refusal(_("I know nobody here of that name. Type 'swap' to choose from a list."))
