"""A whole year in the local chat: the real core, pump and messenger on a moved clock."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.web.acting import acts
from adapters.web.hub import Hub
from adapters.web.messenger import WebMessenger
from adapters.web.settle_in import Settled, settle_in
from adapters.web.timeline import Timeline
from bot.cards import CardRef
from bot.core import Core
from bot.events import AccountRef, Origin, Press
from bot.links import Links
from bot.messenger import Outgoing, Target
from bot.networkfile import NetworkFile, Script, read, read_answers
from bot.registry import Registry, standard
from bot.rehearse import AFTER_THE_LAST
from bot.timetable.rehearsal import Rehearsal
from scheduler.clock import ManualClock
from scheduler.lanes import Lanes
from scheduler.pump import Pump
from storage import people
from storage.database import Database, Unit
from storage.people import Who
from storage.webrooms import PLATFORM, TENANT
from tests.fresh_keys import fresh_keys

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
NAMES = sorted(path.stem for path in EXAMPLES.glob("*.yaml"))
Received = tuple[datetime, str, tuple[CardRef, ...]]


def example(name: str, registry: Registry) -> NetworkFile:
    """Read one of the example networks."""
    text = (EXAMPLES / f"{name}.yaml").read_bytes()
    return read(text, known_lines=tuple(registry.lines))


def script(name: str, file: NetworkFile) -> Script:
    """Read the scripted year of an example."""
    return read_answers((EXAMPLES / "answers" / f"{name}.yaml").read_bytes(), file)


class Recording(WebMessenger):
    """The chat, and what it was given as it came: later, messages are taken back."""

    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self.posts: list[Outgoing] = []

    async def post(self, message: Outgoing) -> str:
        self.posts.append(message)
        return await super().post(message)


@dataclass
class Year:
    """A network in the chat, at the moment before a facilitator presses ready."""

    database: Database
    core: Core
    messenger: "Recording"
    here: Settled
    timeline: Timeline
    begin: datetime
    end: datetime

    async def live(self) -> list[Received]:
        """Press ready, live through the year and return what the chat received."""
        steers = AccountRef(PLATFORM, TENANT, self.here.facilitator)
        ready = Press(Origin("ready", steers), "networks.ready", (self.here.network,))
        await self.core.dispatch(ready)
        await self.timeline.advance_to(self.end)
        return [(one.due_at, await self._who(one.target), one.refs) for one in self.messenger.posts]

    async def _who(self, target: Target) -> str:
        if target.room:
            return "room"

        def find(unit: Unit) -> Who | None:
            return people.find(unit.connection, PLATFORM, TENANT, target.user)

        who = await self.database.read(find)
        assert who
        return f"person {who.id}"


def rehearsed(found: Rehearsal, rooms: int) -> list[Received]:
    """Write a rehearsal down the way the ledger of a chat with so many rooms reads."""
    return [
        (one.due_at, "room" if one.to.kind == "room" else f"person {one.to.id}", one.cards)
        for one in found.planned
        for _room in range(rooms if one.to.kind == "room" else 1)
    ]


def _ids() -> Iterator[UUID]:
    return (UUID(int=number) for number in count(1))


@asynccontextmanager
async def year(database: Database, file: NetworkFile, played: Script) -> AsyncIterator[Year]:
    """Move a network into an empty database, with a clock that stands at its beginning."""
    begin = file.utc(file.ready_at) or datetime(2026, 8, 31, 7, tzinfo=UTC)
    clock, ids = ManualClock(begin), _ids()
    core = Core(
        database,
        standard(),
        clock.now,
        lambda: next(ids),
        Links("secret"),
        lambda _account: False,
        fresh_keys(),
    )
    messenger = Recording(database, Hub(), clock.now)
    pump = Pump(core, database, {PLATFORM: messenger}, clock, Lanes({}, clock), "test")
    here = await database.write(lambda unit: settle_in(unit, file, begin))
    timeline = Timeline(clock, pump, list(acts(core, here, file, played, begin)))
    last = max(meeting.ends for meeting in file.meetings)
    end = file.utc(last)
    assert end
    yield Year(database, core, messenger, here, timeline, begin, end + AFTER_THE_LAST)
    await pump.stop()
