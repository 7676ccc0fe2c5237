"""Kring in Microsoft's own Agents Playground: personal, group and channel, cards and forms."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.teams.incoming import ASK
from adapters.teams.registration import Credentials, Registration
from adapters.teams.start import connected
from bot.core import Core
from storage.database import Database
from tests.adapters.teams.house import BASE, SECRET, core_of
from tests.conversation import MONDAY, Clock
from tests.driving import drive
from tests.peers.playground import Player, playground
from tests.peers.teams.reading import inputs

pytestmark = pytest.mark.slow


@asynccontextmanager
async def pumped(core: Core, settle: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Send whatever is due as soon as the core says so: the Playground tells Kring in its time."""
    poked = asyncio.Event()
    core.changed.append(poked.set)

    async def pump() -> None:
        while True:
            await poked.wait()
            poked.clear()
            await settle()

    running = asyncio.create_task(pump())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.wait([running])


@pytest.fixture
async def player(sqlite_copy: Callable[[Path], str], tmp_path: Path) -> AsyncIterator[Player]:
    database = Database.open(sqlite_copy(tmp_path / "kring.db"))
    clock = Clock(MONDAY)
    core = core_of(database, clock)
    core._may_start = lambda _account: True
    unproven = Registration(Credentials("00000000-0000-0000-0000-00000000000011"), unproven=True)
    async with connected(core, unproven, SECRET, BASE, on_loopback=True) as kring:
        settle, _advance = drive(core, database, clock, kring.messenger())

        app = web.Application()
        kring.add_to(app)
        async with pumped(core, settle), TestServer(app) as server:
            with playground(tmp_path, str(server.make_url("/api/messages"))) as here:
                async with Player(here) as player:
                    yield player
                await kring.teams.tasks.done()
    await database.close()


async def started(player: Player, where: str) -> None:
    """Begin a network; the Playground opens no dialogs, so the forms stand in the chat."""
    await player.says(where, "start")
    await player.until(lambda: "Open the form" in player.reads(player.chat))
    await player.presses(player.chat, "Open the form")
    await player.until(lambda: "Name of the network" in player.reads(player.chat))
    card = player.card(player.chat, "Start")
    names = {one.get("label", ""): one["id"] for one in inputs(card)}
    values = {names["Name of the network"]: "Reading together"}
    await player.presses(player.chat, "Start", values)
    await player.until(lambda: "[Ready]" in player.reads(player.chat))
    await player.presses(player.chat, "Ready")


async def test_the_private_chat(player: Player) -> None:
    await player.says(player.chat, "home")
    await player.until(lambda: "not in a learning network yet" in player.reads(player.chat))


@pytest.mark.parametrize("kind", ["group", "channel"])
async def test_a_network_and_a_poll(player: Player, kind: str) -> None:
    where = player.group if kind == "group" else player.channel
    await started(player, where)
    await player.until(lambda: "Meet Kring" in player.reads(where))
    await player.says(where, 'poll "Lunch?" "Soup" "Bread"')
    await player.until(lambda: "Lunch?" in player.reads(where))
    answer = await player.presses(where, "Soup")
    assert answer["type"] == "application/vnd.microsoft.activity.message"
    await player.until(lambda: "Soup: 1" in player.reads(where))


async def test_a_message_action(player: Player) -> None:
    await started(player, player.group)
    answer = await player.uses(player.group, ASK, "<p>Shall we eat?</p>")
    assert answer["task"]["type"] == "continue"
    assert "Shall we eat?" in str(answer)
