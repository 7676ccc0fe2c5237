"""What happens to one message, and to those behind it, when things go well and when not."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import OperationalError

from bot.cards import Card
from scheduler.advance import Advance
from scheduler.lanes import Limit, Rate
from storage import moments, outbox, sending
from storage.database import Unit
from storage.sending import Begun
from tests.scheduler.stand_in import SECOND, START, House, number, row


async def test_what_is_due_is_sent_once_and_what_is_not_due_waits(house: House):
    await house.put(row(1), row(2, due=START + SECOND))
    await house.pump.settle()
    await house.pump.settle()
    assert house.ledger.ids() == [number(1)]
    assert await house.pump.next_due() == START + SECOND
    await house.advance.to(START + SECOND)
    assert house.ledger.ids() == [number(1), number(2)]
    sent = await house.get(2)
    assert (sent.state, sent.external_ref, sent.shown_rev) == ("sent", f"ref-{number(2)}", 1)
    assert await house.pump.next_due() is None


async def test_what_has_no_moment_of_its_own_goes_out_when_it_is_due(house: House):
    await house.put(row(1, again_at=None), row(2, "b", again_at=START))
    await house.pump.settle()
    assert await house.states(1, 2) == ["sent", "sent"]


async def test_a_lane_keeps_its_order(house: House):
    await house.put(*(row(n, room=f"room {n % 3}") for n in range(60)))
    await house.pump.settle()
    for room in range(3):
        of_room = [delivery for name, delivery, _ in house.ledger.posts if name == f"room {room}"]
        assert of_room == [number(n) for n in range(60) if n % 3 == room]


async def test_a_platform_that_asks_for_rest_gets_it_and_others_go_on(house: House):
    house.ledger.faults[number(1)] = ["rest"]
    await house.put(row(1, "a"), row(2, "a"), row(3, "b"))
    await house.pump.settle()
    assert house.ledger.ids() == [number(3)]
    assert (await house.get(1)).due_at == START
    assert await house.pump.next_due() == START + 7 * SECOND
    await house.advance.to(START + 7 * SECOND)
    assert house.ledger.ids() == [number(3), number(1), number(2)]


async def test_a_platform_that_is_away_is_tried_ever_less_often(house: House):
    house.ledger.faults[number(1)] = ["not_sent"] * 3
    await house.put(row(1))
    await house.advance.to(START + 6 * SECOND)
    assert house.ledger.ids() == []
    await house.advance.to(START + 7 * SECOND)
    assert house.ledger.ids() == [number(1)]


async def test_an_unknown_message_is_looked_up_before_it_is_sent_again(house: House):
    house.ledger.faults[number(1)] = ["kept"]
    house.ledger.faults[number(2)] = ["reset"]
    await house.put(row(1, "a"), row(2, "b"), row(3, "a"), row(4, "b"), row(5, "c"))
    await house.pump.settle()
    assert await house.states(1, 2, 3, 4, 5) == [
        "unknown", "unknown", "pending", "pending", "sent",
    ]  # fmt: skip
    await house.advance.to(START + 2 * SECOND)
    assert await house.states(1, 2, 3, 4) == ["sent"] * 4
    rooms = {room: [d for name, d, _ in house.ledger.posts if name == room] for room in "ab"}
    assert rooms == {"a": [number(1), number(3)], "b": [number(2), number(4)]}


async def test_a_platform_that_hangs_is_given_up_and_its_message_is_unknown(house: House):
    house.ledger.faults[number(1)] = ["hang"]
    await house.put(row(1, "a"), row(2, "b"))
    await house.pump.settle()
    assert await house.states(1, 2) == ["unknown", "sent"]


def looking_up(n: int) -> UUID:
    """What the stand-in's look-ups of a delivery go wrong by."""
    return UUID(int=number(n).int ^ 1)


