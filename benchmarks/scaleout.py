"""How much more two workers send than one, on one PostgreSQL, with the same deliveries.

Each worker is a process with the server's own pump, leases and statements. The platform is a
stand-in that answers each post after a time that is usual for one; how much of the machine the
sending itself takes is measured by one that answers at once. What was sent twice is counted by
the stand-ins' own notes.
"""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE, Process
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text

from benchmarks._measure import ROOT, report
from benchmarks.fanout import Desk
from bot.messenger import Messenger, Outgoing, Target
from scheduler.clock import SystemClock
from scheduler.keeper import Keeper
from scheduler.lanes import Lanes
from scheduler.pump import Pump
from scheduler.waker import Waker
from storage import migrate, outbox
from storage.database import Database, Unit
from storage.engines import address
from storage.leasebook import LeaseBook
from storage.leases import SHARES
from storage.networks import Network
from tests.databases import Server, server

DELIVERIES, TENANTS, ROOMS = 1500, 64, 8
USUAL = 0.1  # seconds in which a platform answers a post
LONG_AGO = datetime(2026, 3, 2, 9, tzinfo=UTC)


class StandIn:
    """A platform that answers after a while, and notes what it got."""

    platform = "web"
    can_find = True
    settle = timedelta(seconds=2)

    def __init__(self, seconds: float) -> None:
        self.got: list[str] = []
        self._seconds = seconds

    async def post(self, message: Outgoing) -> str:
        await asyncio.sleep(self._seconds)
        self.got.append(str(message.delivery))
        return str(message.delivery)

    async def edit(self, ref: str, message: Outgoing) -> None:
        raise NotImplementedError

    async def delete(self, ref: str, target: Target) -> None:
        raise NotImplementedError

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        raise NotImplementedError


async def work(url: str, seconds: float, workers: int) -> None:
    """Be one worker: say when one's part of the shares is there, send till told to end."""
    database, clock, platform = Database.open(url), SystemClock(), StandIn(seconds)
    database.share()
    name, beat = str(uuid4()), timedelta(seconds=0.2)
    keeper = Keeper(LeaseBook(address(url), name, timedelta(seconds=15)), beat_every=beat)
    known: Mapping[str, Messenger] = {"web": platform}
    pump = Pump(Desk(), database, known, clock, Lanes({}, clock), name, shares=keeper)
    waker = Waker(pump, clock, cap=timedelta(seconds=0.1))
    await keeper.start()
    while len(keeper.held()) != SHARES // workers:  # noqa: ASYNC110 - leases come by themselves
        await asyncio.sleep(0.05)
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    await waker.start()
    await asyncio.to_thread(sys.stdin.readline)
    await waker.stop()
    print(json.dumps(platform.got), flush=True)
    await keeper.stop()
    await database.close()


def rows(number: int) -> list[dict[str, Any]]:
    """Return deliveries to rooms of many workspaces, due now."""
    return [
        {
            "id": uuid4(), "network_id": 1, "to_kind": "room", "to_id": 1,
            "platform": "web", "tenant": f"T{n % TENANTS}", "room": f"{n % (TENANTS * ROOMS)}",
            "user": "", "why": "", "urgent": False,
            "lane": f"{n % (TENANTS * ROOMS)}", "language": "en", "refs": [["bench.card", [n]]],
            "due_at": LONG_AGO, "window_until": None, "expires_at": None, "edit_at": LONG_AGO,
        }
        for n in range(number)
    ]  # fmt: skip


async def measured(running: Server, workers: int, seconds: float) -> tuple[float, int]:
    """Return how many were sent in a second, and how many of them again."""
    with running.database(empty=True) as url:
        migrate.upgrade(url)
        database = Database.open(url)
        await database.write(lambda unit: unit.session.add(Network(name="Bench")))
        await database.write(lambda unit: outbox.put(unit.connection, rows(DELIVERIES)))
        started = [await _start(url, seconds, workers) for _ in range(workers)]
        for one in started:
            await _line(one)
        began = perf_counter()
        for one in started:
            _tell(one)
        while await database.read(_left):  # noqa: ASYNC110 - others send
            await asyncio.sleep(0.02)
        took = perf_counter() - began
        for one in started:
            _tell(one)
        notes = [json.loads(await _line(one)) for one in started]
        for one in started:
            await one.wait()
        await database.close()
    got = Counter(one for noted in notes for one in noted)
    if len(got) != DELIVERIES:
        raise SystemExit(f"Only {len(got)} of {DELIVERIES} were sent.")
    return DELIVERIES / took, got.total() - len(got)


async def _start(url: str, seconds: float, workers: int) -> Process:
    given = [url, str(seconds), str(workers)]
    program = [sys.executable, "-m", "benchmarks.scaleout", *given]
    # A worker says on one line what it sent.
    return await asyncio.create_subprocess_exec(
        *program, cwd=ROOT, stdin=PIPE, stdout=PIPE, limit=1 << 24
    )


async def _line(process: Process) -> str:
    """Return the next line of figures or of readiness; what is logged goes before it."""
    while process.stdout and (line := (await process.stdout.readline()).decode()):
        if line.startswith(("ready", "[")):
            return line
    raise SystemExit("A worker ended too soon.")


def _tell(process: Process) -> None:
    if process.stdin:
        process.stdin.write(b"\n")


def _left(unit: Unit) -> int:
    left = text("SELECT count(*) FROM delivery WHERE state <> 'sent'")
    return unit.connection.scalar(left) or 0


async def compared() -> dict[str, float]:
    """Return the figures, those of one worker measured beside those of two."""
    with server(["max_connections=100"]) as running:
        one, again = await measured(running, 1, USUAL)
        two, twice = await measured(running, 2, USUAL)
        bare_one, _ = await measured(running, 1, 0)
        bare_two, _ = await measured(running, 2, 0)
    return {
        "scaleout.ratio_2": two / one,
        "scaleout.one_per_s": one,
        "scaleout.two_per_s": two,
        "scaleout.twice": again + twice,
        "scaleout.at_once_ratio_2": bare_two / bare_one,
        "scaleout.at_once_one_per_s": bare_one,
        "scaleout.at_once_two_per_s": bare_two,
    }


if __name__ == "__main__":
    if len(sys.argv) > 1:
        asyncio.run(work(sys.argv[1], float(sys.argv[2]), int(sys.argv[3])))
    else:
        report("scaleout", asyncio.run(compared()))
