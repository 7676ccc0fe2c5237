"""Whatever goes wrong, and in whatever order: once each, in order, never early, last state wins."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduler.lanes import EDITS, Limit, Rate
from storage import outbox
from storage.database import Database
from tests.scheduler.stand_in import SECOND, START, House, number, row

pytestmark = pytest.mark.slow

Copy = Callable[[Path], str]
FAULTS = ["not_sent", "rest", "lost", "kept", "reset"]
TENTH = SECOND / 10
soon = st.integers(0, 60)
some = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@dataclass(frozen=True)
class Message:
    """A delivery: when it is due and taken back (tenths of a second), and what goes wrong."""

    room: str
    due: int
    faults: list[str]
    end: str = ""
    cancelled: int | None = None


messages = st.builds(
    Message,
    room=st.sampled_from("abc"),
    due=soon,
    faults=st.lists(st.sampled_from(FAULTS), max_size=3),
    end=st.sampled_from(["", "", "", "permanent", "draw", "nothing"]),
    cancelled=st.one_of(st.none(), st.none(), soon),
)


def in_a_house(copy: Copy, play: Callable[[House], Awaitable[None]]) -> None:
    """Play in a fresh house on SQLite."""

    async def live(folder: str) -> None:
        database = Database.open(copy(Path(folder) / "kring.db"))
        try:
            await play(await House(database).open())
        finally:
            await database.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(live(folder))


async def prepare(house: House, script: list[Message]) -> None:
    for n, message in enumerate(script):
        committed = "kept" in message.faults
        end = [message.end] if message.end == "permanent" and not committed else []
        house.ledger.faults[number(n)] = [*message.faults, *end]
        if message.end == "draw":
            house.stage.cards[number(n)] = lambda: 1 // 0
        if message.end == "nothing":
            house.stage.cards[number(n)] = lambda: None
    due = [START + message.due * TENTH for message in script]
    await house.put(*(row(n, m.room, due[n]) for n, m in enumerate(script)))


async def cancel_some(house: House, script: list[Message]) -> set[int]:
    """Take messages back at their moments; return those that were not on their way yet."""
    taken_back = set()
    times = [(m.cancelled, n) for n, m in enumerate(script) if m.cancelled is not None]
    for at, n in sorted(times):
        await house.advance.to(START + at * TENTH)
        if await house.states(n) == ["pending"]:
            await house.write(lambda u, n=n: outbox.expire(u.connection, number(n)))
            taken_back.add(n)
    await house.advance.to(START + timedelta(hours=1))
    return taken_back


def arrives(message: Message) -> bool:
    """Say whether a message that nobody takes back reaches its room."""
    if message.end in {"draw", "nothing"}:
        return False
    return message.end != "permanent" or "kept" in message.faults


@some
@given(script=st.lists(messages, max_size=12))
def test_each_message_arrives_once_in_order_and_never_early(sqlite_copy: Copy, script):
    async def play(house: House) -> None:
        await prepare(house, script)
        taken_back = await cancel_some(house, script)
        wanted = [n for n, message in enumerate(script) if arrives(message)]
        expected = sorted(
            (n for n in wanted if n not in taken_back), key=lambda n: (script[n].due, n)
        )
        for room in "abc":
            got = [delivery for name, delivery, _ in house.ledger.posts if name == room]
            assert got == [number(n) for n in expected if script[n].room == room]
        due = {number(n): START + message.due * TENTH for n, message in enumerate(script)}
        assert all(at >= due[delivery] for _, delivery, at in house.ledger.posts)
        states = await house.states(*range(len(script)))
        assert {states[n] for n in expected} <= {"sent"}
        assert {"pending", "sending", "unknown"}.isdisjoint(states)
        failed = {number(n) for n, state in enumerate(states) if state == "failed"}
        assert sorted(delivery for delivery, _ in house.stage.reported) == sorted(failed)
        assert await house.pump.next_due() is None

    in_a_house(sqlite_copy, play)


@some
@given(
    changes=st.lists(st.tuples(soon, st.integers(0, 2)), max_size=20),
    faults=st.lists(st.lists(st.sampled_from(FAULTS), max_size=3), min_size=3, max_size=3),
)
def test_the_last_state_wins_with_few_edits(sqlite_copy: Copy, changes, faults):
    async def play(house: House) -> None:
        await house.put(*(row(n, f"room {n // 2}") for n in range(3)))
        await house.pump.settle()
        for n in range(3):
            house.ledger.faults[number(n)] = faults[n]
        for at, n in sorted(changes):
            await house.advance.to(START + at * TENTH)
            house.stage.state += 1
            await house.want(n)
            await house.pump.settle()
        await house.advance.to(START + timedelta(hours=1))
        last = {n: state for state, (_, n) in enumerate(sorted(changes), 1)}
        for n, state in last.items():
            own = [text for ref, text, _ in house.ledger.edits if ref == f"ref-{number(n)}"]
            assert int(own[-1]) >= state
        for refs in ({f"ref-{number(0)}", f"ref-{number(1)}"}, {f"ref-{number(2)}"}):
            times = [when for ref, _, when in house.ledger.edits if ref in refs]
            assert all(b - a >= EDITS.every for a, b in pairwise(times))
        assert await house.pump.next_due() is None

    in_a_house(sqlite_copy, play)


@some
@given(sizes=st.lists(st.integers(1, 8), min_size=1, max_size=6))
def test_a_fan_out_keeps_its_limits_and_ends_in_time(sqlite_copy: Copy, sizes):
    async def play(house: House) -> None:
        house.rates = {"web": Rate(Limit(SECOND), Limit(SECOND / 4))}
        house.advance._pump = house.pump = house.new_pump()
        rooms = [room for room, size in enumerate(sizes) for _ in range(size)]
        await house.put(*(row(n, f"room {room}") for n, room in enumerate(rooms)))
        await house.advance.to(START + timedelta(hours=1))
        times = sorted(at for _, _, at in house.ledger.posts)
        assert len(times) == sum(sizes)
        assert all(b - a >= SECOND / 4 for a, b in pairwise(times))
        least = max((max(sizes) - 1) * SECOND, (sum(sizes) - 1) * SECOND / 4)
        assert times[-1] - START <= least + SECOND

    in_a_house(sqlite_copy, play)