async def test_a_look_up_that_fails_does_not_cost_the_order(house: House):
    house.ledger.faults[number(1)] = ["lost"]
    house.ledger.faults[looking_up(1)] = ["not_sent"]
    await house.put(row(1), row(2))
    await house.advance.to(START + 2 * SECOND)
    assert await house.states(1, 2) == ["unknown", "pending"]
    await house.advance.to(START + 60 * SECOND)
    assert house.ledger.ids() == [number(1), number(2)]


async def test_look_ups_that_go_on_failing_hold_their_lane_for_two_minutes(house: House):
    house.ledger.faults[number(1)] = ["kept"]
    house.ledger.faults[looking_up(1)] = ["not_sent"] * 12
    await house.put(row(1), row(2))
    await house.advance.to(START + 113 * SECOND)
    assert await house.states(1, 2) == ["unknown", "pending"]
    await house.advance.to(START + 114 * SECOND)
    assert await house.states(1, 2) == ["unknown", "sent"]
    await house.advance.to(START + 600 * SECOND)
    assert await house.states(1) == ["sent"]
    assert house.ledger.ids() == [number(1), number(2)]


@pytest.mark.parametrize("started_anew", [False, True])
async def test_nothing_waits_by_a_clock_that_was_set_back(house: House, started_anew: bool):
    house.rates = {"web": Rate(Limit(SECOND))}
    house.pump = house.new_pump()
    hours = 5 * 3600 * SECOND
    house.clock.move(hours)
    house.ledger.faults[number(1)] = ["lost"]
    house.ledger.faults[number(3)] = ["rest"]
    await house.put(row(1, "a"), row(2, "a"), row(3, "b"), row(4, "c", START + hours))
    await house.pump.settle()
    assert await house.states(1, 2, 3, 4) == ["unknown", "pending", "pending", "sent"]
    house.clock._now = START
    if started_anew:
        house.pump = house.new_pump()
        await house.pump.recover()
    await Advance(house.clock, house.pump).to(START + 20 * SECOND)
    assert await house.states(1, 2, 3) == ["sent"] * 3


async def test_where_nothing_can_be_looked_up_a_person_is_told_once(house: House):
    house.ledger.can_find = False
    house.ledger.faults[number(1)] = ["kept"]
    await house.put(row(1), row(2))
    await house.advance.to(START + 60 * SECOND)
    assert await house.states(1, 2) == ["unknown", "sent"]
    assert house.stage.reported == [(number(1), "unknown")]
    begun = Begun(number(1), "worker", 1)
    await house.write(lambda u: sending.not_sent(u.connection, begun, house.clock.now()))
    await house.pump.settle()
    assert await house.states(1) == ["sent"]


async def test_what_fails_for_good_is_reported_and_the_next_goes_on(house: House):
    house.ledger.faults[number(1)] = ["permanent"]

    def broken() -> None:
        raise ValueError("a slice's fault")

    house.stage.cards[number(2)] = broken
    await house.put(row(1), row(2), row(3))
    await house.pump.settle()
    assert await house.states(1, 2, 3) == ["failed", "failed", "sent"]
    assert house.stage.reported == [(number(1), "failed"), (number(2), "failed")]
    assert (await house.get(1)).last_error == "gone"
    assert "a slice" not in (await house.get(2)).last_error
    assert await house.pump.next_due() is None


async def test_what_cannot_be_drawn_while_the_database_is_away_goes_out_later(house: House):
    away = [OperationalError("SELECT", {}, Exception("gone away"))] * 2  # together, and by itself

    def drawn() -> Card:
        if away:
            raise away.pop()
        return Card("Back", (), "")

    house.stage.cards[number(1)] = drawn
    await house.put(row(1), row(2))
    await house.pump.settle()
    assert await house.states(1, 2) == ["pending", "pending"]
    await house.advance.to(START + 60 * SECOND)
    assert await house.states(1, 2) == ["sent", "sent"]
    assert [one for _room, one, _at in house.ledger.posts] == [number(1), number(2)]
    assert not house.stage.reported


