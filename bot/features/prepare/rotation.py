"""The season's rotation: turns as even as they can be, then as few repeated pairs as can be.

How often everybody serves is settled exactly: the numbers of turns that can be served together
form a polymatroid, on which taking the smallest next cost again and again finds the least sum.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heapify, heappop, heappush
from math import lcm

NEVER = -1
Plan = dict[int, list[int]]
Order = tuple[int, int, int]


@dataclass(frozen=True)
class Candidate:
    """Somebody who may get turns: what they had of `could` meetings; `order` breaks ties.

    `served` are the positions of the meetings they have a turn in already.
    """

    id: int
    had: Fraction = Fraction(0)
    could: int = 1
    organisation: str = ""
    order: int = 0
    served: tuple[int, ...] = ()

    def cost(self, more: int) -> Fraction:
        """What one turn costs on top of `more`: the growth of turns squared per meeting."""
        return (2 * (self.had + more) + 1) / max(self.could, 1)


@dataclass(frozen=True)
class Slot:
    """A meeting at its position in the season: how many it needs, beside those fixed."""

    meeting: int
    position: int
    need: int
    eligible: frozenset[int]
    fixed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Season:
    """All that a rotation depends on; `together` are past pairs, each as often as it worked."""

    slots: tuple[Slot, ...]
    candidates: tuple[Candidate, ...]
    together: tuple[frozenset[int], ...] = ()
    known: Mapping[int, Candidate] = field(init=False)
    prices: Mapping[int, Sequence[int]] = field(init=False)

    def __post_init__(self) -> None:
        """Look candidates and the costs of their turns up by id from now on.

        `prices` are the costs as whole numbers, all times the same: fractions would be slow.
        """
        object.__setattr__(self, "known", {one.id: one for one in self.candidates})
        parts = {one.id: one.had.denominator * max(one.could, 1) for one in self.candidates}
        whole = lcm(*parts.values())
        most = len(self.slots) + 1
        prices = {one.id: _prices(one, whole // parts[one.id], most) for one in self.candidates}
        object.__setattr__(self, "prices", prices)


def _prices(one: Candidate, times: int, most: int) -> list[int]:
    had, unit = one.had.numerator, one.had.denominator
    return [(2 * (had + more * unit) + unit) * times for more in range(most)]


def shared_out(season: Season) -> Plan:
    """Return who serves where, with numbers of turns that cannot be more even.

    As many places are filled as can be filled at all.
    """
    plan: Plan = {slot.meeting: [] for slot in season.slots}
    queue = [(_order(season, one, 0), one.id, 0) for one in season.candidates]
    heapify(queue)
    left = sum(slot.need for slot in season.slots)
    while queue and left:
        _rank, person, more = heappop(queue)
        if _give(season.slots, plan, person):
            left -= 1
            rank = _order(season, season.known[person], more + 1)
            heappush(queue, (rank, person, more + 1))
    return plan


def evened(season: Season, before: Plan) -> Plan:
    """Return a plan as even as can be that leaves where they are as many as it can.

    Free places are filled first; then turns go from who has most to who has least.
    """
    plan: Plan = {}
    for slot in season.slots:
        stay = [one for one in before.get(slot.meeting, []) if one in slot.eligible]
        plan[slot.meeting] = stay[: slot.need]
    seats = Counter(person for people in plan.values() for person in people)
    while taker := next(
        (one for one in _neediest(season, seats) if _give(season.slots, plan, one)), None
    ):
        seats[taker] += 1
    while moved := _handed_on(season, plan, seats):
        seats.subtract(moved[:1])
        seats.update(moved[1:])
    return plan


def _neediest(season: Season, seats: Mapping[int, int]) -> list[int]:
    most = len(season.slots)
    free = [one for one in season.candidates if seats[one.id] < most]
    return [one.id for one in sorted(free, key=lambda one: _order(season, one, seats[one.id]))]


def _handed_on(season: Season, plan: Plan, seats: Mapping[int, int]) -> list[int]:
    """Hand one turn on from who has too many to who has too few; return both, or nothing."""
    prices, needy = season.prices, _neediest(season, seats)
    having = [one for one in season.prices if seats[one]]
    for giver in sorted(having, key=lambda one: -prices[one][seats[one] - 1]):
        cheaper = [
            one for one in needy if prices[one][seats[one]] < prices[giver][seats[giver] - 1]
        ]
        for taker in cheaper:
            if _hand_on(season, plan, giver, taker):
                return [giver, taker]
    return []


def _hand_on(season: Season, plan: Plan, giver: int, taker: int) -> bool:
    open_to = {slot.meeting for slot in _open_to(taker, season.slots, plan)}
    mine = [slot for slot in season.slots if giver in plan[slot.meeting]]
    for slot in sorted(mine, key=lambda one: one.meeting not in open_to):
        plan[slot.meeting].remove(giver)
        if _give([one for one in season.slots if one.need], plan, taker):
            return True
        plan[slot.meeting].append(giver)
    return False


def _order(season: Season, one: Candidate, more: int) -> Order:
    return season.prices[one.id][more], max(one.served, default=NEVER), one.order


def _give(slots: Sequence[Slot], plan: Plan, person: int) -> bool:
    """Give somebody one more turn, moving others to other meetings where that makes room."""
    came_from: dict[int, tuple[int, int | None]] = {}
    frontier: list[tuple[int, int | None]] = [(person, None)]
    while frontier:
        who, leaves = frontier.pop(0)
        for slot in _open_to(who, slots, plan):
            if slot.meeting in came_from:
                continue
            came_from[slot.meeting] = (who, leaves)
            if len(plan[slot.meeting]) < slot.need:
                _move_along(plan, came_from, slot.meeting)
                return True
            frontier += [(other, slot.meeting) for other in plan[slot.meeting]]
    return False


def _open_to(who: int, slots: Iterable[Slot], plan: Plan) -> list[Slot]:
    return [one for one in slots if who in one.eligible and who not in plan[one.meeting]]


def _move_along(plan: Plan, came_from: Mapping[int, tuple[int, int | None]], end: int) -> None:
    meeting: int | None = end
    while meeting is not None:
        who, leaves = came_from[meeting]
        plan[meeting].append(who)
        if leaves is not None:
            plan[leaves].remove(who)
        meeting = leaves


def evenness(season: Season, plan: Plan) -> Fraction:
    """Return what a plan's numbers of turns cost; the least there is means as even as can be."""
    total = Fraction(0)
    for one in season.candidates:
        turns = sum(one.id in people for people in plan.values())
        total += sum((one.cost(more) for more in range(turns)), Fraction(0))
    return total
