"""Kring in a loopback Slack: the real adapter, signed HTTP, the real core and pump."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from uuid import UUID

from aiohttp.test_utils import TestServer

from adapters.slack.clients import Clients, Given
from adapters.slack.installed import Installation, OneWorkspace
from adapters.slack.messenger import SlackMessenger
from adapters.slack.start import Connected, Keys, together
from bot.core import Core
from bot.links import Links
from bot.registry import standard
from storage.database import Database
from tests.conversation import MONDAY, Clock
from tests.driving import drive
from tests.fresh_keys import fresh_keys
from tests.peers.slack.persona import Persona
from tests.peers.slack.server import Slack
from tests.peers.slack.workspace import Channel, Workspace

BASE = "https://kring.example.org"
SECRET = "a secret for links and forms"


@dataclass
class House:
    """A workspace with Kring in it, and a clock that stands still."""

    slack: Slack
    team: Workspace
    core: Core
    clock: Clock
    kring: Connected
    server: TestServer
    pump: Callable[[], Awaitable[None]]
    advance_to: Callable[[object], Awaitable[None]]

    @property
    def room(self) -> Channel:
        return next(one for one in self.team.channels.values() if one.name == "circle")

    def somebody(self, name: str, **more: object) -> Persona:
        """Add somebody who is in the channel."""
        return Persona(self.slack, self.team, name, **more).enters(self.room)

    async def settle(self) -> None:
        """Wait until everything that follows has happened."""
        await self.kring.slack.tasks.done()
        await self.pump()


@dataclass
class Built:
    """A loopback Slack, one workspace in it, and the adapter between that and a core."""

    slack: Slack
    team: Workspace
    kring: Connected
    server: TestServer
    messenger: SlackMessenger


@asynccontextmanager
async def built(
    core: Core, clock: Callable[[], datetime], *, socket: bool = False, name: str = "T0CIRCLE"
) -> AsyncIterator[Built]:
    """Start a loopback Slack for a core, over HTTP or over Socket Mode."""
    async with Slack(clock) as slack:
        team = slack.team(name)
        token = f"xoxb-{team.id}"
        there = Installation(team.id, token, team.bot.id)
        async with Clients(Given({team.id: token}), slack.api_url) as clients:
            keys = Keys(token, Slack.signing_secret, Slack.app_token if socket else "")
            kring = together(core, clients, OneWorkspace(there), keys, SECRET, BASE)
            assert kring.app is not None
            server = TestServer(kring.app)
            await server.start_server()
            if not socket:
                slack.door.url = str(server.make_url("/events"))
            await kring.listen()
            try:
                yield Built(slack, team, kring, server, kring.messenger())
            finally:
                await kring.close()
                await server.close()


@asynccontextmanager
async def moved_in(database: Database, *, socket: bool = False) -> AsyncIterator[House]:
    """Start a loopback Slack with Kring in it, over HTTP or over Socket Mode."""
    clock = Clock(MONDAY)
    ids = (UUID(int=number) for number in count(1))
    core = Core(
        database,
        standard(),
        clock,
        lambda: next(ids),
        Links(SECRET),
        lambda _account: False,
        fresh_keys(),
    )
    async with built(core, clock, socket=socket) as there:
        slack, team, kring = there.slack, there.team, there.kring
        settle, advance_to = drive(core, database, clock, there.messenger)
        yield House(slack, team, core, clock, kring, there.server, settle, advance_to)
        # Triggers that expire are part of life; payloads that Slack refuses are not.
        assert not [one for one in slack.problems if "trigger_id" not in one]
