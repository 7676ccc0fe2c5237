"""A server that is asked to stop ends well, and what it acknowledged is kept."""

import asyncio
import re
import sqlite3
import subprocess
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from adapters.main import house
from adapters.settings import Settings
from scheduler.clock import ManualClock, SystemClock
from storage.database import Database, Unit
from storage.networks import Network, Room
from tests.adapters.server import PATIENCE, run, served
from tests.databases import make_tables
from tests.peers.slack import Slack
from tests.peers.slack.workspace import Channel
from tests.storage.loaded import waiting
from tests.year import EXAMPLES

pytestmark = pytest.mark.slow
LINES = 400


async def test_all_that_was_acknowledged_is_kept(tmp_path: Path) -> None:
    """It is asked to stop while people write and a page listens."""
    await asyncio.to_thread(run, tmp_path, "import", str(EXAMPLES / "monthly.yaml"))
    kept: list[str] = []
    some = asyncio.Event()

    async def writes(client: ClientSession, me: str, first: int) -> None:
        for number in range(first, LINES, 4):
            line = {"room": "", "text": f"line {number}.", "key": f"k{number}"}
            try:
                async with client.post(f"{me}/say", json=line) as answer:
                    if answer.status == 200:
                        kept.append(f"line {number}.")
            except ClientError:
                return  # it takes nothing in any more
            if len(kept) >= LINES // 4:
                some.set()

    with served(tmp_path) as server:
        async with ClientSession(server.address) as client:
            page = await (await client.get("/")).text()
            found = re.search(r"/as/[\w.-]+", page)
            assert found, page
            listening = await client.get(f"{found[0]}/events", params={"rev": 0})
            writing = [asyncio.create_task(writes(client, found[0], n)) for n in range(4)]
            await some.wait()
            assert await asyncio.to_thread(server.stop) == 0
            await asyncio.gather(*writing)
            listening.close()
    with closing(sqlite3.connect(tmp_path / "kring.sqlite")) as driver:
        there = {row[0] for row in driver.execute("SELECT text FROM webmessage")}
    assert LINES > len(kept) >= LINES // 4
    assert set(kept) <= there
    assert not any("left unfinished" in line or "Traceback" in line for line in server.said)


POST = "chat.postMessage"


async def test_a_message_that_a_slow_slack_has_in_hand_is_neither_lost_nor_doubled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack takes it and never answers; the server ends all the same, and the next one looks."""
    url = f"sqlite:///{tmp_path / 'kring.sqlite'}"
    await asyncio.to_thread(make_tables, url)
    async with Slack(SystemClock().now) as slack:
        team = slack.team()
        room = team.add_channel("circle", {team.bot.id})
        await queued(url, team.id, room)
        slack.faults.plan(POST, "hang after commit")
        given = {
            "slack_bot_token": f"xoxb-{team.id}",
            "slack_signing_secret": Slack.signing_secret,
            "slack_api_url": slack.api_url,
        }
        await asyncio.to_thread(stopped_while_sending, tmp_path, slack, given)
        assert state(tmp_path) in ("sending", "unknown")
        for name, value in given.items():
            monkeypatch.setenv(name.upper(), value)
        clock = ManualClock(SystemClock().now() + timedelta(minutes=1))
        async with house(Settings(data=tmp_path, database_url=url), clock) as parts:
            await parts.pump.recover()
            for _look in range(9):  # each as long after the one before as Slack may hide a post
                await parts.pump.settle()
                clock.move(timedelta(minutes=1))
        assert state(tmp_path) == "sent"
        assert slack.times(POST) == len(room.messages) == 1


async def queued(url: str, tenant: str, room: Channel) -> None:
    """Put a message to a room into the outbox, due since an hour."""
    now = SystemClock().now()

    def work(unit: Unit) -> None:
        unit.session.add(Network(id=1, name="Circle", ready_at=now))
        unit.session.flush()
        unit.session.add(Room(network_id=1, platform="slack", tenant=tenant, room_ref=room.id))
        row = waiting("one", "pending", now - timedelta(hours=1), 1, "slack")
        row.tenant, row.room, row.lane = tenant, room.id, room.id
        row.refs = [["joining.joined", [1]]]
        unit.session.add(row)

    database = Database.open(url)
    await database.write(work)
    await database.close()


def stopped_while_sending(data: Path, slack: Slack, given: dict[str, str]) -> None:
    with served(data, **given) as server:
        for _look in range(PATIENCE * 20):
            if slack.times(POST):
                break
            with pytest.raises(subprocess.TimeoutExpired):  # it lives, and has not sent so far
                server.process.wait(0.05)
        assert server.stop() == 0
    assert not any("Traceback" in line for line in server.said)


def state(data: Path) -> str:
    with closing(sqlite3.connect(data / "kring.sqlite")) as driver:
        [(found,)] = driver.execute("SELECT state FROM delivery")
    return str(found)
