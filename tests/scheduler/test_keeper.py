"""Leases of shares: never two keepers at once, whatever is slow, dead, frozen or cut off."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, StaticPool, create_engine

from scheduler.keeper import Keeper
from storage import leases
from storage.leases import SHARES, share_of
from storage.tables import table
from storage.waiting import Lane
from tests.scheduler.leasing import Run, Time, TimedBook, keeper

ALL = frozenset(range(SHARES))


@contextmanager
def tables() -> Iterator[Run]:
    """A database with nothing but leases in it."""
    there = {"check_same_thread": False}
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args=there)
    table(leases.Lease).metadata.create_all(
        engine, tables=[table(leases.Lease), table(leases.Worker)]
    )

    def run(work: Callable[[Connection], object]) -> object:
        with engine.begin() as connection:
            return work(connection)

    yield run
    engine.dispose()


@pytest.fixture
def run() -> Iterator[Run]:
    with tables() as found:
        yield found


def lane_in(share: int) -> Lane:
    tenant = next(str(n) for n in range(10_000) if share_of("slack", str(n)) == share)
    return "slack", tenant, "room"


async def test_one_worker_keeps_all_and_two_share_them(run: Run) -> None:
    time = Time()
    first, _ = keeper("first", run, time)
    second, _ = keeper("second", run, time, 1000)
    await first.beat()
    assert first.held() == ALL
    await second.beat()
    assert second.held() == frozenset()
    await first.beat()
    assert len(first.held()) == SHARES // 2
    await first.beat()  # what is idle is given up now
    await second.beat()
    assert first.held() | second.held() == ALL
    assert not first.held() & second.held()


async def test_a_dead_workers_shares_move_when_its_lease_has_run_out(run: Run) -> None:
    time = Time()
    dead, _ = keeper("dead", run, time)
    other, _ = keeper("other", run, time)
    await dead.beat()
    await other.beat()
    time.move(14.9)
    await other.beat()
    assert other.held() == frozenset()
    time.move(0.2)
    await other.beat()
    assert other.held() == ALL


async def test_what_a_frozen_worker_was_about_to_do_it_may_not_do_any_more(run: Run) -> None:
    time = Time()
    frozen, _ = keeper("frozen", run, time)
    other, _ = keeper("other", run, time)
    await frozen.beat()
    hold = frozen.hold(lane_in(7))
    assert hold is not None
    assert hold.left() == 15
    time.move(20)
    assert hold.left() <= 0
    assert frozen.held() == frozenset()
    assert frozen.hold(lane_in(7)) is None
    await other.beat()
    await other.stop()
    await frozen.beat()
    assert frozen.held() == ALL
    assert hold.left() <= 0  # it has the share again, and what it was about to do is past
    again = frozen.hold(lane_in(7))
    assert again is not None
    assert again.left() == 15


async def test_who_stops_leaves_its_shares_at_once(run: Run) -> None:
    time = Time()
    first, _ = keeper("first", run, time)
    second, _ = keeper("second", run, time)
    await first.beat()
    await second.beat()
    await first.stop()
    assert first.held() == frozenset()
    await second.beat()
    assert second.held() == ALL


async def test_a_share_in_use_is_left_when_it_is_idle(run: Run) -> None:
    time, busy = Time(), {lane_in(share) for share in range(SHARES)}
    told: list[frozenset[int]] = []
    first, _ = keeper("first", run, time)
    first.watch(lambda: busy, told.append)
    second, _ = keeper("second", run, time)
    await first.beat()
    assert told == [ALL]
    await second.beat()
    for _ in range(3):
        await first.beat()
        await second.beat()
    assert len(first.held()) == SHARES // 2  # nothing more is begun in the others
    assert second.held() == frozenset()
    busy.clear()
    await first.beat()
    await second.beat()
    assert len(second.held()) == SHARES // 2


async def test_who_ended_the_leases_of_others_doubts_nothing_before_they_have_surely_ended(
    run: Run,
) -> None:
    time = Time()
    before, _ = keeper("before", run, time)
    after, book = keeper("after", run, time, -1000)
    third, _ = keeper("third", run, time)
    await before.beat()
    assert before.doubts
    book.voids = True
    await after.beat()
    time.move(14.9)
    assert (after.held(), after.doubts) == (ALL, False)
    await third.beat()
    await after.beat()
    await after.beat()
    assert after.held() == ALL  # the third would not know
    time.move(0.2)
    assert after.doubts
    assert before.left() <= 0
    await after.beat()
    assert len(after.held()) == SHARES // 2


async def test_who_stops_before_that_lets_its_shares_run_out(run: Run) -> None:
    time = Time()
    before, _ = keeper("before", run, time)
    after, book = keeper("after", run, time)
    third, _ = keeper("third", run, time)
    await before.beat()
    book.voids = True
    await after.beat()
    await after.stop()
    assert book.closed
    await third.beat()
    assert third.held() == frozenset()
    time.move(15)
    assert before.left() <= 0
    await third.beat()
    assert third.held() == ALL


async def test_leases_that_are_not_renewed_run_out_and_the_next_beat_begins_anew(run: Run) -> None:
    time = Time()
    alone, book = keeper("alone", run, time)
    await alone.beat()
    hold = alone.hold(lane_in(3))
    assert hold is not None
    book.broken = True
    with pytest.raises(ConnectionError):
        await alone.beat()
    assert alone.held() == ALL  # until they run out
    book.broken = False
    await alone.beat()
    assert alone.held() == ALL
    assert hold.left() <= 0
    time.move(15)
    assert alone.held() == frozenset()


@pytest.mark.parametrize("workers", [1, 2, 3, 5, 7, pytest.param(70, marks=pytest.mark.slow)])
async def test_any_number_of_workers_come_to_rest(run: Run, workers: int) -> None:
    time = Time()
    all_ = [keeper(f"worker {n}", run, time)[0] for n in range(workers)]
    for _ in range(4):
        for one in all_:
            await one.beat()
    before = [one.held() for one in all_]
    assert sorted(share for held in before for share in held) == sorted(ALL)
    assert max(map(len, before)) <= -(-SHARES // workers)
    for one in all_:
        await one.beat()
    assert [one.held() for one in all_] == before


names = st.sampled_from(["a", "b", "c"])
little = st.floats(0, 4)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("beat"), names, little, little, st.booleans()),
        st.tuples(st.just("move"), st.floats(0, 20)),
        st.tuples(st.just("busy"), st.sets(st.integers(0, SHARES - 1), max_size=9)),
        st.tuples(st.just("stop"), names),
    ),
    max_size=25,
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(steps, st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_no_share_ever_has_two_keepers(
    script: list[tuple[object, ...]], start_b: float, start_c: float
) -> None:
    asyncio.run(live(script, {"a": 0.0, "b": start_b, "c": start_c}))


async def live(script: list[tuple[object, ...]], starts: dict[str, float]) -> None:
    time, busy = Time(), set[Lane]()
    with tables() as run:
        workers = {name: keeper(name, run, time, at) for name, at in starts.items()}
        for one, _ in workers.values():
            one.watch(lambda: busy, lambda _taken: None)
        for step in script:
            await play(step, workers, time, busy)
            at_most_one(one for one, _ in workers.values())
        for one, _ in workers.values():
            one._thread.shutdown()


async def play(
    step: tuple[object, ...],
    workers: dict[str, tuple[Keeper, TimedBook]],
    time: Time,
    busy: set[Lane],
) -> None:
    match step:
        case "beat", str(name), float(before), float(after), bool(broken):
            one, book = workers[name]
            book.before, book.after, book.broken = before, after, broken
            try:
                await one.beat()
            except ConnectionError:
                assert broken
        case "move", float(seconds):
            time.move(seconds)
        case "busy", set(shares):
            busy.clear()
            busy.update(LANES[share] for share in shares)
        case "stop", str(name):
            run_out = workers[name][0]
            run_out._lose(run_out._holds.keys())
            workers[name][1].leave()


def at_most_one(workers: Iterator[Keeper]) -> None:
    kept = [share for one in workers for share, hold in one._holds.items() if hold.left() > 0]
    assert len(kept) == len(set(kept))


LANES = [lane_in(share) for share in range(SHARES)]
