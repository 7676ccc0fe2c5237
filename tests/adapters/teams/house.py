"""Kring in a loopback Teams: the real adapter, signed HTTP, the real core and pump."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import count
from uuid import UUID

from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.teams.registration import Credentials, Registration
from adapters.teams.start import Connected, connected
from adapters.teams.tokens import Tokens
from bot.core import Core
from bot.links import Links
from bot.registry import standard
from storage.database import Database
from tests.conversation import MONDAY, Clock
from tests.driving import drive
from tests.fresh_keys import fresh_keys
from tests.peers.teams import Persona, Teams
from tests.peers.teams.server import APP, TENANT, TOKEN, Conversation

BASE = "https://kring.example.org"
SECRET = "a secret for links and buttons"
REGISTERED = Registration(Credentials(APP, "a password", TENANT))


@dataclass
class House:
    """A tenant with Kring in it, and a clock that stands still."""

    teams: Teams
    core: Core
    clock: Clock
    kring: Connected
    room: Conversation
    pump: Callable[[], Awaitable[None]]
    advance_to: Callable[[object], Awaitable[None]]

    def somebody(self, name: str, **more: str) -> Persona:
        """Add somebody who is in the room, where they are of its tenant."""
        persona = Persona(self.teams, name, **more)
        return persona.enters(self.room) if persona.tenant == TENANT else persona

    async def settle(self) -> None:
        """Wait until everything that follows has happened."""
        await self.kring.teams.tasks.done()
        await self.pump()

    async def after(self, doing: Awaitable[object]) -> None:
        """Let somebody do something, and all that follows happen."""
        await doing
        await self.settle()


def core_of(database: Database, clock: Clock) -> Core:
    ids = (UUID(int=number) for number in count(1))
    links = Links(SECRET)
    return Core(
        database,
        standard(),
        clock,
        lambda: next(ids),
        links,
        lambda _account: False,
        fresh_keys(),
    )


@dataclass
class Built:
    """A loopback Teams, and the adapter between that and a core."""

    teams: Teams
    kring: Connected


@asynccontextmanager
async def built(
    core: Core, clock: Callable[[], datetime], registered: Registration = REGISTERED
) -> AsyncIterator[Built]:
    """Start a loopback Teams for a core."""
    async with Teams() as teams:
        given = replace(registered, keys_url=teams.keys_url)
        tokens = Tokens(lambda: TOKEN, clock)
        loopback = registered.unproven
        async with connected(
            core, given, SECRET, BASE, on_loopback=loopback, tokens=tokens
        ) as kring:
            app = web.Application()
            kring.add_to(app)
            async with TestServer(app) as server:
                teams.url = str(server.make_url("/api/messages"))
                yield Built(teams, kring)
                await kring.teams.tasks.done()
                assert not teams.problems, teams.problems


@asynccontextmanager
async def moved_in(
    database: Database, kind: str = "channel", registered: Registration = REGISTERED
) -> AsyncIterator[House]:
    """Start a loopback Teams with Kring in it."""
    clock = Clock(MONDAY)
    core = core_of(database, clock)
    async with built(core, clock, registered) as there:
        teams, kring = there.teams, there.kring
        settle, advance_to = drive(core, database, clock, kring.messenger())
        team = "19:team@thread.tacv2" if kind == "channel" else ""
        room = teams.add("circle", kind, TENANT, team)
        yield House(teams, core, clock, kring, room, settle, advance_to)
