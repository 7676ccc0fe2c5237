"""What the benchmarks of presses share: a poll, throughput, and answers beside a fan-out."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from pydantic import SecretStr

from adapters.main import house
from adapters.settings import Settings
from benchmarks._measure import quantile
from benchmarks._pressing import Presser, Sent
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
FAN_OUT = 1000
KEY = "k" * 32
POLL = 'poll "Lunch?" "Soup" "Bread" "Pie"'

Presses = Callable[[int], list[Sent]]
"""Makes so many presses, each another."""


@dataclass(frozen=True)
class Platform:
    """Where the votes are: ids of a tenant, of the room, of a thousand more, and of people."""

    name: str
    tenant: str
    room: str
    rooms: list[str]
    person: Callable[[int], str]


@dataclass(frozen=True)
class Poll:
    """A poll in a room, in which all vote."""

    network: int
    id: int


def choices() -> Iterator[tuple[int, int]]:
    """Give for ever who presses, and which option: each voter in turn, each time another."""
    number = 0
    while True:
        yield number % VOTERS, (number % VOTERS + number // VOTERS) % 3
        number += 1


async def prepared(folder: Path, there: Platform) -> Poll:
    """Fill a database with two networks and a poll, before any server runs on it."""
    settings = Settings(data=folder, database_url="", secret_key=SecretStr(KEY))
    async with house(settings, SystemClock()) as parts:
        small = await parts.database.write(
            lambda unit: _network(unit, "Votes", there, [there.room], range(VOTERS))
        )
        await parts.database.write(
            lambda unit: _network(unit, "Fan out", there, there.rooms, range(1))
        )
        account = AccountRef(there.name, there.tenant, there.person(0))
        origin = Origin("poll", account, RoomRef(there.name, there.tenant, there.room))
        await parts.core.dispatch(Command(origin, POLL))
        found = await parts.database.read(lambda unit: polls.live(unit.connection, small))
    return Poll(small, id_of(found[0]))


def _network(unit: Unit, name: str, there: Platform, rooms: list[str], members: range) -> int:
    row = Network(name=name, ready_at=SystemClock().now())
    unit.session.add(row)
    unit.session.flush()
    number = id_of(row)
    for room in rooms:
        networks.add_room(unit.session, number, there.name, there.tenant, room)
    for n in members:
        where = (there.name, there.tenant, there.person(n))
        who = people.find(unit.connection, *where)
        who = who or people.add(unit.session, Person(name=f"P{n}"), *where)
        role = "facilitator" if n == 0 else "participant"
        networks.join(unit.session, number, who.id, SystemClock().now(), role)
    return number


async def throughput(
    ours: tuple[Presser, Presses], bare: tuple[Presser, Presses], turns: int, presses: int
) -> dict[str, float]:
    """Measure both in turn, for what else the machine does changes all the time."""
    both, per_s = (ours, bare), (list[float](), list[float]())
    for presser, made in both:
        await presser.through(made(VOTERS), AT_ONCE)  # now all is loaded, everybody known
    before = [presser.worked() for presser, _made in both]
    for _ in range(turns):
        for (presser, made), found in zip(both, per_s, strict=True):
            found.append(await presser.through(made(presses), AT_ONCE))
    worked = [presser.worked() - was for (presser, _made), was in zip(both, before, strict=True)]
    each = 1000 / (turns * presses)
    return {
        "ratio": median(one / other for one, other in zip(*per_s, strict=True)),
        "votes_per_s": median(per_s[0]),
        "bare_per_s": median(per_s[1]),
        "cpu_ms": worked[0] * each,
        "bare_cpu_ms": worked[1] * each,
    }


async def acks(
    presser: Presser, fan_out: Sent, presses: Presses, sent: Callable[[], int]
) -> dict[str, float]:
    """Have many press at once, again and again, while a poll goes out to a thousand rooms.

    `sent` counts the posts that went out.
    """
    await presser.one(fan_out)
    before, times = sent(), list[float]()
    for _ in range(ROUNDS):
        times += await presser.together(presses(AT_ONCE))
    meanwhile = sent() - before
    if not 0 < meanwhile < FAN_OUT:
        raise SystemExit(f"The fan-out did not run all the time: {meanwhile} of {FAN_OUT} went.")
    return {
        "ack_p50_ms": quantile(times, 0.5) * 1000,
        "ack_p99_ms": quantile(times, 0.99) * 1000,
        "ack_max_ms": max(times) * 1000,
        "sent_meanwhile": meanwhile,
        "load": os.getloadavg()[0],
    }


async def counted(folder: Path, poll: Poll) -> None:
    """Leave with a fault when a vote is missing."""
    database = Database.open(f"sqlite:///{folder / 'kring.sqlite'}")
    kept = await database.read(lambda unit: polls.votes(unit.connection, poll.id))
    await database.close()
    if len(kept) != VOTERS:
        raise SystemExit(f"Votes were lost: {len(kept)} and not {VOTERS}.")
