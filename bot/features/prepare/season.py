"""The season as one person may know it: what was announced, and what is likely after that; pure.

All of it follows from what the group heard and from what that person did themselves. So nothing
that others said in private, a no least of all, can be read from it, however often one looks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.features.prepare import rules
from bot.features.prepare.replanning import proposed
from bot.features.prepare.rotation import NEVER, Plan, Season, Slot
from bot.timetable.lines import Line
from bot.timetable.turns import is_ahead, turn_of
from bot.timetable.view import MeetingView, NetworkView, TurnView


@dataclass(frozen=True)
class Outlook:
    """What one person may know of who prepares a meeting ahead.

    `people` were announced; `mine` says that it is their own turn. Else `asking` says that people
    are being asked just now, or `places` are likely to be taken from `among`, by id: those whose
    turn it would be and who is next in line after them, in no order. `likely` is that the person
    themselves would be asked.
    """

    meeting: MeetingView
    people: tuple[int, ...] = ()
    mine: bool = False
    asking: bool = False
    places: int = 0
    among: tuple[int, ...] = ()
    likely: bool = False


def public(view: NetworkView, person: int) -> NetworkView:
    """Return a network with the turns the group heard of, and with one person's own."""
    turns = tuple(turn for turn in view.turns if turn.person == person or _is_public(view, turn))
    unsuited = frozenset(key for key in view.unsuited if key[1] == person)
    return replace(view, turns=turns, unsuited=unsuited)


def _is_public(view: NetworkView, turn: TurnView) -> bool:
    over = not is_ahead(view, view.meeting(turn.meeting))
    return turn.told or (over and rules.is_certain(view, turn))


def outlook(view: NetworkView, person: int, ask: Line) -> list[Outlook]:
    """Return what one person may know of each meeting ahead, in order."""
    known = public(view, person)
    season, plan = rules.season(known), proposed(known)
    slots = {slot.meeting: slot for slot in season.slots}
    coming = [one for one in rules.standing(known) if is_ahead(known, one)]
    return [_one(known, one, person, ask, season, plan, slots.get(one.id)) for one in coming]


def _one(
    view: NetworkView,
    meeting: MeetingView,
    person: int,
    ask: Line,
    season: Season,
    plan: Plan,
    slot: Slot | None,
) -> Outlook:
    found = Outlook(meeting, mine=turn_of(view, meeting.id, person) is not None)
    if rules.is_told(view, meeting.id):
        people = tuple(turn.person for turn in rules.certain(view, meeting.id) if turn.told)
        return replace(found, people=people)
    if found.mine or rules.was_asked(view, meeting, ask):
        return replace(found, asking=True)
    team = plan.get(meeting.id, [])
    among = sorted((*team, *_next_in_line(season, plan, slot, team)))
    return replace(found, places=len(team), among=tuple(among), likely=person in team)


def _next_in_line(
    season: Season, plan: Plan, slot: Slot | None, team: Sequence[int]
) -> tuple[int, ...]:
    """Return who would be asked if one of those whose turn it is could not, as one or none.

    Named without telling them apart: who prepares in the end shows nothing of who said no.
    """
    if slot is None or not team:
        return ()
    seats = {one.id: sum(one.id in people for people in plan.values()) for one in season.candidates}
    free = [one for one in season.candidates if one.id in slot.eligible and one.id not in team]
    line = sorted(
        free,
        key=lambda one: (
            season.prices[one.id][min(seats[one.id], len(season.slots))],
            max(one.served, default=NEVER),
            one.order,
        ),
    )
    return tuple(one.id for one in line[:1])
