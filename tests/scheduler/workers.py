"""Three workers on one PostgreSQL: one steady, one killed again and again, one frozen and thawed.

A program of its own that prints what came of it as JSON; its lives are forks. Leases are short,
so that the time is.
"""

import asyncio
import contextlib
import json
import math
import os
import random
import signal
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import psycopg
from sqlalchemy.exc import DBAPIError

from bot.messenger import Outgoing, Target
from scheduler.clock import SystemClock
from scheduler.keeper import Keeper
from scheduler.lanes import Lanes, Rate
from scheduler.pump import Pump
from scheduler.waker import Waker
from storage import engines, moments, outbox
from storage.database import Database, Unit
from storage.engines import address
from storage.leasebook import LeaseBook
from storage.moments import Planned
from storage.networks import Network
from tests.children import fork, kill, lives_on
from tests.scheduler import lives
from tests.scheduler.stand_in import Stage, row

NETWORKS, TENANTS, ROOMS = 8, 12, 2
SPAN, BEAT = timedelta(seconds=1.2), timedelta(seconds=0.2)
PATIENCE = 90  # seconds: only workers that hang are waited for so long
TABLE = "CREATE TABLE IF NOT EXISTS sent (n INTEGER PRIMARY KEY, pid, began, kept, delivery)"


LOOKS = "CREATE TABLE IF NOT EXISTS look (n INTEGER PRIMARY KEY, at, delivery)"


def open_ledger(folder: Path) -> sqlite3.Connection:
    ledger = lives.open_ledger(folder)
    ledger.execute("PRAGMA busy_timeout=20000")
    ledger.execute(TABLE)
    ledger.execute(LOOKS)
    return ledger


class Platform(lives.Platform):
    """Notes as well who posted, and from when to when, by a clock that all processes share.

    One post after the other is written down: writing blocks the loop, as a network does not, and
    all that waited for their turn in one round of it would go on before any is broken off.
    """

    def __init__(self, ledger: sqlite3.Connection) -> None:
        super().__init__(ledger)
        self.turn = asyncio.Lock()

    async def post(self, message: Outgoing) -> str:
        began, one = time.monotonic(), str(message.delivery)
        await asyncio.sleep(random.random() / 400)
        async with self.turn:
            await asyncio.sleep(0)
            self.write(message.target.room, one, began)
        await asyncio.sleep(random.random() / 400)
        return one

    def write(self, room: str, one: str, began: float) -> None:
        self.ledger.execute("BEGIN IMMEDIATE")
        posted = (room, one)
        self.ledger.execute("INSERT INTO post (room, delivery) VALUES (?, ?)", posted)
        # Until it is there to be seen nobody knows when that will be: it may be killed meanwhile.
        values = (os.getpid(), began, math.inf, one)
        self.ledger.execute(
            "INSERT INTO sent (pid, began, kept, delivery) VALUES (?, ?, ?, ?)", values
        )
        self.ledger.execute("COMMIT")
        since = (time.monotonic(), one, began)
        self.ledger.execute("UPDATE sent SET kept = ? WHERE delivery = ? AND began = ?", since)

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        at = time.monotonic()
        found = await super().find(target, delivery, since)
        if found is None:
            values = (at, str(delivery))
            self.ledger.execute("INSERT INTO look (at, delivery) VALUES (?, ?)", values)
        return found


class Worker:
    """One life of a worker."""

    def __init__(self, folder: Path, url: str) -> None:
        clock = SystemClock()
        self.ledger = open_ledger(folder)
        self.database = Database.open(url)
        self.stage = Stage(self.database, clock)  # type: ignore[arg-type]
        self.stage.handlers["test.say"] = self.say
        name = f"{os.getpid()}:{uuid4().hex[:8]}"
        self.keeper = Keeper(LeaseBook(address(url), name, SPAN), beat_every=BEAT)
        lanes = Lanes({"slack": Rate()}, clock)
        self.pump = Pump(
            self.stage, self.database, {"web": Platform(self.ledger)}, clock, lanes, name,
            shares=self.keeper,
        )  # fmt: skip
        self.waker = Waker(self.pump, clock, cap=timedelta(seconds=0.1))

    def say(self, unit: Unit, moment: Planned) -> None:
        outbox.put(unit.connection, [delivery(moment.network, f"moment {moment.subject}")])

    async def live(self) -> None:
        self.database.share()
        await self.keeper.start()
        await self.pump.recover()
        await self.waker.start()
        await asyncio.Event().wait()

    async def add(self, until: Callable[[], bool]) -> None:
        """Add deliveries and moments, and note what was acknowledged: as the web role does."""
        for number in count():
            if until():
                return
            name, network = uuid4().hex, number % NETWORKS + 1
            # On a slow machine a transaction may idle for too long; then nothing is promised.
            with contextlib.suppress(DBAPIError):
                await self.database.write(lambda unit, n=name, k=network: plan(unit, k, n))
                self.ledger.execute("INSERT INTO promise (what) VALUES (?)", (name,))
            await asyncio.sleep(random.random() / 50)


def delivery(network: int, name: str) -> dict[str, Any]:
    tenant, number = f"T{random.randrange(TENANTS)}", random.randrange(ROOMS)
    room = f"{name.split()[0]} {tenant} {number} {network}"
    now = SystemClock().now()
    where = {"tenant": tenant, "lane": room, "network_id": network}
    return row(0, room, now, id=uuid4(), why=name, **where)


