"""Turns to help prepare as they change hands: pure, for what people do and for what a plan does."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.timetable.lines import Line
from bot.timetable.moments import line_moment
from bot.timetable.view import MeetingView, NetworkView, TurnView

DAYS_TO_ANSWER = 3


def turn_of(view: NetworkView, meeting: int, person: int) -> TurnView | None:
    """Return somebody's turn at a meeting, None when they have none."""
    for turn in view.turns:
        if (turn.meeting, turn.person) == (meeting, person):
            return turn
    return None


def is_ahead(view: NetworkView, meeting: MeetingView) -> bool:
    """Say whether a meeting stands and has not begun, at the view's moment."""
    begun = view.now is not None and meeting.begins <= view.local(view.now)
    return not (meeting.cancelled or begun)


def with_turns(view: NetworkView, turns: Iterable[TurnView]) -> NetworkView:
    """Return the network with these turns in the place of those of the same people."""
    new = {(turn.meeting, turn.person): turn for turn in turns}
    old = {(turn.meeting, turn.person): turn for turn in view.turns}
    return replace(view, turns=tuple(turn for _key, turn in sorted((old | new).items())))


def without_turn(view: NetworkView, meeting: int, person: int) -> NetworkView:
    """Return the network without a turn."""
    left = (turn for turn in view.turns if (turn.meeting, turn.person) != (meeting, person))
    return replace(view, turns=tuple(left))


def unsuited(view: NetworkView, meeting: int, person: int) -> NetworkView:
    """Return the network without a turn that does not suit."""
    gone = without_turn(view, meeting, person)
    return replace(gone, unsuited=view.unsuited | {(meeting, person)})


def left(view: NetworkView, person: int) -> NetworkView:
    """Return the network without the turns ahead of somebody who left."""
    for turn in view.turns:
        if turn.person == person and is_ahead(view, view.meeting(turn.meeting)):
            view = without_turn(view, turn.meeting, person)
    return view


def given_back(view: NetworkView, meeting: int, person: int, other: int) -> int:
    """Return the meeting whose turn the other gives in exchange, 0 when there is none."""
    coming = sorted(filter(lambda one: is_ahead(view, one), view.meetings), key=_begin)
    for one in coming:
        theirs = one.id != meeting and turn_of(view, one.id, other) is not None
        if theirs and turn_of(view, one.id, person) is None:
            return one.id
    return 0


def _begin(meeting: MeetingView) -> tuple[str, int]:
    return meeting.begins.isoformat(), meeting.id


def swapped(view: NetworkView, meeting: int, person: int, other: int, back: int) -> NetworkView:
    """Return the network after two people exchanged their turns."""
    changed = _handed(view, meeting, person, other)
    changed = _handed(changed, back, other, person) if back else changed
    return replace(changed, unsuited=changed.unsuited | {(meeting, person)})


def _handed(view: NetworkView, meeting: int, giver: int, taker: int) -> NetworkView:
    turn = turn_of(view, meeting, giver)
    if turn is None:
        return view
    new = replace(turn, person=taker, state="accepted", how="swap")
    return with_turns(without_turn(view, meeting, giver), [new])


def swap_ends(view: NetworkView, told: Line, meetings: Sequence[MeetingView]) -> datetime:
    """Return until when (UTC) a swap can be agreed to.

    Three working days, but not past the moment at which the group hears, nor the meetings.
    """
    now = view.now or view.utc(meetings[0].begins)
    day, left = view.local(now), DAYS_TO_ANSWER
    last = min(one.begins for one in meetings)
    while left and day < last:
        day += timedelta(days=1)
        left -= view.quiet.closed(day.date()) is None
    ends = [view.utc(day), view.utc(last)]
    heard = [line_moment(view, told, one) for one in meetings]
    return min(ends + [one.due_at for one in heard if one and one.due_at > now])
