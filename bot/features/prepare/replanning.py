"""The rotation kept as it was when people come and go or a meeting is cancelled; pure.

No plan is stored. What was likely before is found again by living through the last comings and
goings: each time the turns are shared out anew with as few changes as leave them as fair.
"""

from dataclasses import replace
from datetime import datetime

from bot.features.prepare import rules
from bot.features.prepare.improving import Rotation, better
from bot.features.prepare.rotation import Plan, Season, evened, evenness, shared_out
from bot.timetable.lines import Line
from bot.timetable.turns import is_ahead
from bot.timetable.view import MeetingView, NetworkView

MOST_STEPS = 8
MOST_WORK = 1000  # people times meetings times steps: what takes a tenth of a second


def proposed(view: NetworkView) -> Plan:
    """Return who is to be asked for which meeting ahead, beside those who have a turn."""
    first, *others = _history(view)
    plan = shared(rules.season(first))
    for step in others:
        plan = kept(rules.season(step), plan)
    return plan


def to_ask_now(view: NetworkView, ask: Line) -> list[tuple[int, int]]:
    """Return (meeting, person) of those next in line where people were asked and one lacks."""
    if view.ready_at is None:
        return []
    plan = proposed(view)
    return [
        (meeting, one)
        for meeting in plan
        for one in plan[meeting]
        if rules.was_asked(view, view.meeting(meeting), ask)
    ]


def shared(season: Season) -> Plan:
    """Share a season's turns out, the fairest way."""
    return better(season, shared_out(season))


def kept(season: Season, before: Plan) -> Plan:
    """Return a plan as fair as a fresh one, with few changes from the plan before."""
    fresh, start = shared(season), evened(season, before)
    if evenness(season, start) != evenness(season, fresh):
        return fresh
    if _repeats(season, start) > _repeats(season, fresh):
        start = better(season, start)
    return start if _repeats(season, start) <= _repeats(season, fresh) else fresh


def _repeats(season: Season, plan: Plan) -> int:
    return Rotation(season, plan).cost[0]


def _history(view: NetworkView) -> list[NetworkView]:
    """Return the network as it was before its last changes, after each of them, and as it is."""
    back = [one for one in view.meetings if one.cancelled and _would_be_ahead(view, one)]
    held = view
    for meeting in back:
        held = held.with_meeting(replace(meeting, cancelled=False))
    steps = [view, held] if back else [view]
    for _at, person, came in reversed(_changes(view)[-_most(view) :]):
        steps.append(_without(steps[-1], person) if came else _with(steps[-1], person))
    return steps[::-1]


def _would_be_ahead(view: NetworkView, meeting: MeetingView) -> bool:
    return is_ahead(view, replace(meeting, cancelled=False))


def _most(view: NetworkView) -> int:
    work = max(len(view.members) * len(view.meetings), 1)
    return max(min(MOST_STEPS, MOST_WORK // work), 1)


def _changes(view: NetworkView) -> list[tuple[datetime, int, bool]]:
    """Return who came (True) and went (False) since the network was ready, in order."""
    if view.ready_at is None or view.now is None:
        return []
    moments = [(one.joined_at, one.id, True) for one in view.members]
    moments += [(one.left_at, one.id, False) for one in view.members]
    return sorted(
        (at, person, came)
        for at, person, came in moments
        if at is not None and view.ready_at < at <= view.now
    )


def _without(view: NetworkView, person: int) -> NetworkView:
    return replace(view, members=tuple(one for one in view.members if one.id != person))


def _with(view: NetworkView, person: int) -> NetworkView:
    members = (replace(one, left_at=None) if one.id == person else one for one in view.members)
    return replace(view, members=tuple(members))