def plan(unit: Unit, network: int, name: str) -> None:
    outbox.put(unit.connection, [delivery(network, f"direct {name}")])
    soon = SystemClock().now() + timedelta(milliseconds=random.randrange(100))
    moments.plan(unit.connection, network, "test.say", name, soon)


@dataclass
class Lives:
    """The three, by what befalls them."""

    folder: Path
    url: str
    living: dict[str, int] = field(default_factory=dict)

    def fork(self, *, adding: bool = False) -> int:
        """Begin a life; return its process id."""
        return fork(self._live(adding=adding))

    async def _live(self, *, adding: bool) -> None:
        random.seed()
        worker = Worker(self.folder, self.url)
        jobs = [worker.live()]
        if adding:
            jobs.append(worker.add((self.folder / "enough").exists))
        await asyncio.gather(*jobs)

    def play(self, rounds: int) -> None:
        """Kill one and freeze one, so often."""
        self.living = {"steady": self.fork(adding=True)}
        try:
            for name in ("killed", "frozen"):
                self.living[name] = self.fork()
            for _ in range(rounds):
                self.play_once()
            (self.folder / "enough").touch()
            self.wait()
        finally:
            for child in self.living.values():
                kill(child)

    def revive(self) -> None:
        """Begin anew who has ended by itself, as a system does: on a slow machine a start may."""
        for name, child in list(self.living.items()):
            if not lives_on(child):
                kill(self.living.pop(name))
                self.living[name] = self.fork(adding=name == "steady")

    def play_once(self) -> None:
        """Freeze one, kill and begin another meanwhile, and let the first go on."""
        self.revive()
        time.sleep(random.uniform(0.5, 0.9))
        os.kill(self.living["frozen"], signal.SIGSTOP)
        time.sleep(random.uniform(0, 0.3))
        kill(self.living.pop("killed"))
        self.living["killed"] = self.fork()
        # Sometimes it thaws before its lease has run out, mostly after.
        time.sleep(random.uniform(0.5, 1.8) * SPAN.total_seconds())
        os.kill(self.living["frozen"], signal.SIGCONT)

    def wait(self) -> None:
        """Wait until all that was promised has been sent."""
        undone = (
            "SELECT (SELECT count(*) FROM delivery WHERE state <> 'sent') + "
            "(SELECT count(*) FROM moment WHERE state = 'planned')"
        )
        until = time.monotonic() + PATIENCE
        with psycopg.connect(self.url, autocommit=True) as connection:
            while connection.execute(undone).fetchone() != (0,):
                if time.monotonic() > until:
                    raise SystemExit("The workers did not come to an end.")
                self.revive()
                time.sleep(0.05)


def result(folder: Path, url: str, rounds: int) -> dict[str, int]:
    """Compare what was promised, what was queued and what arrived."""
    ledger = open_ledger(folder)
    promised = [what for (what,) in ledger.execute("SELECT what FROM promise")]
    posts = ledger.execute("SELECT room, delivery FROM post ORDER BY n").fetchall()
    with psycopg.connect(url) as connection:
        queued = connection.execute("SELECT id, why, room FROM delivery ORDER BY place").fetchall()
    arrived: defaultdict[str, int] = defaultdict(int)
    order: defaultdict[str, list[str]] = defaultdict(list)
    for room, one in posts:
        arrived[one] += 1
        if arrived[one] == 1:
            order[room].append(one)
    wanted: defaultdict[str, list[str]] = defaultdict(list)
    for one, _, room in queued:
        wanted[room].append(str(UUID(str(one))))
    keys = {key for _, key, _ in queued}
    unkept = [n for n in promised if {f"direct {n}", f"moment {n}"} - keys]
    twice = {one for one, times in arrived.items() if times > 1}
    excused = {one for one in twice if _was_under_way(ledger, one)}
    return {
        "kills and freezes": rounds,
        "arrived": len(arrived),
        "workers": ledger.execute("SELECT count(DISTINCT pid) FROM sent").fetchone()[0],
        "lost": len(unkept) + sum(str(UUID(str(one))) not in arrived for one, _, _ in queued),
        "doubled": len(twice - excused),
        "under way": len(excused),
        "disordered": sum(order[room] != wanted[room] for room in wanted),
    }


def _was_under_way(ledger: sqlite3.Connection, one: str) -> bool:
    """Say whether the first sending of it was on its way while another worker looked for it."""
    chosen = "SELECT began, kept FROM sent WHERE delivery = ? ORDER BY began"
    sendings = ledger.execute(chosen, (one,)).fetchall()
    looks = ledger.execute("SELECT at FROM look WHERE delivery = ?", (one,)).fetchall()
    return len(sendings) <= 1 + sum(
        any(began <= at <= kept for began, kept in sendings) for (at,) in looks
    )


def main(folder: Path, url: str, rounds: int) -> None:
    engines.IDLE_SECONDS = 1.0
    database = Database.open(url)
    for number in range(NETWORKS):
        database.write_now(lambda unit, n=number: unit.session.add(Network(name=f"Test {n}")))
    database.close_now()
    Lives(folder, url).play(rounds)
    print(json.dumps(result(folder, url, rounds)))  # noqa: T201 - the answer to who started it


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
