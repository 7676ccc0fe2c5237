"""Sharing out a season's turns: 200 members, 12 meetings of three, beside a plain greedy way."""

import random
from collections import Counter
from fractions import Fraction
from itertools import combinations
from time import perf_counter

from benchmarks._measure import report
from bot.features.prepare.improving import better
from bot.features.prepare.rotation import Candidate, Plan, Season, Slot, shared_out

MEMBERS, MEETINGS, EACH = 200, 12, 3
ROUNDS = 9


def a_season(members: int = MEMBERS) -> Season:
    """Return a season in which everybody is absent now and then, with a history."""
    dice = random.Random(1)
    able = [
        frozenset(one for one in range(members) if dice.random() > 0.2) for _ in range(MEETINGS)
    ]
    slots = tuple(Slot(at, at + 12, EACH, people) for at, people in enumerate(able))
    candidates = tuple(
        Candidate(
            one,
            Fraction(dice.randint(0, 2)),
            12 + sum(one in people for people in able),
            f"school {one % 60}",
            one,
            (dice.randrange(12),),
        )
        for one in range(members)
    )
    pairs = tuple(frozenset(dice.sample(range(members), 2)) for _ in range(36))
    return Season(slots, candidates, pairs)


def greedy(season: Season) -> Plan:
    """Give each meeting, one after another, whoever had the fewest turns so far."""
    turns: Counter[int] = Counter()
    plan: Plan = {}
    for slot in season.slots:
        able = sorted(slot.eligible, key=lambda one: (season.known[one].cost(turns[one]), one))
        plan[slot.meeting] = able[: slot.need]
        turns.update(plan[slot.meeting])
    return plan


def repeated(season: Season, plan: Plan) -> int:
    """Count pairs that worked together before."""
    seen = Counter(season.together)
    for people in plan.values():
        seen.update(frozenset(pair) for pair in combinations(people, 2))
    return sum(times - 1 for times in seen.values())


def timed(season: Season) -> tuple[float, float, Plan, Plan]:
    """Return the milliseconds of our plan and of the greedy one, and both plans."""
    begun = perf_counter()
    plan = better(season, shared_out(season))
    between = perf_counter()
    plain = greedy(season)
    return (between - begun) * 1000, (perf_counter() - between) * 1000, plan, plain


def main() -> None:
    """Measure and report; `small` is a group of nine, where pairs are hard to keep apart."""
    season, small = a_season(), a_season(9)
    rounds = [timed(season) for _ in range(ROUNDS)]
    _ours, _plain, few, fewest = timed(small)
    figures = {
        "rotation.plan_ms": max(one[0] for one in rounds),
        "rotation.greedy_ms": max(one[1] for one in rounds),
        "rotation.small_repeated_pairs": repeated(small, few),
        "rotation.small_greedy_repeated_pairs": repeated(small, fewest),
    }
    report("rotation", figures)


if __name__ == "__main__":
    main()
