"""Kring in a loopback Slack: the real adapter, signed HTTP, the real core and pump."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from uuid import UUID

from aiohttp.test_utils import TestServer

from adapters.slack import naming, render
from adapters.slack.app import Door
from adapters.slack.clients import Clients, Given
from adapters.slack.installed import Installation
from adapters.slack.start import Connected, Keys, together
from bot.core import Core
from bot.links import Links
from bot.messenger import Outgoing, Target
from bot.registry import standard
from bot.texts import speaking
from storage.database import Database
from tests.conversation import MONDAY, Clock
from tests.driving import drive
from tests.peers.slack.persona import Persona
from tests.peers.slack.server import Slack
from tests.peers.slack.workspace import Channel, Workspace

BASE = "https://kring.example.org"
SECRET = "a secret for links and forms"


class Posting:
    """The least a messenger does: draws and posts, and edits."""

    platform = "slack"
    can_find = False
    settle = timedelta(0)

    def __init__(self, clients: Clients, database: Database) -> None:
        self._clients = clients
        self._database = database

    async def _drawn(self, message: Outgoing) -> dict[str, object]:
        readers = await naming.readers(self._database, message.target.tenant, message.card, BASE)
        with speaking(message.language):
            drawn = render.message(message.card, readers, more=str(message.delivery))
        return drawn.payload()

    async def post(self, message: Outgoing) -> str:
        client = await self._clients.of(message.target.tenant)
        channel = message.target.room or message.target.user
        found = await client.chat_postMessage(channel=channel, **await self._drawn(message))
        return f"{found['channel']}:{found['ts']}"

    async def edit(self, ref: str, message: Outgoing) -> None:
        client = await self._clients.of(message.target.tenant)
        channel, _, stamp = ref.partition(":")
        drawn = await self._drawn(message)
        words = {"text": drawn["text"], "blocks": drawn["blocks"]}
        await client.chat_update(channel=channel, ts=stamp, **words)

    async def delete(self, ref: str, target: Target) -> None:
        raise NotImplementedError

    async def find(self, target: Target, delivery: UUID) -> str | None:
        raise NotImplementedError


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


@asynccontextmanager
async def moved_in(database: Database) -> AsyncIterator[House]:
    """Start a loopback Slack with a channel, and Kring in it."""
    clock = Clock(MONDAY)
    async with Slack(clock) as slack:
        team = slack.team()
        ids = (UUID(int=number) for number in count(1))
        core = Core(
            database, standard(), clock, lambda: next(ids), Links(SECRET), lambda _account: False
        )
        token = f"xoxb-{team.id}"
        there = Installation(team.id, token, team.bot.id)
        async with Clients(Given({team.id: token}), slack.api_url) as clients:
            keys = Keys(token, Slack.signing_secret)
            kring = together(core, clients, there, keys, SECRET, BASE)
            settle, advance_to = drive(core, database, clock, Posting(clients, database))
            assert kring.app is not None
            server = TestServer(kring.app)
            await server.start_server()
            slack.door.url = str(server.make_url("/events"))
            try:
                yield House(slack, team, core, clock, kring, server, settle, advance_to)
                # Triggers that expire are part of life; payloads that Slack refuses are not.
                assert not [one for one in slack.problems if "trigger_id" not in one]
            finally:
                await server.close()


__all__ = ["BASE", "SECRET", "Door", "House", "moved_in"]
