"""Signed presses in Slack through to the committed vote, beside a bare Bolt app that only acks.

Each server runs in a process of its own; those who press and the loopback Slack share another.
"""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import aiohttp
from pydantic import SecretStr

from adapters.main import house
from adapters.settings import Settings
from adapters.slack.ids import button
from benchmarks._loopback import ROOM, SECRET, TEAM, TOKEN, Api, Presser, Signed, line, press, slack
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
PRESSES, TURNS = 250, 20
FAN_OUT = 1000
POLL = 'poll "Lunch?" "Soup" "Bread" "Pie"'
KEY = "k" * 32
FIRST = "C00000"
"""The room where the poll is asked that goes out to a thousand."""


class Votes:
    """A poll in one room, and those who vote in it."""

    def __init__(self, network: int, poll: int) -> None:
        self._numbers = iter(range(10**9))
        self.network, self.poll = network, poll

    def presses(self, number: int) -> list[Signed]:
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
    """Fill a database with two networks and a poll, before any server runs on it."""
    settings = Settings(data=folder, database_url="", secret_key=SecretStr(KEY))
    async with house(settings, SystemClock()) as parts:
        many = [f"C{number:05d}" for number in range(FAN_OUT)]
        small = await parts.database.write(
            lambda unit: _network(unit, "Votes", [ROOM], range(VOTERS))
        )
        await parts.database.write(lambda unit: _network(unit, "Fan out", many, range(1)))
        account = AccountRef("slack", TEAM, "U0000")
        origin = Origin("poll", account, RoomRef("slack", TEAM, ROOM))
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
        *command, cwd=ROOT, env={**os.environ, **settings}, stdout=sys.stderr
    )
    presser = Presser(address)
    try:
        await _ready(process, address)
        yield presser
    finally:
        await presser.close()
        if process.returncode is None:
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


@asynccontextmanager
async def _kring(api: Api, folder: str, *, oauth: bool) -> AsyncIterator[Presser]:
    """Run `kring serve`, installed in the workspace."""
    port = _free_port()
    address = f"http://127.0.0.1:{port}"
    one = {"SLACK_BOT_TOKEN": TOKEN}
    many = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "secret", "KRING_URL": address}
    settings = {
        "KRING_DATA": folder,
        "KRING_PORT": str(port),
        "KRING_SECRET_KEY": KEY,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api.url,
        **(many if oauth else one),
    }
    async with serving(port, kring("serve"), **settings) as presser:
        if oauth:
            await _install(address)
        yield presser


@asynccontextmanager
async def _bolt(api: Api) -> AsyncIterator[Presser]:
    port = _free_port()
    command = [sys.executable, "-m", "benchmarks._bare_bolt", str(port), SECRET, TOKEN, api.url]
    async with serving(port, command) as presser:
        yield presser


async def of_kring(api: Api, *, oauth: bool) -> dict[str, float]:
    """Measure `kring serve`: votes a second beside bare Bolt, then answers during a fan-out."""
    with TemporaryDirectory(prefix="kring-bench-") as folder:
        votes = await prepared(Path(folder))
        async with _bolt(api) as bare, _kring(api, folder, oauth=oauth) as presser:
            figures = await _throughput(presser, bare, votes)
            figures |= await _acks(api, presser, votes)
        await _counted(Path(folder), votes)
    return figures


async def _throughput(presser: Presser, bare: Presser, votes: Votes) -> dict[str, float]:
    """Measure both in turn, for what else the machine does changes all the time."""
    ours, theirs, empty = list[float](), list[float](), Votes(1, 1)
    for one, whose in ((presser, votes), (bare, empty)):
        await one.through(whose.presses(VOTERS), AT_ONCE)  # now all is loaded, everybody known
    for _ in range(TURNS):
        ours.append(await presser.through(votes.presses(PRESSES), AT_ONCE))
        theirs.append(await bare.through(empty.presses(PRESSES), AT_ONCE))
    ratio = median(one / other for one, other in zip(ours, theirs, strict=True))
    return {"ratio": ratio, "votes_per_s": median(ours), "bolt_per_s": median(theirs)}


async def _acks(api: Api, presser: Presser, votes: Votes) -> dict[str, float]:
    """Have many press at once, again and again, while a poll goes out to a thousand rooms."""
    await presser.one(line("U0000", FIRST, POLL), "commands")
    before, times = api.calls["chat.postMessage"], list[float]()
    for _ in range(ROUNDS):
        times += await presser.together(votes.presses(AT_ONCE))
    sent = api.calls["chat.postMessage"] - before
    if not 0 < sent < FAN_OUT:
        raise SystemExit(f"The fan-out did not run all the time: {sent} of {FAN_OUT} went out.")
    return {
        "ack_p50_ms": quantile(times, 0.5) * 1000,
        "ack_p99_ms": quantile(times, 0.99) * 1000,
        "ack_max_ms": max(times) * 1000,
        "sent_meanwhile": sent,
        "load": os.getloadavg()[0],
    }


async def _counted(folder: Path, votes: Votes) -> None:
    """Leave with a fault when a vote is missing."""
    database = Database.open(f"sqlite:///{folder / 'kring.sqlite'}")
    kept = await database.read(lambda unit: polls.votes(unit.connection, votes.poll))
    await database.close()
    if len(kept) != VOTERS:
        raise SystemExit(f"Votes were lost: {len(kept)} and not {VOTERS}.")


async def measured() -> dict[str, float]:
    """Return the figures; those without a mode are the worse of both."""
    async with slack() as api:
        token, oauth = await of_kring(api, oauth=False), await of_kring(api, oauth=True)
    worst = {name: max(token[name], oauth[name]) for name in ("ack_p50_ms", "ack_max_ms", "load")}
    worst["ratio"] = min(token["ratio"], oauth["ratio"])
    modes = {"token": token, "oauth": oauth}
    found = {f"{mode}_{name}": value for mode, of in modes.items() for name, value in of.items()}
    return {f"slack_inbound.{name}": value for name, value in (worst | found).items()}


def main() -> None:
    """Measure and report."""
    report("slack_inbound", asyncio.run(measured()))


if __name__ == "__main__":
    main()
