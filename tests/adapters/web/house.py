"""A local chat for tests: people, two rooms, and the real core on a real database."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from aiohttp import web

from adapters.web.app import web_app
from adapters.web.hub import Hub
from adapters.web.messenger import WebMessenger
from bot.cards import Card, CardRef
from bot.core import Core
from bot.links import Links
from bot.messenger import Outgoing, Target
from bot.registry import Registry, standard
from storage import people, webrooms
from storage.database import Database, Unit
from storage.networks import Membership, Network, Room
from storage.people import Person
from storage.webrooms import PLATFORM, TENANT
from tests.adapters.web import sample
from tests.conversation import Clock
from tests.driving import drive
from tests.fresh_keys import fresh_keys

NOW = datetime(2026, 2, 19, 8, 30, tzinfo=UTC)
PEOPLE = (
    ("anna", "Anna de Boer", "en"),
    ("bram", "Bram Özgür", "nl"),
    ("chloe", "Chloé van der Meer", "en"),
)


@dataclass
class House:
    """The chat, and a clock of which the page may move forward."""

    app: web.Application
    core: Core
    messenger: WebMessenger
    clock: Clock
    settle: Any
    move: Any

    def now(self) -> datetime:
        return self.clock.now

    async def advance_to_next(self) -> None:
        await self.move(self.clock.now + timedelta(hours=3))

    async def advance_by(self, days: int) -> None:
        await self.move(self.clock.now + timedelta(days=days))

    async def advance_to(self, moment: datetime) -> None:
        await self.move(max(self.clock.now, moment))

    async def post(self, number: int, card: Card, *, room: str = "", user: str = "") -> str:
        target = Target(PLATFORM, TENANT, room, user)
        return await self.messenger.post(outgoing(number, card, target))


def outgoing(number: int, card: Card, target: Target) -> Outgoing:
    return Outgoing(UUID(int=number), target, card, "en", (CardRef("sample.poll", (1,)),), NOW)


def furnish(unit: Unit) -> None:
    network = Network(name="Schoolleiders Noord", language="nl", ready_at=NOW)
    unit.session.add(network)
    unit.session.flush()
    assert network.id == 1
    where = {"platform": PLATFORM, "tenant": TENANT, "room_ref": "circle"}
    unit.session.add(Room(network_id=1, name=network.name, **where))
    for ref, name, language in PEOPLE:
        new = Person(name=name, language=language)
        who = people.add(unit.session, new, PLATFORM, TENANT, ref)
        unit.session.add(Membership(network_id=1, person_id=who.id, joined_at=NOW))
    unit.session.flush()
    webrooms.make(unit.connection, "circle", network.name, "Luisteren in de school")
    webrooms.make(unit.connection, "other", "Other")
    for room, ref in (("circle", "anna"), ("circle", "bram"), ("other", "chloe")):
        webrooms.join(unit.connection, room, ref)


async def build(database: Database) -> House:
    await database.write(furnish)
    sample.votes.clear()
    clock, ids, hub = Clock(NOW), (UUID(int=n) for n in count(1000)), Hub()
    registry = Registry([*standard().features, sample.feature])
    core = Core(
        database,
        registry,
        clock,
        lambda: next(ids),
        Links("a secret"),
        lambda _who: True,
        fresh_keys(),
    )
    messenger = WebMessenger(database, hub, clock)
    settle, move = drive(core, database, clock, messenger)
    house = House(web.Application(), core, messenger, clock, settle, move)
    house.app = web_app(core, hub, house)
    _settle_after_changes(house)
    return house


def _settle_after_changes(house: House) -> None:
    """Let what a turn made due happen at once, one after the other, as a pump would."""
    tasks: set[asyncio.Task[None]] = set()
    turn = asyncio.Lock()

    async def settle() -> None:
        async with turn:
            await house.settle()

    def changed() -> None:
        task = asyncio.get_running_loop().create_task(settle())
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    async def finish(app: web.Application) -> None:
        while tasks:
            await asyncio.gather(*tasks, return_exceptions=True)

    house.core.changed.append(changed)
    house.app.on_cleanup.append(finish)
