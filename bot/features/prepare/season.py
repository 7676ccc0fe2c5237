"""The season as one person may know it: what was announced, and what is likely after that; pure.

All of it follows from what the group heard and from what that person did themselves. So nothing
that others said in private, a no least of all, can be read from it, however often one looks.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.features.prepare import rules
from bot.features.prepare.replanning import proposed
from bot.features.prepare.rotation import Candidate, Plan, Season, Slot
from bot.timetable.lines import Line
from bot.timetable.turns import is_ahead, turn_of
from bot.timetable.view import MeetingView, NetworkView, TurnView


@dataclass(frozen=True)
class Outlook:
    """What one person may know of who prepares a meeting ahead.

    `people` were announced; `mine` says that it is their own turn. Else `asking` says that people
    are being asked just now, or `places` are likely to be taken from `among`, by id: those whose
    turn it would be and one more who may be asked, in no order. `likely` is that the person
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
    coming = [one for one in rules.standing(known) if is_ahead(known, one)]
    more = _next_in_line(season, plan)
    return [_one(known, one, person, ask, plan, more) for one in coming]


def _one(
    view: NetworkView,
    meeting: MeetingView,
    person: int,
    ask: Line,
    plan: Plan,
    more: Mapping[int, tuple[int, ...]],
) -> Outlook:
    found = Outlook(meeting, mine=turn_of(view, meeting.id, person) is not None)
    if rules.is_told(view, meeting.id):
        people = tuple(turn.person for turn in rules.certain(view, meeting.id) if turn.told)
        return replace(found, people=people)
    if found.mine or rules.was_asked(view, meeting, ask):
        return replace(found, asking=True)
    team = plan.get(meeting.id, [])
    among = sorted((*team, *more.get(meeting.id, ())))
    return replace(found, places=len(team), among=tuple(among), likely=person in team)


def _next_in_line(season: Season, plan: Plan) -> dict[int, tuple[int, ...]]:
    """Return for each meeting one more who may be asked, who is another from meeting to meeting.

    Named without telling them apart: who prepares in the end shows nothing of who said no. The
    last meeting chooses first, so that one that goes by changes nothing for those after it.
    """
    found: dict[int, tuple[int, ...]] = {}
    named: Counter[int] = Counter()
    for slot in reversed(season.slots):
        team = plan.get(slot.meeting, [])
        free = [one for one in season.candidates if one.id in slot.eligible and one.id not in team]
        if team and free:
            chosen = min(free, key=_turned(season, slot, named)).id
            named[chosen] += 1
            found[slot.meeting] = (chosen,)
    return found


def _turned(
    season: Season, slot: Slot, named: Mapping[int, int]
) -> Callable[[Candidate], tuple[int, int]]:
    people = len(season.candidates)
    return lambda one: (named[one.id], (one.order - slot.meeting) % people)
