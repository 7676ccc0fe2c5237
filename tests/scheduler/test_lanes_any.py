"""Limits of any size, on any load, with any request for rest: kept, and used as well as can be."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.backlog import Backlog, Job
from scheduler.clock import ManualClock
from scheduler.lanes import Lanes, Limit, Method, Rate
from storage.waiting import Lane, Waiting
from tests.scheduler.stand_in import SECOND, START

MINUTE = timedelta(minutes=1)
TIER = Limit(1.5 * SECOND, 10)
SLACK = Rate(Limit(SECOND), Limit(SECOND / 4, 4), edit_tenant=TIER, find_tenant=TIER)
methods: st.SearchStrategy[Method] = st.sampled_from(["post", "edit", "find"])
loads = st.dictionaries(
    st.tuples(st.sampled_from(["t", "u"]), st.sampled_from("abcdefgh"), methods),
    st.integers(1, 25),
    min_size=1,
    max_size=12,
)
quick = settings(max_examples=60, deadline=None)
Key = tuple[str, str, Method]


class Run:
    """Sends a load on a clock of its own; `sent` is when, in which lane, by which method."""

    def __init__(self, load: dict[Key, int], rate: Rate = SLACK) -> None:
        self.clock = ManualClock(START)
        self.lanes = Lanes({"slack": rate}, self.clock)
        self.left = dict(load)
        self.sent: dict[Key, list[datetime]] = defaultdict(list)
        self.chosen: list[tuple[Key, dict[Key, int]]] = []

    def step(self) -> datetime | None:
        """Send what may be sent now; return when there is more."""
        backlog = Backlog(self.lanes, set())
        for (tenant, room, method), number in self.left.items():
            lane: Lane = ("slack", tenant, room)
            for _ in range(number):
                backlog.add(Waiting(UUID(int=0), lane, START, number), method)
        backlog.start()
        while job := backlog.take():
            self.count(job)
            backlog.release(job, go_on=True)
        return backlog.held

    def count(self, job: Job) -> None:
        key = (job.lane[1], job.lane[2], job.method)
        self.chosen.append((key, dict(self.left)))
        self.sent[key].append(self.clock.now())
        self.left[key] -= 1
        self.left = {key: number for key, number in self.left.items() if number}

    def all(self) -> None:
        while self.left:
            held = self.step()
            if self.left:
                assert held is not None
                assert held > self.clock.now()
                self.clock.move_to(held)

    def times(self, tenant: str, method: Method) -> list[datetime]:
        found = [at for key, at in self.sent.items() if (key[0], key[2]) == (tenant, method)]
        return sorted(moment for at in found for moment in at)


def most_within(times: list[datetime], span: timedelta) -> int:
    return max((sum(a <= b < a + span for b in times) for a in times), default=0)


@pytest.mark.slow
@quick
@given(load=loads)
def test_no_minute_and_no_second_has_more_than_slack_allows(load: dict[Key, int]):
    run = Run(load)
    run.all()
    for tenant in "tu":
        assert most_within(run.times(tenant, "edit"), MINUTE) <= 50
        assert most_within(run.times(tenant, "find"), MINUTE) <= 50
        assert most_within(run.times(tenant, "post"), SECOND) <= 8
    for (_, _, method), times in run.sent.items():
        if method == "post":
            assert most_within(times, SECOND) == 1
    assert {key: len(times) for key, times in run.sent.items()} == load


@pytest.mark.slow
@quick
@given(sizes=st.dictionaries(st.sampled_from("abcdefghijkl"), st.integers(1, 40), min_size=1))
def test_posts_take_hardly_longer_than_they_have_to(sizes: dict[str, int]):
    run = Run({("t", room, "post"): size for room, size in sizes.items()})
    run.all()
    longest_room = (max(sizes.values()) - 1) * SECOND
    together = max(0, sum(sizes.values()) - 4) * SECOND / 4
    assert run.clock.now() - START <= max(longest_room, together) + 2 * SECOND


@pytest.mark.slow
@quick
@given(sizes=st.dictionaries(st.sampled_from("abcdefgh"), st.integers(1, 9), min_size=2))
def test_the_longest_backlog_of_those_that_may_goes_first(sizes: dict[str, int]):
    run = Run({("t", room, "post"): size for room, size in sizes.items()})
    run.all()
    for n, (key, left) in enumerate(run.chosen):
        same = [other for other, _ in run.chosen[:n] if run.sent[other] and other in left]
        now = run.sent[key][sizes[key[1]] - left[key]]
        sent_now = {one for one in same if now in run.sent[one]}
        waiting = {one for one in left if one not in sent_now and may(run, one, now)}
        assert left[key] >= max(left[one] for one in waiting | {key})


def may(run: Run, key: Key, now: datetime) -> bool:
    """Say whether a room's own limit let it be sent to at a moment, as far as can be told."""
    before = [at for at in run.sent[key] if at < now]
    return not before or before[-1] + SECOND <= now


@pytest.mark.slow
@quick
@given(load=loads, rests=st.lists(st.tuples(st.integers(0, 40), st.integers(1, 90), st.booleans())))
def test_who_asks_for_rest_gets_it_and_all_is_sent_in_the_end(
    load: dict[Key, int], rests: list[tuple[int, int, bool]]
):
    run, keys = Run(load), sorted(load)
    for number, seconds, wide in rests:
        tenant, room, method = keys[number % len(keys)]
        lane: Lane = ("slack", tenant, room)
        until = run.clock.now() + seconds * SECOND
        run.lanes.rest(lane, method, until, wide=wide)
        assert run.lanes.free_at(lane, method) >= until
        other = "post" if method == "find" else "find"
        if wide:  # nothing else of the workspace has to wait for it
            assert run.lanes.free_at(("slack", tenant, "z"), method) >= until
            assert run.lanes.free_at(("slack", "other", room), method) < until
            assert other == "find" or run.lanes.free_at(("slack", "other", room), other) < until
        run.step()
    run.all()
    assert {key: len(times) for key, times in run.sent.items()} == load


def test_what_is_asked_of_several_conversations_is_meant_for_all():
    lanes = Lanes({"slack": SLACK}, ManualClock(START))
    until, other = START + 9 * SECOND, ("slack", "t", "d")
    for room in "ab":
        lanes.rest(("slack", "t", room), "post", until)
    assert lanes.free_at(other, "post") < START
    lanes.rest(("slack", "t", "c"), "post", until)
    assert lanes.free_at(other, "post") == until
    assert lanes.free_at(other, "edit") < START
    assert lanes.free_at(("slack", "u", "d"), "post") < START