async def test_one_that_cannot_be_drawn_does_not_stop_those_drawn_with_it(house: House):
    def broken() -> None:
        raise ValueError("a slice's fault")

    house.stage.cards[number(2)] = broken
    await house.put(*(row(n, room=f"room {n}") for n in (1, 2, 3)))
    await house.pump.settle()
    assert await house.states(1, 2, 3) == ["sent", "failed", "sent"]
    assert sorted(house.ledger.ids()) == sorted([number(1), number(3)])


async def test_a_report_that_fails_is_made_again(house: House):
    house.ledger.faults[number(1)] = ["permanent"]
    tell, house.stage.report_failure = house.stage.report_failure, _broken
    await house.put(row(1))
    await house.pump.settle()
    house.stage.report_failure = tell
    await house.advance.to(START + SECOND)
    assert house.stage.reported == [(number(1), "failed")]


async def _broken(_: object) -> None:
    raise RuntimeError("a fault in the core")


async def test_what_has_nothing_to_show_is_not_posted_and_taken_back_if_it_was(house: House):
    house.stage.cards[number(1)] = lambda: None
    await house.put(row(1), row(2))
    await house.pump.settle()
    house.stage.cards[number(2)] = lambda: None
    await house.want(2)
    await house.pump.settle()
    assert await house.states(1, 2) == ["cancelled", "cancelled"]
    assert house.ledger.ids() == [number(2)]
    assert house.ledger.deleted == [f"ref-{number(2)}"]


async def test_nothing_is_sent_after_it_was_given_up(house: House):
    await house.put(row(1, due=START + SECOND))
    await house.write(lambda unit: outbox.expire(unit.connection, number(1)))
    await house.advance.to(START + 5 * SECOND)
    assert house.ledger.posts == []


async def test_what_comes_too_late_goes_back_to_the_mailbox(house: House):
    house.ledger.faults[number(1)] = ["rest"]
    until = START + 5 * SECOND
    await house.put(row(1, window_until=until), row(2, window_until=until), row(3))
    await house.advance.to(START + 10 * SECOND)
    assert await house.states(1, 2, 3) == ["expired", "expired", "sent"]
    assert house.stage.put_back_ids == [number(1), number(2)]


async def test_what_is_of_no_use_any_more_is_not_sent(house: House):
    await house.put(row(1, expires_at=START + SECOND), row(2, expires_at=START + 9 * SECOND))
    house.clock.move(5 * SECOND)
    await house.pump.settle()
    assert await house.states(1, 2) == ["expired", "sent"]


async def test_a_platform_that_is_not_set_up_holds_up_only_itself(house: House):
    await house.put(row(1, platform="slack"), row(2))
    await house.pump.settle()
    assert await house.states(1, 2) == ["pending", "sent"]
    assert await house.pump.next_due() == START + timedelta(minutes=5)


async def test_moments_happen_by_rank_and_time_and_what_they_plan_happens_too(house: House):
    def plan_more(unit: Unit, _: object) -> None:
        moments.plan(unit.connection, 1, "test.more", "1", START)
        outbox.put(unit.connection, [row(1)])

    house.stage.handlers["test.second"] = plan_more
    await house.plan("test.flush", START - SECOND, rank=1)
    await house.plan("test.second", START)
    await house.plan("test.first", START - SECOND)
    await house.plan("test.later", START + SECOND)
    await house.pump.settle()
    names = [name for name, _ in house.stage.happened]
    assert names == ["test.first", "test.second", "test.more", "test.flush"]
    assert house.ledger.ids() == [number(1)]


async def test_a_moment_planned_again_for_the_same_instant_happens_again(house: House):
    left = [1, 2, 3]

    def again(unit: Unit, _: object) -> None:
        if left.pop() > 1:
            moments.plan(unit.connection, 1, "test.flush", "1", START)

    house.stage.handlers["test.flush"] = again
    await house.plan("test.flush", START)
    await house.pump.settle()
    assert house.stage.happened == [("test.flush", START)] * 3


