"""Limits are kept, on the injected clock, and used as well as they can be."""

import itertools
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest

from scheduler.backlog import Backlog, Job
from scheduler.clock import ManualClock
from scheduler.lanes import Lanes, Limit, Rate
from storage.waiting import Waiting
from tests.scheduler.stand_in import SECOND, START, House, number, row

SLACK = Rate(post_conversation=Limit(SECOND), post_tenant=Limit(SECOND / 4, 2))


def longest(sizes: dict[str, int], every: timedelta) -> timedelta:
    """How long a fan-out takes at the least: the longest lane, or all at the tenant's pace."""
    return max((max(sizes.values()) - 1) * SECOND, (sum(sizes.values()) - 1) * every)


def simulate(sizes: dict[str, int], rate: Rate) -> timedelta:
    """Send a fan-out on a clock of our own; return when the last one went."""
    clock = ManualClock(START)
    lanes = Lanes({"slack": rate}, clock)
    left = Counter(sizes)
    while left:
        backlog = Backlog(lanes, set())
        for room, size in left.items():
            backlog.add(Waiting(UUID(int=0), ("slack", "t", room), START, size), "post")
        backlog.start()
        while job := backlog.take():
            left[job.lane[2]] -= 1
            backlog.release(job, go_on=False)
        left = +left
        if left and backlog.held:
            clock.move_to(backlog.held)
    return clock.now() - START


@pytest.mark.slow
def test_a_fan_out_takes_hardly_longer_than_it_has_to():
    rate = Rate(post_conversation=Limit(SECOND), post_tenant=Limit(SECOND / 4))
    for sizes in (
        {"big": 60, **{f"r{n}": 1 for n in range(180)}},
        {f"r{n}": 1 + n % 20 for n in range(40)},
        {"big": 100, "half": 50, **{f"r{n}": 5 for n in range(20)}},
    ):
        assert simulate(sizes, rate) <= longest(sizes, SECOND / 4) + 2 * SECOND


async def test_no_conversation_and_no_tenant_gets_more_than_it_may(house: House):
    house.rates = {"web": SLACK}
    house.advance._pump = house.pump = house.new_pump()
    await house.put(*(row(n, f"room {n % 3}") for n in range(30)))
    await house.advance.to(START + 60 * SECOND)
    assert sorted(house.ledger.ids()) == sorted(map(number, range(30)))
    times = sorted(at for _, _, at in house.ledger.posts)
    for a, b in zip(times, times[3:], strict=False):  # two at once, then four a second
        assert b - a >= SECOND / 4
    for room in ("room 0", "room 1", "room 2"):
        own = [at for name, _, at in house.ledger.posts if name == room]
        assert all(b - a >= SECOND for a, b in itertools.pairwise(own))
    assert max(times) - START <= 10 * SECOND


def test_what_holds_nothing_back_is_forgotten():
    clock = ManualClock(START)
    lanes = Lanes({}, clock)
    for n in range(5000):
        lanes.take(("web", "local", f"room {n}"), "post")
        lanes.park(("web", "local", f"room {n}"), clock.now())
        clock.move(SECOND)
    assert len(lanes._buckets) < 4200
    assert len(lanes._parked) < 4200


def test_a_lane_is_left_alone_also_by_what_had_no_turn_yet():
    """A post was under way at the look, and ends with an unknown outcome before the next one."""
    lane, busy = ("web", "local", "room"), {("web", "local", "room")}
    backlog = Backlog(Lanes({}, ManualClock(START)), busy)
    backlog.add(Waiting(number(2), lane, START, 1), "post")
    backlog.start()
    backlog.release(Job(number(1), lane, "post"), go_on=False)
    assert backlog.take() is None
