"""Exchanges that keep a rotation as even: fewer repeated pairs, then longer ago, then others.

A walk of exchanges may end where no single one helps, so it is tried from several beginnings;
which ones is fixed, and so is the outcome: anybody can check it.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from bot.features.prepare.rotation import Plan, Season, Slot

Cost = tuple[int, int, int]
Exchange = tuple[tuple[int, int, int], ...]  # each: meeting, who goes, who comes

KICKS = 60
FEW = 12  # of those with equally many turns, how many are tried at one place
LONG_AGO = 9  # meetings between two turns, from which on nobody minds
WHOLE = 840  # divides by every shorter gap
ROUNDS = 20


class Rotation:
    """A plan that is being bettered; `cost` is repeated pairs, closeness in time, colleagues."""

    def __init__(self, season: Season, plan: Plan) -> None:
        self._season = season
        self._slots = {slot.meeting: slot for slot in season.slots}
        self.plan = {meeting: list(people) for meeting, people in plan.items()}
        self._pairs = Counter(season.together)
        self._seats = Counter(person for people in plan.values() for person in people)
        self._at: dict[int, list[int]] = {one.id: list(one.served) for one in season.candidates}
        self.cost: Cost = (0, 0, 0)
        people = self.plan
        self.plan = {meeting: [] for meeting in plan}
        for meeting, chosen in people.items():
            for person in chosen:
                self._enter(meeting, person)

    def _team(self, meeting: int) -> list[int]:
        return [*self._slots[meeting].fixed, *self.plan[meeting]]

    def _enter(self, meeting: int, person: int) -> None:
        pairs, colleagues = 0, 0
        for other in self._team(meeting):
            pair = frozenset((person, other))
            pairs += self._pairs[pair] > 0
            self._pairs[pair] += 1
            colleagues += self._colleagues(person, other)
        before = self._closeness(person)
        self._at[person].append(self._slots[meeting].position)
        self.plan[meeting].append(person)
        self._add(pairs, self._closeness(person) - before, colleagues)

    def _exit(self, meeting: int, person: int) -> None:
        pairs, colleagues = 0, 0
        self.plan[meeting].remove(person)
        for other in self._team(meeting):
            pair = frozenset((person, other))
            self._pairs[pair] -= 1
            pairs -= self._pairs[pair] > 0
            colleagues -= self._colleagues(person, other)
        before = self._closeness(person)
        self._at[person].remove(self._slots[meeting].position)
        self._add(pairs, self._closeness(person) - before, colleagues)

    def _add(self, pairs: int, close: int, colleagues: int) -> None:
        had = self.cost
        self.cost = (had[0] + pairs, had[1] + close, had[2] + colleagues)

    def _colleagues(self, one: int, other: int) -> bool:
        known = self._season.known
        if one not in known or other not in known:
            return False
        return bool(known[one].organisation) and (
            known[one].organisation == known[other].organisation
        )

    def _closeness(self, person: int) -> int:
        at = sorted(self._at[person])
        gaps = (max(b - a, 1) for a, b in pairwise(at))
        return sum(WHOLE // gap for gap in gaps if gap < LONG_AGO)

    def apply(self, exchange: Exchange) -> None:
        """Let people go from and come to meetings."""
        for meeting, goes, _comes in exchange:
            self._exit(meeting, goes)
        for meeting, goes, comes in exchange:
            self._enter(meeting, comes)
            self._seats[goes] -= 1
            self._seats[comes] += 1

    def undo(self, exchange: Exchange) -> None:
        """Take an exchange back."""
        self.apply(tuple((meeting, comes, goes) for meeting, goes, comes in exchange))

    def exchanges(self) -> Iterator[Exchange]:
        """Go through all exchanges that keep the turns as even as they are."""
        for meeting, goes in self.seats():
            yield from self.exchanges_of(meeting, goes)

    def seats(self) -> list[tuple[int, int]]:
        """Return (meeting, person) of everybody who may be exchanged."""
        return [(meeting, one) for meeting, people in self.plan.items() for one in people]

    def exchanges_of(self, meeting: int, goes: int) -> Iterator[Exchange]:
        """Go through the exchanges in which one person goes from one meeting."""
        slot = self._slots[meeting]
        if goes not in self.plan[meeting]:
            return
        yield from self._replacements(slot, goes)
        for other in self._slots.values():
            yield from self._swaps(slot, goes, other)

    def is_fine(self, meeting: int, person: int) -> bool:
        """Say whether somebody costs nothing where they are, so that nothing is to be won."""
        if person not in self.plan[meeting]:
            return True
        before = self.cost
        self._exit(meeting, person)
        fine = self.cost == before
        self._enter(meeting, person)
        return fine

    def _replacements(self, slot: Slot, goes: int) -> Iterator[Exchange]:
        prices = self._season.prices
        saved = prices[goes][self._seats[goes] - 1]
        team = self._team(slot.meeting)
        tried = 0
        for one in self._season.candidates:
            if one.id not in slot.eligible or one.id in team:
                continue
            if prices[one.id][self._seats[one.id]] == saved:
                yield ((slot.meeting, goes, one.id),)
                tried += 1
            if tried == FEW:
                return

    def _swaps(self, slot: Slot, goes: int, other: Slot) -> Iterator[Exchange]:
        if goes not in other.eligible or goes in self._team(other.meeting):
            return
        for comes in tuple(self.plan[other.meeting]):
            if comes in slot.eligible and comes not in self._team(slot.meeting):
                yield ((slot.meeting, goes, comes), (other.meeting, comes, goes))


def better(season: Season, plan: Plan) -> Plan:
    """Return a plan as even as this one, with fewer repeated pairs if there can be."""
    rotation = Rotation(season, plan)
    _descend(rotation)
    best, cost = _copy(rotation.plan), rotation.cost
    for kick in range(1, KICKS + 1):
        if cost[0] == 0:
            break
        _kick(rotation, kick)
        _descend(rotation)
        if rotation.cost < cost:
            best, cost = _copy(rotation.plan), rotation.cost
    return best


def _copy(plan: Plan) -> Plan:
    return {meeting: list(people) for meeting, people in plan.items()}


def _descend(rotation: Rotation) -> None:
    for _round in range(ROUNDS):
        won = [_step_down(rotation, *seat) for seat in rotation.seats()]
        if not any(won):
            return


def _step_down(rotation: Rotation, meeting: int, goes: int) -> bool:
    before = rotation.cost
    if rotation.is_fine(meeting, goes):
        return False
    for exchange in rotation.exchanges_of(meeting, goes):
        rotation.apply(exchange)
        if rotation.cost < before:
            return True
        rotation.undo(exchange)
    return False


def _kick(rotation: Rotation, number: int) -> None:
    """Make a few exchanges whatever they cost, other ones each time."""
    for step in range(2 + number % 4):
        found = list(rotation.exchanges())
        if not found:
            return
        rotation.apply(found[(number * 7919 + step * 104729) % len(found)])
