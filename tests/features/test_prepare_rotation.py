"""The rotation against an exhaustive search: exactly even, and the fewest repeated pairs."""

import random
from collections import Counter
from fractions import Fraction
from itertools import combinations
from math import lcm

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.prepare.improving import Rotation, better
from bot.features.prepare.rotation import Candidate, Plan, Season, Slot, evenness, shared_out

pytestmark = pytest.mark.slow

CASES = 100


def a_season(dice: random.Random) -> Season:
    """Throw a season of up to 8 members and 5 meetings: people come, go and are absent."""
    people, meetings = range(1, dice.randint(3, 8) + 1), range(dice.randint(1, 5))
    wanted = dice.randint(1, 3)
    comes = {one: 0 if dice.random() < 0.75 else dice.choice(meetings) for one in people}
    goes = {one: 9 if dice.random() < 0.8 else dice.choice(meetings) for one in people}
    able = [
        frozenset(one for one in people if comes[one] <= at < goes[one] and dice.random() > 0.15)
        for at in meetings
    ]
    slots = tuple(Slot(at, at + 5, wanted, able[at]) for at in meetings)
    candidates = tuple(a_candidate(dice, one, able) for one in people)
    past = [frozenset(dice.sample(people, 2)) for _ in range(dice.randint(0, 3))]
    return Season(slots, candidates, tuple(past))


def a_candidate(dice: random.Random, one: int, able: list[frozenset[int]]) -> Candidate:
    had = Fraction(dice.randint(0, 4), 2) if dice.random() < 0.4 else Fraction(0)
    could = max(1, sum(one in people for people in able))
    return Candidate(one, had, could, dice.choice("ABC"), one)


def planned(season: Season) -> Plan:
    return better(season, shared_out(season))


def repeats(season: Season, plan: Plan) -> int:
    """Count the pairs of a plan that worked together before, each time anew."""
    seen = Counter(season.together)
    for people in plan.values():
        seen.update(frozenset(pair) for pair in combinations(people, 2))
    extra = sum(max(times - 1, 0) for times in seen.values())
    return extra - sum(max(times - 1, 0) for times in Counter(season.together).values())


class Exhaustive:
    """Try every plan that could still be better than what was found.

    It counts in whole numbers, of parts that divide all that any turn costs.
    """

    def __init__(self, season: Season, filled: int, found: tuple[Fraction, int]) -> None:
        self.season = season
        self.filled = filled
        turns = range(len(season.slots))
        costs = {one: [known.cost(had) for had in turns] for one, known in season.known.items()}
        exact = [cost for known in costs.values() for cost in known]
        self.parts = lcm(found[0].denominator, *(cost.denominator for cost in exact))
        self.costs = {
            one: [int(cost * self.parts) for cost in known] for one, known in costs.items()
        }
        self.best = (int(found[0] * self.parts), found[1])

    def run(self) -> tuple[Fraction, int]:
        self._from(0, {}, Counter(self.season.together), (0, 0), 0)
        return Fraction(self.best[0], self.parts), self.best[1]

    def _from(
        self,
        at: int,
        turns: dict[int, int],
        pairs: Counter[frozenset[int]],
        cost: tuple[int, int],
        filled: int,
    ) -> None:
        slots = self.season.slots
        if filled + sum(slot.need for slot in slots[at:]) < self.filled or cost >= self.best:
            return
        if at == len(slots):
            self.best = cost
            return
        most = min(slots[at].need, len(slots[at].eligible))
        for size in range(most, -1, -1):
            for team in combinations(sorted(slots[at].eligible), size):
                self._with(at, team, turns, pairs, cost, filled)

    def _with(
        self,
        at: int,
        team: tuple[int, ...],
        turns: dict[int, int],
        pairs: Counter[frozenset[int]],
        cost: tuple[int, int],
        filled: int,
    ) -> None:
        more, now = dict(turns), Counter(pairs)
        even, again = cost
        for one in team:
            even += self.costs[one][more.get(one, 0)]
            more[one] = more.get(one, 0) + 1
        for pair in map(frozenset, combinations(team, 2)):
            again += now[pair] > 0
            now[pair] += 1
        self._from(at + 1, more, now, (even, again), filled + len(team))


def most_places(season: Season) -> int:
    """Count the places that can be filled: each meeting stands on its own."""
    return sum(min(slot.need, len(slot.eligible)) for slot in season.slots)


@pytest.mark.parametrize("seed", [11, pytest.param(12, marks=pytest.mark.slow)])
def test_turns_are_exactly_even_and_pairs_repeat_as_little_as_can_be(seed: int) -> None:
    dice, worse = random.Random(seed), []
    for _case in range(CASES):
        season = a_season(dice)
        plan = planned(season)
        filled = sum(map(len, plan.values()))
        assert filled == most_places(season)
        even, again = evenness(season, plan), repeats(season, plan)
        assert again == Rotation(season, plan).cost[0]
        best = Exhaustive(season, filled, (even, again)).run()
        assert even == best[0]
        worse.append(again - best[1])
    assert max(worse) <= 1
    assert sum(one > 0 for one in worse) <= CASES // 100


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=60)
def test_who_is_always_there_differs_by_one_turn_at_most(seed: int) -> None:
    dice = random.Random(seed)
    people = range(dice.randint(2, 8))
    slots = tuple(
        Slot(at, at, dice.randint(0, 3), frozenset(people)) for at in range(dice.randint(1, 12))
    )
    season = Season(slots, tuple(Candidate(one, could=len(slots), order=one) for one in people))
    turns = Counter(one for team in planned(season).values() for one in team)
    counts = [turns[one] for one in people]
    assert max(counts) - min(counts) <= 1


@given(st.integers(0, 10**9))
@settings(deadline=None, max_examples=40)
def test_the_same_season_gives_the_same_plan_whatever_the_order(seed: int) -> None:
    season = a_season(random.Random(seed))
    again = Season(season.slots, season.candidates, season.together)
    assert planned(season) == planned(again)


def test_nobody_is_asked_for_a_meeting_they_cannot_serve() -> None:
    dice = random.Random(3)
    for _case in range(50):
        season = a_season(dice)
        for slot in season.slots:
            team = planned(season)[slot.meeting]
            assert set(team) <= slot.eligible
            assert len(set(team)) == len(team) <= slot.need


def test_who_served_longest_ago_goes_first() -> None:
    people = tuple(
        Candidate(one, Fraction(1), 6, order=one, served=(at,))
        for one, at in enumerate([3, 0, 2, 1])
    )
    slots = tuple(Slot(at, at, 1, frozenset(range(4))) for at in range(4, 8))
    plan = planned(Season(slots, people))
    assert [plan[at] for at in range(4, 8)] == [[1], [3], [2], [0]]


def test_new_pairs_and_then_other_organisations_work_together() -> None:
    schools = {1: "Linde", 2: "Linde", 3: "Beuk", 4: "Beuk"}
    people = tuple(
        Candidate(one, could=2, organisation=at, order=one) for one, at in schools.items()
    )
    slots = tuple(Slot(at, at, 2, frozenset(schools)) for at in range(2))
    for team in planned(Season(slots, people)).values():
        assert {schools[one] for one in team} == {"Linde", "Beuk"}
    before = (frozenset((1, 3)), frozenset((1, 4)), frozenset((2, 3)), frozenset((2, 4)))
    plan = planned(Season(slots, people, before))
    assert sorted(map(sorted, plan.values())) == [[1, 2], [3, 4]]
