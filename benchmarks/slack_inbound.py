"""Signed presses in Slack through to the committed vote, beside a bare Bolt app that only acks."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import aiohttp

from adapters.main import house
from adapters.settings import Settings
from adapters.slack.ids import button
from benchmarks._loopback import ROOM, SECRET, TEAM, TOKEN, Presser, press, slack
from benchmarks._measure import ROOT, kring, quantile, report
from bot.events import AccountRef, Command, Origin, RoomRef
from scheduler.clock import SystemClock
from storage import networks, people, polls
from storage.database import Database, Unit
from storage.networks import Network
from storage.people import Person
from storage.tables import id_of

VOTERS = 500
AT_ONCE = 50
ROUNDS = 20
PRESSES = 3000
FAN_OUT = 1000
POLL = 'poll "Lunch?" "Soup" "Bread" "Pie"'


class Votes:
    """A poll in one room, and another that goes out to a thousand rooms."""

    def __init__(self, network: int, poll: int) -> None:
        self._numbers = iter(range(10**9))
        self.network, self.poll = network, poll

    def bodies(self, number: int) -> list[str]:
        """Return so many presses, each voter in turn choosing something."""
        found = []
        for n in (next(self._numbers) for _ in range(number)):
            choice = (n % VOTERS + n // VOTERS) % 3
            action, value = button(0, "polls.vote", (self.network, self.poll, choice))
            found.append(press(f"U{n % VOTERS:04d}", action, value))
        return found


def _network(unit: Unit, name: str, rooms: list[str], members: range) -> int:
    row = Network(name=name, ready_at=SystemClock().now())
    unit.session.add(row)
    unit.session.flush()
    number = id_of(row)
    for room in rooms:
        networks.add_room(unit.session, number, "slack", TEAM, room)
    for n in members:
        user = f"U{n:04d}"
        who = people.find(unit.connection, "slack", TEAM, user)
        who = who or people.add(unit.session, Person(name=user), "slack", TEAM, user)
        role = "facilitator" if n == 0 else "participant"
        networks.join(unit.session, number, who.id, SystemClock().now(), role)
    return number


async def prepared(folder: Path) -> Votes:
    """Fill a database with two networks and their polls, before any server runs on it."""
    settings = Settings(data=folder, database_url="")
    async with house(settings, SystemClock()) as parts:
        many = [f"C{number:05d}" for number in range(FAN_OUT)]
        small = await parts.database.write(
            lambda unit: _network(unit, "Votes", [ROOM], range(VOTERS))
        )
        await parts.database.write(lambda unit: _network(unit, "Fan out", many, range(1)))
        account = AccountRef("slack", TEAM, "U0000")
        for room in (ROOM, many[0]):
            origin = Origin(f"poll {room}", account, RoomRef("slack", TEAM, room))
            await parts.core.dispatch(Command(origin, POLL))
        found = await parts.database.read(lambda unit: polls.live(unit.connection, small))
    return Votes(small, id_of(found[0]))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def serving(port: int, command: list[str], **settings: str) -> AsyncIterator[Presser]:
    """Run a server in a process of its own until the block ends."""
    address = f"http://127.0.0.1:{port}"
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={**os.environ, **settings}, stderr=asyncio.subprocess.DEVNULL
    )
    presser = Presser(address)
    try:
        await _ready(process, address)
        yield presser
    finally:
        await presser.close()
        process.terminate()
        await process.wait()


async def _ready(process: Process, address: str) -> None:
    async with asyncio.timeout(60), aiohttp.ClientSession() as session:
        while process.returncode is None:
            try:
                async with session.get(f"{address}/healthz"):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    raise SystemExit("The server did not start.")


async def _install(address: str) -> None:
    """Install Kring as an administrator does, from the browser."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        async with session.get(f"{address}/slack/install", allow_redirects=False) as answer:
            state = parse_qs(urlsplit(answer.headers["Location"]).query)["state"][0]
        back = {"code": "a-code", "state": state}
        async with session.get(f"{address}/slack/oauth_redirect", params=back) as answer:
            answer.raise_for_status()


async def of_kring(api: str, *, oauth: bool) -> dict[str, float]:
    """Measure `kring serve`: answers during a fan-out, then how many votes a second."""
    with TemporaryDirectory(prefix="kring-bench-") as folder:
        votes, port = await prepared(Path(folder)), _free_port()
        address = f"http://127.0.0.1:{port}"
        one = {"SLACK_BOT_TOKEN": TOKEN}
        many = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "secret", "KRING_URL": address}
        settings = {
            "KRING_DATA": folder,
            "KRING_PORT": str(port),
            "KRING_SECRET_KEY": "k" * 32,
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_URL": api,
            **(many if oauth else one),
        }
        async with serving(port, kring("serve"), **settings) as presser:
            if oauth:
                await _install(address)
            await presser.together(votes.bodies(AT_ONCE))  # opens the connections
            times = [
                t for _ in range(ROUNDS) for t in await presser.together(votes.bodies(AT_ONCE))
            ]
            speed = await presser.through(votes.bodies(PRESSES), AT_ONCE)
        await _counted(Path(folder), votes)
    return {
        "ack_p50_ms": quantile(times, 0.5) * 1000,
        "ack_max_ms": max(times) * 1000,
        "votes_per_s": speed,
    }


async def _counted(folder: Path, votes: Votes) -> None:
    """Leave with a fault when a vote is missing."""
    database = Database.open(f"sqlite:///{folder / 'kring.sqlite'}")
    kept = await database.read(lambda unit: polls.votes(unit.connection, votes.poll))
    await database.close()
    if len(kept) != VOTERS:
        raise SystemExit(f"Votes were lost: {len(kept)} and not {VOTERS}.")


async def of_bolt(api: str) -> float:
    """Return how many presses a second a bare Bolt app acks."""
    port, votes = _free_port(), Votes(1, 1)
    command = [sys.executable, "-m", "benchmarks._bare_bolt", str(port), SECRET, TOKEN, api]
    async with serving(port, command) as presser:
        await presser.together(votes.bodies(AT_ONCE))
        return await presser.through(votes.bodies(PRESSES), AT_ONCE)


async def measured() -> dict[str, float]:
    """Return the figures; those without a mode are the worse of both."""
    async with slack() as api:
        bare = await of_bolt(api)
        modes = {
            "token": await of_kring(api, oauth=False),
            "oauth": await of_kring(api, oauth=True),
        }
    found = {f"{mode}_{name}": value for mode, of in modes.items() for name, value in of.items()}
    worst = {
        "ack_p50_ms": max(one["ack_p50_ms"] for one in modes.values()),
        "ack_max_ms": max(one["ack_max_ms"] for one in modes.values()),
        "ratio": min(one["votes_per_s"] for one in modes.values()) / bare,
        "bolt_per_s": bare,
    }
    return {f"slack_inbound.{name}": value for name, value in (worst | found).items()}


def main() -> None:
    """Measure and report."""
    report("slack_inbound", asyncio.run(measured()))


if __name__ == "__main__":
    main()
