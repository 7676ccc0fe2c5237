"""Servers with a part of the work each, beside one another on one PostgreSQL."""

import asyncio
import re
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import aiohttp
import psycopg
import pytest

from adapters.entering import Behind, enter
from adapters.settings import Settings
from scheduler.clock import SystemClock
from scheduler.waker import Chore
from storage.database import Database, Unit
from storage.networks import Membership, Network, Room
from storage.people import Person, add
from tests.adapters.server import command, environment, run
from tests.databases import Server
from tests.peers.slack import Persona, Place, Slack

pytestmark = pytest.mark.slow
PATIENCE = 120


def test_one_sentence_where_there_is_one_server(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", "--role", "worker")
    assert done.status == 1
    assert done.sentences[0].startswith("An SQLite database has one server")
    nowhere = "postgresql://kring@127.0.0.1:1/kring"
    done = run(tmp_path, "serve", "--role", "web", database_url=nowhere)
    assert done.status == 1
    assert done.sentences[0].startswith("The local chat has one server")
    assert not (tmp_path / "kring.sqlite").exists()


def settle(slack: Slack, url: str) -> tuple[Persona, Place]:
    """Make a network in a room of Slack; return its facilitator, and what all see in the room."""
    team = slack.team()
    vera = Persona(slack, team, "Vera")
    room = team.add_channel("circle", {team.bot.id})
    vera.enters(room)
    now = datetime.now(UTC)

    def work(unit: Unit) -> None:
        person = add(unit.session, Person(name="Vera"), "slack", team.id, vera.id)
        network = Network(name="Circle", ready_at=now)
        unit.session.add(network)
        unit.session.flush()
        where = {"platform": "slack", "tenant": team.id, "room_ref": room.id}
        unit.session.add(Room(network_id=network.id, **where))
        unit.session.add(Membership(network_id=network.id, person_id=person.id, joined_at=now))

    database = Database.open(url)
    database.write_now(work)
    database.close_now()
    return vera, Place(team, room)


@asynccontextmanager
async def serving(
    data: Path, slack: Slack, url: str, role: str
) -> AsyncIterator[tuple[str, Process]]:
    """Run a server with one role; give its address once it is ready."""
    keys = {
        "SLACK_BOT_TOKEN": f"xoxb-{next(iter(slack.teams))}",
        "SLACK_SIGNING_SECRET": Slack.signing_secret,
        "SLACK_API_URL": slack.api_url,
    }
    given = {**environment(data, database_url=url, secret_key="k" * 32), **keys}
    process = await asyncio.create_subprocess_exec(
        *command("serve", "--role", role), cwd=data, env=given, stderr=PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE):
            said = await said_until_ready(process)
        found = re.search(rb"http://[\w.:]+", said)
        assert found
        yield found[0].decode(), process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def said_until_ready(process: Process) -> bytes:
    assert process.stderr is not None
    said = b""
    while b"ready" not in said or not re.search(rb"http://[\w.:]+", said):
        line = await process.stderr.readline()
        assert line, said.decode()
        said += line
    return said


async def until_ready(client: aiohttp.ClientSession, address: str) -> None:
    """Wait until a server has looked for the first time for what is due."""
    while True:
        async with client.get(f"{address}/readyz") as answer:
            if answer.status == 200:
                return
        await asyncio.sleep(0.1)


async def shares_of(client: aiohttp.ClientSession, address: str) -> int:
    async with client.get(f"{address}/metrics") as answer:
        found = re.search(r"^kring_shares (\d+)", await answer.text(), re.MULTILINE)
    assert found
    return int(found[1])


async def test_what_people_do_at_one_server_another_sends(
    postgresql: Server, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        url = stack.enter_context(postgresql.database())
        slack = await stack.enter_async_context(Slack(SystemClock().now))
        vera, room = settle(slack, url)
        begin = stack.enter_async_context
        web, _ = await begin(serving(tmp_path, slack, url, "web"))
        worker, process = await begin(serving(tmp_path, slack, url, "worker"))
        slack.door.url = f"{web}/slack/commands"
        client = await begin(aiohttp.ClientSession())
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(until_ready(client, address) for address in (worker, web)))
        for address, path, status in (
            (worker, "/healthz", 200), (worker, "/slack/commands", 404), (web, "/healthz", 200),
        ):  # fmt: skip
            async with client.get(f"{address}{path}") as answer:
                assert answer.status == status, path
        assert (await shares_of(client, web), await shares_of(client, worker)) == (0, 64)
        assert (await vera.types("/kring poll Soup? yes, no")).ok
        async with asyncio.timeout(PATIENCE):
            while "Soup?" not in room.shows():  # noqa: ASYNC110 - it comes from elsewhere
                await asyncio.sleep(0.02)
        process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(PATIENCE):
            assert await process.wait() == 0
        assert (await vera.types("/kring poll Bread? yes, no")).ok
        assert "Bread?" not in room.shows()  # nobody sends now
        await begin(serving(tmp_path, slack, url, "all"))
        async with asyncio.timeout(PATIENCE):
            while "Bread?" not in room.shows():  # noqa: ASYNC110 - it comes from elsewhere
                await asyncio.sleep(0.02)
        assert not slack.problems


async def test_servers_of_two_versions_are_not_there_together(
    postgresql: Server, tmp_path: Path
) -> None:
    keys = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}
    with postgresql.database() as url:
        given = {"data": tmp_path, "database_url": url, **keys}
        settings = Settings(_env_file=None, **given)  # type: ignore[call-arg, arg-type]
        first, second = Database.open(url), Database.open(url)
        try:
            enter(first, settings)
            enter(second, settings)
            with psycopg.connect(url) as connection:
                connection.execute("UPDATE alembic_version SET version_num = 'b0f6135c3de9'")
            third = Database.open(url)
            with pytest.raises(Behind, match="Stop them all"):
                enter(third, settings)
            await third.close()
        finally:
            await first.close()
            await second.close()


async def test_what_only_one_is_to_do_the_others_leave_out() -> None:
    done: list[str] = []

    async def do() -> None:
        done.append("it")

    chore = Chore("test", timedelta(hours=1), do)
    await chore.only_if(lambda: False).run()
    assert done == []
    await chore.only_if(lambda: True).run()
    assert done == ["it"]
