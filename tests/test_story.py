"""Long stories, made up by hypothesis: whatever people, clocks and faults do, Kring keeps up.

A small model says what has to be shown: notes (added, moved, cancelled, by UTC and by the clock on
the wall), a poll with its votes, people who come and go; clocks jump, over summer time's ends too;
the platform fails, and the server dies in the middle of a post and is started again.
"""

import asyncio
import tempfile
from collections import Counter, defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from dateutil import tz
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from bot.cards import Bars
from bot.core import Core
from bot.errors import DeliveryError
from bot.links import Links
from bot.messenger import Outgoing
from scheduler.advance import Advance
from scheduler.lanes import Lanes
from scheduler.pump import Pump
from storage import polls
from storage.database import Database
from storage.engines import address, make_engine
from tests.conversation import Conversation
from tests.crash import notes
from tests.databases import sqlite_copies
from tests.driving import Hands
from tests.fresh_keys import fresh_keys
from tests.ledger import Ledger
from tests.ways import Direct

ZONE = tz.gettz("Europe/Amsterdam")
# Two days before clocks go forward, and back.
STARTS = [datetime(2026, 3, 27, 9, tzinfo=UTC), datetime(2026, 10, 23, 9, tzinfo=UTC)]
FAULTS = ["not_sent", "rest", "lost", "kept", "reset", "dies", "dies kept"]
OPTIONS = ("Soup", "Bread")
faults = st.lists(st.sampled_from(FAULTS), max_size=3)
names = st.integers(0, 19).map(lambda number: f"n{number}")
people = st.sampled_from(["Anna", "Bram", "Carla"])


class Flaky(Ledger):
    """A ledger that goes wrong as it was told to: with a note's posts, and with all edits."""

    settle = timedelta(seconds=2)

    def __init__(self, clock: Any) -> None:
        super().__init__(clock)
        self.faults: defaultdict[str, list[str]] = defaultdict(list)
        self.dying = asyncio.Event()

    async def post(self, message: Outgoing) -> str:
        fault = self._next(str(message.refs[0].args[0]))
        if fault in {"", "kept", "dies kept"}:
            ref = await super().post(message)
        await self._raise(fault)
        return ref

    async def edit(self, ref: str, message: Outgoing) -> None:
        await super().edit(ref, message)
        await self._raise(self._next("edits"))

    def _next(self, what: str) -> str:
        return self.faults[what].pop(0) if self.faults[what] else ""

    async def _raise(self, fault: str) -> None:
        if fault.startswith("dies"):
            self.dying.set()
            await asyncio.Event().wait()
        if fault == "reset":
            raise ConnectionResetError
        if fault == "rest":
            raise DeliveryError("slow down", "not_sent", timedelta(seconds=7))
        if fault:
            raise DeliveryError(fault, "not_sent" if fault == "not_sent" else "unknown")


@dataclass
class Note:
    """What the model knows of a note."""

    due: datetime
    cancelled: bool = False


class World:
    """The real core and pump, which can die and start again, on one database."""

    def __init__(self, chat: Conversation) -> None:
        self.chat = chat
        self.lives = 0
        chat.ledger = Flaky(chat.clock)
        self.ledger: Flaky = chat.ledger
        self.hands = Hands(chat.clock)
        chat.settle, chat.advance_to = self.settle, self.advance_to

    async def start(self) -> None:
        """Begin a life, as `serve` does."""
        self.lives += 1
        ids = iter(range(self.lives << 40, (self.lives + 1) << 40))
        given = (self.chat.clock, lambda: UUID(int=next(ids)), Links("secret"), lambda _one: False)
        core = Core(self.chat.database, notes.registry(), *given, fresh_keys())
        lanes, owner = Lanes({}, self.hands), f"life {self.lives}"
        known = {"web": self.ledger}
        self.pump = Pump(core, self.chat.database, known, self.hands, lanes, owner)
        self.chat.core, self.chat.way = core, Direct(core, self.ledger)
        await self.pump.recover()
        await core.time_again()

    async def settle(self) -> None:
        await self._survive(lambda: self.pump.settle())

    async def advance_to(self, moment: datetime) -> None:
        await self._survive(lambda: Advance(self.hands, self.pump).to(moment))

    async def _survive(self, doing: Any) -> None:
        """Do something, as many lives as it takes."""
        while True:
            task = asyncio.create_task(doing())
            death = asyncio.create_task(self.ledger.dying.wait())
            await asyncio.wait({task, death}, return_when=asyncio.FIRST_COMPLETED)
            death.cancel()
            if not self.ledger.dying.is_set():
                return task.result()
            await self._die(task)

    async def _die(self, task: asyncio.Task[None]) -> None:
        self.ledger.dying.clear()
        ended = [task, *self.pump._underway._running]
        for one in ended:
            one.cancel()
        await asyncio.gather(*ended, return_exceptions=True)
        await self.start()


