"""Two workers on one PostgreSQL, one of which is frozen at the worst moment: by a test's clocks."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta

import pytest
from sqlalchemy import Connection

from bot.cards import Card
from bot.errors import DeliveryError
from scheduler.courier import _found
from scheduler.keeper import Keeper
from scheduler.lanes import Limit, Rate
from scheduler.pump import Pump
from storage.database import Database
from storage.leases import SHARES, share_of
from tests.databases import Server
from tests.scheduler.leasing import Time, TimedBook, keeper
from tests.scheduler.stand_in import SECOND, START, House, number, row

pytestmark = pytest.mark.slow
CARD = Card("Later", (), "")


class Pair(House):
    """A house with two workers; their leases follow `time`, what is due the clock."""

    def __init__(self, database: Database, rates: dict[str, Rate] | None = None) -> None:
        super().__init__(database, rates)
        self.time = Time()
        self.first, _, self.first_pump = self.worker("first")
        self.second, self.second_book, self.second_pump = self.worker("second")

    def worker(self, name: str) -> tuple[Keeper, TimedBook, Pump]:
        def run(work: Callable[[Connection], object]) -> object:
            return self.database.write_now(lambda unit: work(unit.connection))

        kept, book = keeper(name, run, self.time)
        return kept, book, self.new_pump(name, limit=60, shares=kept)

    async def second_takes_over(self) -> None:
        self.time.move(20)
        await self.second.beat()
        self.clock.move(SECOND)  # for it begins with what the first may have spent
        assert len(self.second.held()) == SHARES

    async def settled(self, pump: Pump) -> None:
        """Let one do all there is to do, and look up what is unknown."""
        await pump.settle()
        self.clock.move(3 * SECOND)
        await pump.settle()


@pytest.fixture
async def pair(postgresql: Server) -> AsyncIterator[Pair]:
    with postgresql.database() as url:
        database = Database.open(url)
        found = Pair(database)
        await found.open()
        await found.first.beat()
        found.clock.move(SECOND)
        yield found
        for one in (found.first, found.second):
            await one.stop()
        await database.close()


async def on_its_way(pair: Pair) -> "asyncio.Task[None]":
    """Let the first one work until the platform has something in hand; return what goes on."""
    working = asyncio.create_task(pair.first_pump.settle())
    await asyncio.wait_for(pair.ledger.arrived.wait(), 60)
    return working


async def test_each_does_what_is_its_own(pair: Pair) -> None:
    for _ in range(3):
        await pair.second.beat()
        await pair.first.beat()
    pair.clock.move(SECOND)
    await pair.put(*(row(n, f"room {n}", tenant=f"T{n % 20}", lane=f"{n}") for n in range(60)))
    await pair.first_pump.settle()
    held = pair.first.held()
    assert set(pair.ledger.ids()) == {
        number(n) for n in range(60) if share_of("web", f"T{n % 20}") in held
    }
    assert 0 < len(pair.ledger.ids()) < 60
    await pair.second_pump.settle()
    assert sorted(pair.ledger.ids()) == sorted(number(n) for n in range(60))


async def test_a_network_is_one_workers_as_well(pair: Pair) -> None:
    for _ in range(3):
        await pair.second.beat()
        await pair.first.beat()
    pair.clock.move(SECOND)
    await pair.plan("test.due", START)  # of network 1
    away, at_home = pair.first_pump, pair.second_pump
    if 1 in pair.first.held():
        away, at_home = at_home, away
    await away.settle()
    assert pair.stage.happened == []
    await at_home.settle()
    assert [name for name, _ in pair.stage.happened] == ["test.due"]


async def test_what_a_dead_worker_had_begun_is_looked_up_by_the_next(pair: Pair) -> None:
    gate = pair.ledger.gate = asyncio.Event()
    await pair.put(row(1), row(2))
    dying = await on_its_way(pair)
    pair.ledger.posts.append(("room", number(1), START))  # it arrived, and nobody heard so
    await pair.second_takes_over()
    pair.ledger.gate = None
    await pair.settled(pair.second_pump)
    assert pair.ledger.ids() == [number(1), number(2)]
    assert await pair.states(1, 2) == ["sent", "sent"]
    await pair.first_pump.stop(timedelta(0))
    gate.set()
    await dying


async def test_who_was_frozen_before_it_sent_does_not_send(pair: Pair) -> None:
    """It had claimed, and was drawing, when another took over and sent."""
    drawing = Drawing()
    pair.first_pump._courier._drawings._core = drawing  # type: ignore[assignment]
    await pair.put(row(1), row(2))
    thawing = asyncio.create_task(pair.first_pump.settle())
    await asyncio.wait_for(drawing.begun.wait(), 60)
    assert await pair.states(1) == ["sending"]
    await pair.second_takes_over()
    await pair.settled(pair.second_pump)
    assert pair.ledger.ids() == [number(1), number(2)]
    drawing.thaws.set()
    await thawing
    assert pair.ledger.ids() == [number(1), number(2)]
    assert await pair.states(1, 2) == ["sent", "sent"]


async def test_who_was_frozen_and_alone_sends_it_after_all(pair: Pair) -> None:
    drawing = Drawing()
    pair.first_pump._courier._drawings._core = drawing  # type: ignore[assignment]
    await pair.put(row(1))
    thawing = asyncio.create_task(pair.first_pump.settle())
    await asyncio.wait_for(drawing.begun.wait(), 60)
    assert await pair.states(1) == ["sending"]
    pair.time.move(20)
    drawing.thaws.set()
    await thawing
    assert await pair.states(1) == ["pending"]
    await pair.first.beat()
    await pair.settled(pair.first_pump)
    assert pair.ledger.ids() == [number(1)]


async def test_what_a_worker_taken_for_dead_has_on_its_way_is_not_sent_by_the_next(
    pair: Pair,
) -> None:
    """The session that says it is there was ended, and it has not noticed."""
    gate = pair.ledger.gate = asyncio.Event()
    await pair.put(row(1), row(2), row(3, "elsewhere"))
    sending_on = await on_its_way(pair)
    pair.ledger.gate = None
    pair.second_book.voids = True
    await pair.second.beat()
    await pair.put(row(4, "new"))
    for _ in range(4):
        pair.clock.move(3 * SECOND)  # far beyond the settle time
        await pair.second_pump.settle()
    assert pair.ledger.ids() == [number(4)]
    gate.set()
    await sending_on
    await pair.settled(pair.second_pump)
    assert sorted(pair.ledger.ids()) == sorted(number(n) for n in (1, 2, 3, 4))
    assert await pair.states(1, 2, 3, 4) == ["sent"] * 4


async def test_what_it_had_begun_and_did_not_send_is_sent_when_its_lease_had_run_out(
    pair: Pair,
) -> None:
    pair.ledger.gate = asyncio.Event()
    await pair.put(row(1))
    dying = await on_its_way(pair)
    pair.ledger.gate = None
    pair.second_book.voids = True
    await pair.second.beat()
    await pair.settled(pair.second_pump)
    assert pair.ledger.ids() == []
    pair.time.move(15)
    await pair.second.beat()
    await pair.settled(pair.second_pump)
    assert pair.ledger.ids() == [number(1)]
    await pair.first_pump.stop(timedelta(0))
    await dying


async def test_who_looked_something_up_long_ago_does_not_undo_what_was_begun_since(
    pair: Pair,
) -> None:
    """It was frozen between looking and writing that down; whose it was has begun it anew."""
    pair.ledger.faults[number(1)] = ["lost"]
    await pair.put(row(1))
    await pair.first_pump.settle()
    before = await pair.get(1)
    assert before.state == "unknown"
    pair.clock.move(3 * SECOND)
    gate = pair.ledger.gate = asyncio.Event()
    again = await on_its_way(pair)
    now = pair.clock.now()
    await pair.write(lambda unit: _found(unit.connection, before, None, now))
    assert await pair.states(1) == ["sending"]
    gate.set()
    await again
    await pair.settled(pair.first_pump)
    assert pair.ledger.ids() == [number(1)]


async def test_what_arrived_after_somebody_looked_does_not_go_out_again(pair: Pair) -> None:
    gate = pair.ledger.gate = asyncio.Event()
    await pair.put(row(1))
    slow = await on_its_way(pair)
    begun = await pair.get(1)
    now = pair.clock.now()
    await pair.write(lambda unit: _found(unit.connection, begun, None, now))
    assert await pair.states(1) == ["pending"]
    gate.set()
    await slow
    await pair.settled(pair.second_pump)
    assert pair.ledger.ids() == [number(1)]
    assert await pair.states(1) == ["sent"]


async def test_who_freezes_right_after_its_last_look_at_the_lease_breaks_off(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()
    real, frozen = loop.time, 0.0
    monkeypatch.setattr(loop, "time", lambda: real() + frozen)

    class Freezing:
        def left(self) -> float:
            nonlocal frozen
            frozen += 20
            return 15

    arrived: list[str] = []

    async def post() -> None:
        for _ in range(9):  # what goes to the network comes back to the loop
            await asyncio.sleep(0)
        arrived.append("it")

    with pytest.raises(DeliveryError) as broken:
        await pair.first_pump._courier._once(post, Freezing())
    assert (broken.value.outcome, arrived) == ("unknown", [])


async def test_an_older_card_that_went_over_a_newer_one_is_drawn_again(pair: Pair) -> None:
    await pair.put(row(1))
    await pair.first_pump.settle()
    begun, thaws, edit = asyncio.Event(), asyncio.Event(), pair.ledger.edit

    async def slow(ref: str, message: object) -> None:
        begun.set()
        await thaws.wait()
        await edit(ref, message)  # type: ignore[arg-type]

    pair.ledger.edit = slow  # type: ignore[method-assign]
    pair.stage.state = 1
    await pair.want(1)
    pair.clock.move(2 * SECOND)
    thawing = asyncio.create_task(pair.first_pump.settle())
    await asyncio.wait_for(begun.wait(), 60)
    pair.ledger.edit = edit  # type: ignore[method-assign]
    pair.stage.state = 2
    await pair.want(1)
    await pair.second_takes_over()
    await pair.settled(pair.second_pump)
    thaws.set()
    await thawing
    await pair.settled(pair.second_pump)
    assert [text for _, text, _ in pair.ledger.edits][-1] == "2"


async def test_who_takes_over_does_not_go_beyond_what_a_workspace_allows(
    postgresql: Server,
) -> None:
    burst = Rate(post_tenant=Limit(10 * SECOND, 3))
    with postgresql.database() as url:
        database = Database.open(url)
        pair = Pair(database, {"web": burst})
        await pair.open()
        await pair.first.beat()
        pair.clock.move(60 * SECOND)  # its burst is there again
        await pair.put(*(row(n, f"room {n}") for n in range(5)))
        await pair.first_pump.settle()
        assert len(pair.ledger.ids()) == 3
        await pair.second_takes_over()
        await pair.second_pump.settle()
        assert len(pair.ledger.ids()) == 3
        pair.clock.move(10 * SECOND)
        await pair.second_pump.settle()
        assert len(pair.ledger.ids()) == 4
        for one in (pair.first, pair.second):
            await one.stop()
        await database.close()


class Drawing:
    """A core that is frozen while it draws."""

    def __init__(self) -> None:
        self.begun, self.thaws = asyncio.Event(), asyncio.Event()

    async def draw_all(self, deliveries: Sequence[object]) -> list[Card]:
        self.begun.set()
        await self.thaws.wait()
        return [CARD for _delivery in deliveries]
