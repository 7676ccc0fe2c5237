"""Signed presses in Teams through to the committed vote, beside a botbuilder that only acks."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from pydantic import SecretStr

from adapters.main import house
from adapters.settings import Settings
from adapters.teams.ids import Mark, Seal
from benchmarks._measure import quantile, report
from benchmarks._pressing import Presser, Sent, free_port, serving
from benchmarks._teams import APP, FIRST, ROOM, TENANT, Service, person, service
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
TURNS = 5
PRESSES = 1500
FAN_OUT = 1000
KEY = "k" * 32
PATH = "/api/messages"
POLL = 'poll "Lunch?" "Soup" "Bread" "Pie"'


class Votes:
    """A poll in one room, whose buttons are pressed by each voter in turn."""

    def __init__(self, there: Service, network: int, poll: int) -> None:
        self._numbers = iter(range(10**9))
        self._there = there
        self.poll = poll
        marks = [Mark("press", TENANT, "polls.vote", (network, poll, n)) for n in range(3)]
        self._sealed = [Seal(KEY).close(mark) for mark in marks]

    def presses(self, number: int) -> list[Sent]:
        """Return so many presses."""
        headers = self._there.headers()
        return [
            self._there.press(n % VOTERS, self._sealed[(n % VOTERS + n // VOTERS) % 3], headers)
            for n in (next(self._numbers) for _ in range(number))
        ]


def _network(unit: Unit, name: str, rooms: list[str], members: range) -> int:
    row = Network(name=name, ready_at=SystemClock().now())
    unit.session.add(row)
    unit.session.flush()
    number = id_of(row)
    for room in rooms:
        networks.add_room(unit.session, number, "teams", TENANT, room)
    for n in members:
        user = person(n)
        who = people.find(unit.connection, "teams", TENANT, user)
        who = who or people.add(unit.session, Person(name=f"P{n}"), "teams", TENANT, user)
        role = "facilitator" if n == 0 else "participant"
        networks.join(unit.session, number, who.id, SystemClock().now(), role)
    return number


async def prepared(folder: Path, there: Service) -> Votes:
    """Fill a database with two networks and a poll, before any server runs on it."""
    settings = Settings(data=folder, database_url="", secret_key=SecretStr(KEY))
    async with house(settings, SystemClock()) as parts:
        many = [FIRST, *(f"19:room-{n}@thread.tacv2" for n in range(1, FAN_OUT))]
        small = await parts.database.write(
            lambda unit: _network(unit, "Votes", [ROOM], range(VOTERS))
        )
        await parts.database.write(lambda unit: _network(unit, "Fan out", many, range(1)))
        account = AccountRef("teams", TENANT, person(0))
        origin = Origin("poll", account, RoomRef("teams", TENANT, ROOM))
        await parts.core.dispatch(Command(origin, POLL))
        found = await parts.database.read(lambda unit: polls.live(unit.connection, small))
    return Votes(there, small, id_of(found[0]))


@asynccontextmanager
async def _kring(there: Service, folder: str) -> AsyncIterator[Presser]:
    port = free_port()
    settings = {
        "KRING_DATA": folder,
        "KRING_PORT": str(port),
        "KRING_SECRET_KEY": KEY,
        "TEAMS_APP_ID": APP,
        "TEAMS_APP_PASSWORD": "a password",
        "TEAMS_APP_TENANT": TENANT,
    }
    command = [sys.executable, "-m", "benchmarks._kring_in_teams", "serve", there.keys_url]
    async with serving(port, PATH, command, **settings) as presser:
        yield presser


@asynccontextmanager
async def _bare(there: Service) -> AsyncIterator[Presser]:
    port = free_port()
    told = [str(port), APP, TENANT, there.keys_url]
    command = [sys.executable, "-m", "benchmarks._bare_botbuilder", *told]
    async with serving(port, PATH, command) as presser:
        yield presser


async def measured() -> dict[str, float]:
    """Return votes a second beside bare botbuilder, then answers during a fan-out."""
    async with service() as there:
        with TemporaryDirectory(prefix="kring-bench-") as folder:
            votes = await prepared(Path(folder), there)
            async with _bare(there) as bare, _kring(there, folder) as presser:
                figures = await _throughput(presser, bare, votes)
                figures |= await _acks(there, presser, votes)
            await _counted(Path(folder), votes)
    return {f"teams_inbound.{name}": value for name, value in figures.items()}


async def _throughput(presser: Presser, bare: Presser, votes: Votes) -> dict[str, float]:
    """Measure both in turn, for what else the machine does changes all the time."""
    ours, theirs = list[float](), list[float]()
    for one in (presser, bare):
        await one.through(votes.presses(VOTERS), AT_ONCE)  # now all is loaded, everybody known
    before = presser.worked(), bare.worked()
    for _ in range(TURNS):
        ours.append(await presser.through(votes.presses(PRESSES), AT_ONCE))
        theirs.append(await bare.through(votes.presses(PRESSES), AT_ONCE))
    ratio = median(one / other for one, other in zip(ours, theirs, strict=True))
    each = 1000 / (TURNS * PRESSES)
    return {
        "ratio": ratio,
        "votes_per_s": median(ours),
        "botbuilder_per_s": median(theirs),
        "cpu_ms": (presser.worked() - before[0]) * each,
        "botbuilder_cpu_ms": (bare.worked() - before[1]) * each,
    }


async def _acks(there: Service, presser: Presser, votes: Votes) -> dict[str, float]:
    """Have many press at once, again and again, while a poll goes out to a thousand rooms."""
    await presser.one(there.line(0, FIRST, POLL))
    before, times = there.calls["POST"], list[float]()
    for _ in range(ROUNDS):
        times += await presser.together(votes.presses(AT_ONCE))
    sent = there.calls["POST"] - before
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


def main() -> None:
    """Measure and report."""
    report("teams_inbound", asyncio.run(measured()))


if __name__ == "__main__":
    main()