class Story(RuleBasedStateMachine):
    """What may happen, and what has to be true after it."""

    template: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = tempfile.TemporaryDirectory()
        self.notes: dict[str, Note] = {}
        self.votes: dict[str, str] = {}
        self.present = {"Anna", "Bram", "Carla"}
        self.poll: int | None = None
        self.closes: datetime | None = None

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(doing)

    @initialize(start=st.sampled_from(STARTS))
    def begins(self, start: datetime) -> None:
        url = Story.template(Path(self.folder.name) / "kring.db")
        engine = make_engine(address(url))
        notes.tables.create_all(engine)
        engine.dispose()

        async def work() -> None:
            self.database = Database.open(url)
            self.chat = await Conversation.open(self.database, start)
            self.world = World(self.chat)
            await self.world.start()
            await self.chat.network()

        self.run(work())

    @property
    def now(self) -> datetime:
        return self.chat.clock.now

    def says(self, line: str) -> str:
        return str(self.run(self.chat.people["Vera"].says(line)))

    @rule(name=names, minutes=st.integers(0, 200), faults=faults)
    def adds(self, name: str, minutes: int, faults: list[str]) -> None:
        due = self.now + timedelta(minutes=minutes)
        self.world.ledger.faults[name] += faults
        self._keeps(name, due, f"note-add {name} {int(due.timestamp() * 1000)}")

    @rule(name=names, halves=st.integers(1, 120))
    def adds_by_the_wall(self, name: str, halves: int) -> None:
        """Plan a note at a whole or half hour of the next sixty, on the clock on the wall."""
        local = self.now.astimezone(ZONE).replace(tzinfo=None, minute=0, second=0, microsecond=0)
        local += timedelta(minutes=30 * halves)
        due = tz.resolve_imaginary(local.replace(tzinfo=ZONE)).astimezone(UTC)
        self._keeps(name, due, f"note-wall {name} {local.isoformat()}")

    def _keeps(self, name: str, due: datetime, line: str) -> None:
        if name in self.notes:
            return
        assert self.says(line) == f"Kept {name}."
        self.notes[name] = Note(due)

    @rule(name=names, minutes=st.integers(0, 3000))
    def moves(self, name: str, minutes: int) -> None:
        note, due = self.notes.get(name), self.now + timedelta(minutes=minutes)
        waits = note is not None and not note.cancelled and note.due > self.now
        said = self.says(f"note-move {name} {int(due.timestamp() * 1000)}")
        assert (said == f"Kept {name}.") == waits
        if note is not None and waits:
            note.due = due

    @rule(name=names)
    def cancels(self, name: str) -> None:
        note = self.notes.get(name)
        can = note is not None and not note.cancelled
        assert (self.says(f"note-cancel {name}") == f"Kept {name}.") == can
        if note is not None:
            note.cancelled = True

    @precondition(lambda self: self.poll is None)
    @rule()
    def asks(self) -> None:
        self.says(f'poll "Lunch?" "{OPTIONS[0]}" "{OPTIONS[1]}"')
        found = self.run(self.database.read(lambda unit: polls.live(unit.connection, 1)))
        self.poll, self.closes = found[0].id, found[0].closes

    @precondition(lambda self: self.poll is not None)
    @rule(who=people, option=st.sampled_from(OPTIONS))
    def answers(self, who: str, option: str) -> None:
        person, number = self.chat.people[who], OPTIONS.index(option)
        said = self.run(person.gets_press("polls.vote", self.poll, number))
        open_ = self.closes is not None and self.now.astimezone(ZONE).replace(
            tzinfo=None
        ) < self.closes.replace(tzinfo=None)
        if who in self.present and open_:
            self.votes[who] = option
        elif who not in self.present:
            assert said, "whoever left is told why nothing is counted"

    @rule(who=people)
    def joins(self, who: str) -> None:
        self.run(self.chat.people[who].joins())
        self.present.add(who)

    @rule(who=people)
    def leaves(self, who: str) -> None:
        self.run(self.chat.people[who].leaves())
        self.present.discard(who)

    @rule(faults=faults)
    def edits_go_wrong(self, faults: list[str]) -> None:
        self.world.ledger.faults["edits"] += faults

    @rule()
    def restarts(self) -> None:
        self.run(self.world.start())

    @rule(hours=st.sampled_from([0.1, 1, 6, 24, 60]))
    def time_passes(self, hours: float) -> None:
        self.run(self.world.advance_to(self.now + timedelta(hours=hours)))

    def posts(self) -> list[tuple[str, datetime]]:
        """The notes that were posted, and when."""
        entries = [one for one in self.world.ledger.entries if one.kind == "post" and one.message]
        return [
            (one.message.refs[0].args[0], one.at)
            for one in entries
            if one.message.refs[0].kind == notes.NOTE
        ]

    @invariant()
    def nothing_is_doubled_or_early(self) -> None:
        if not hasattr(self, "world"):
            return
        times = Counter(name for name, _ in self.posts())
        assert set(times.values()) <= {1}, times
        for name, at in self.posts():
            assert at >= self.notes[name].due, name

    def teardown(self) -> None:
        """When the faults are over, and some time after, everything is as the model says."""
        if hasattr(self, "world"):
            self.run(self.world.advance_to(self.now + timedelta(hours=4)))
            self.world.ledger.faults.clear()
            self.run(self.world.advance_to(self.now + timedelta(hours=1)))
            self.nothing_is_doubled_or_early()
            self._shows_what_the_model_says()
            self.run(self.database.close())
        self.runner.close()
        self.folder.cleanup()

    def _shows_what_the_model_says(self) -> None:
        cards = self.world.ledger.rooms()
        shown = {one.refs[0].args[0] for one in cards if one.refs[0].kind == notes.NOTE}
        due = {name for name, one in self.notes.items() if one.due <= self.now}
        assert shown == {name for name in due if not self.notes[name].cancelled}
        counts = [
            [bar.count for part in one.card.body if isinstance(part, Bars) for bar in part.bars]
            for one in cards
            if one.refs[0].kind == "polls.poll"
        ]
        if self.poll is not None:
            wanted = Counter(self.votes.values())
            assert counts == [[wanted[option] for option in OPTIONS]]


@pytest.mark.slow
def test_whatever_happens_kring_keeps_up(tmp_path_factory: pytest.TempPathFactory) -> None:
    Story.template = staticmethod(sqlite_copies(tmp_path_factory.mktemp("story")))
    health = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]
    bounded = settings(
        max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=health
    )
    run_state_machine_as_test(Story, settings=bounded)
