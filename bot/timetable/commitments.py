"""Commitments as a script's people keep them: pure, for the rehearsal of a file."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time

from bot.timetable.view import CommitmentView, MeetingView, NetworkView


def end_of(day: date) -> datetime:
    """Return the last minute of a day: by when something is due that has no time."""
    return datetime.combine(day, time(23, 59))


def coming(meetings: Sequence[MeetingView], after: datetime) -> MeetingView | None:
    """Return the first meeting that stands and begins after a wall-clock time."""
    standing = [one for one in meetings if not one.cancelled and one.begins > after]
    return min(standing, key=lambda one: one.begins, default=None)


def kept(view: NetworkView, person: int, text: str, by: date | None, now: datetime) -> NetworkView:
    """Return the network with one more commitment; `by` None is the next meeting."""
    new = CommitmentView(len(view.commitments) + 1, person, text, None, now)
    return with_commitment(view, _due(view, new, by, now))


def put_off(view: NetworkView, one: CommitmentView, by: date | None, now: datetime) -> NetworkView:
    """Return the network in which a commitment has another date."""
    later = replace(_due(view, one, by, now), stage=0, round=one.round + 1, since=now)
    return with_commitment(view, later)


def tied(view: NetworkView, one: CommitmentView, now: datetime) -> CommitmentView:
    """Return a commitment that is due at the meeting that comes next, if there is one."""
    following = coming(view.meetings, now)
    if following is None:
        return replace(one, until=None, meeting=0)
    return replace(one, until=following.begins, meeting=following.id)


def _due(view: NetworkView, one: CommitmentView, by: date | None, now: datetime) -> CommitmentView:
    return tied(view, one, now) if by is None else replace(one, until=end_of(by), meeting=0)


def open_of(view: NetworkView, person: int, text: str) -> CommitmentView | None:
    """Return the newest open commitment of somebody in these words."""
    same = (one for one in view.commitments if (one.person, one.text) == (person, text))
    return max((one for one in same if one.open), key=lambda one: one.id, default=None)


def with_commitment(view: NetworkView, changed: CommitmentView) -> NetworkView:
    """Return the network with this commitment, new or in the place of the one of its id."""
    others = tuple(one for one in view.commitments if one.id != changed.id)
    return replace(view, commitments=tuple(sorted((*others, changed), key=lambda one: one.id)))
