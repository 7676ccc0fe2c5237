"""Clocks, moving time forward, and the alarm clock of a running server."""

import asyncio
from datetime import timedelta

import pytest

from scheduler.advance import Advance
from scheduler.clock import DemoClock, SystemClock
from scheduler.waker import Chore, Waker
from storage import moments
from tests.scheduler.stand_in import SECOND, START, House, number, row


def test_a_demo_clock_runs_on_and_jumps_forward_only():
    ticks = [100.0]
    clock = DemoClock(START, lambda: ticks[0])
    ticks[0] += 5
    assert clock.now() == START + 5 * SECOND
    clock.move_to(START + 60 * SECOND)
    clock.move_to(START)
    ticks[0] += 1
    assert clock.now() == START + 61 * SECOND


@pytest.mark.slow
async def test_every_instant_happens_once_and_in_order(house: House):
    instants = [START + n * 7 * SECOND for n in range(40)]
    for n, at in enumerate(instants):
        await house.plan(f"test.{n:02}", at)
        await house.put(row(n, f"room {n % 4}", due=at + SECOND))
    seen = []
    await house.advance.to(instants[19], seen.append)
    await house.advance.to(START + timedelta(days=1), seen.append)
    assert house.stage.happened == [(f"test.{n:02}", at) for n, at in enumerate(instants)]
    assert [at for _, _, at in house.ledger.posts] == [at + SECOND for at in instants]
    assert seen == sorted(seen)
    assert seen[-1] == house.clock.now() == START + timedelta(days=1)
    assert await house.pump.next_due() is None


async def test_what_falls_due_just_after_a_look_is_not_slept_through(house: House):
    await house.put(row(1, due=START + SECOND))
    await house.plan("test.soon", START + 2 * SECOND)
    await house.pump.settle()
    house.clock.move(5 * SECOND)
    assert await house.pump.next_due() == START + SECOND


async def test_time_that_would_never_end_is_refused(house: House):
    def again(unit, moment):
        moments.plan(unit.connection, 1, "test.tick", "1", house.clock.now() + SECOND)

    house.stage.handlers["test.tick"] = again
    await house.plan("test.tick", START)
    with pytest.raises(RuntimeError):
        await Advance(house.clock, house.pump).to(START + timedelta(days=1), steps=50)


async def test_a_running_server_wakes_by_itself(house: House):
    """The real APScheduler, the real time: what is due soon goes out without anybody's help."""
    house.clock = house.ledger.clock = house.stage.clock = SystemClock()
    pump, dusted = house.new_pump(), asyncio.Event()

    async def dust() -> None:
        dusted.set()
        raise OSError("a chore that fails is done again")

    waker = Waker(pump, house.clock, [Chore("dust", timedelta(milliseconds=50), dust)])
    await house.put(row(1, due=house.clock.now() + timedelta(milliseconds=150)))
    await waker.start()
    try:
        await asyncio.wait_for(house.ledger.wake.wait(), 20)
        assert house.ledger.ids() == [number(1)]
        house.ledger.wake.clear()
        await house.put(row(2, due=house.clock.now()))
        house.stage.tell()
        await asyncio.wait_for(house.ledger.wake.wait(), 20)
        assert house.ledger.ids() == [number(1), number(2)]
        await asyncio.wait_for(dusted.wait(), 20)
    finally:
        await waker.stop()
    assert await house.states(1, 2) == ["sent", "sent"]