async def test_a_moment_that_never_ends_does_not_hold_up_the_rest(house: House):
    def again(unit: Unit, _: object) -> None:
        moments.plan(unit.connection, 1, "test.flush", "1", START)

    house.stage.handlers["test.flush"] = again
    await house.plan("test.flush", START)
    await house.plan("test.other", START, rank=1)
    await house.pump.settle()
    assert ("test.other", START) in house.stage.happened


async def test_a_moment_that_fails_stops_nothing_and_is_tried_again(house: House):
    faults = [1, 1]

    def break_twice(unit: Unit, _: object) -> None:
        if faults:
            faults.pop()
            raise OperationalError("", {}, Exception())

    house.stage.handlers["test.bad"] = break_twice
    await house.plan("test.bad", START)
    await house.plan("test.good", START, rank=1)
    await house.advance.to(START + 10 * SECOND)
    assert house.stage.happened == [("test.good", START), ("test.bad", START + 3 * SECOND)]


async def test_what_a_dead_worker_left_is_looked_up(house: House):
    await house.put(row(1, "a"), row(2, "b"), row(3, "a"))

    def begin(unit: Unit) -> None:
        for n in (1, 2):
            sending.claim(unit.connection, [number(n)], "an earlier life", START)

    await house.write(begin)
    house.ledger.posts.append(("a", number(1), START))
    house.pump = house.new_pump()
    await house.pump.recover()
    await house.pump.settle()
    assert await house.states(1, 2, 3) == ["unknown", "unknown", "pending"]
    house.clock.move(2 * SECOND)
    await house.pump.settle()
    assert await house.states(1, 2, 3) == ["sent", "sent", "sent"]
    assert sorted(house.ledger.ids()) == sorted(map(number, (1, 2, 3)))


async def test_a_slow_conversation_does_not_hold_up_what_falls_due_elsewhere(house: House):
    gate = house.ledger.gate = asyncio.Event()
    pump = house.new_pump(limit=30)
    await house.put(row(1, "a"))
    settling = asyncio.create_task(pump.settle())
    await asyncio.wait_for(house.ledger.arrived.wait(), 20)
    house.ledger.gate = None
    await house.put(row(2, "b"))
    await asyncio.wait_for(house.ledger.wake.wait(), 20)
    assert house.ledger.ids() == [number(2)]
    gate.set()
    await settling
    assert await house.states(1, 2) == ["sent", "sent"]


async def test_stopping_waits_for_what_is_on_its_way_and_begins_nothing(house: House):
    gate = house.ledger.gate = asyncio.Event()
    pump = house.new_pump(limit=30)
    await house.put(row(1), row(2))
    settling = asyncio.create_task(pump.settle())
    await asyncio.wait_for(house.ledger.arrived.wait(), 20)
    stopping = asyncio.create_task(pump.stop())
    await asyncio.sleep(0)
    gate.set()
    await stopping
    await settling
    assert await house.states(1, 2) == ["sent", "pending"]


async def test_what_does_not_end_is_broken_off_and_looked_up_in_the_next_life(house: House):
    house.ledger.gate = asyncio.Event()  # nobody ever opens it
    pump = house.new_pump(limit=3600)
    await house.put(row(1), row(2))
    settling = asyncio.create_task(pump.settle())
    await asyncio.wait_for(house.ledger.arrived.wait(), 20)
    await pump.stop(timedelta(0))
    await settling
    assert await house.states(1, 2) == ["sending", "pending"]
    next_life = house.new_pump("next")
    await next_life.recover()
    assert await house.states(1, 2) == ["unknown", "pending"]


async def test_two_workers_share_the_work(house: House):
    await house.put(*(row(n, f"room {n % 7}") for n in range(70)))
    other = house.new_pump("other")
    await asyncio.gather(house.pump.settle(), other.settle())
    await house.advance.to(START + 10 * SECOND)
    assert sorted(house.ledger.ids()) == sorted(map(number, range(70)))
