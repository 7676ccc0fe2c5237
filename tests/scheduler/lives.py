"""Many short lives of a server that is killed at random moments; a program of its own.

It prints what came of it as JSON. Each life is a fork, so that all is imported only once.
"""

import asyncio
import json
import random
import sqlite3
import sys
import time
from collections import Counter
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection

from bot.messenger import Messenger, Outgoing, Target
from scheduler.clock import SystemClock
from scheduler.lanes import Lanes, Rate
from scheduler.pump import Pump
from scheduler.waker import Waker
from storage import moments, outbox, sending
from storage.database import Database, Unit
from storage.delivery import Parcel
from storage.moments import Planned
from storage.networks import Network
from storage.sending import Begun
from tests.children import ended, fork, kill, lives_on
from tests.databases import make_tables
from tests.scheduler.stand_in import Stage, row

ROOMS = 4
PATIENCE = 30  # seconds for the first post of a life
FAST = {"slack": Rate()}  # Slack's own pace would make the lives too long


def open_ledger(folder: Path) -> sqlite3.Connection:
    """Open the platform's own memory; what it answered is kept, whatever happens to Kring."""
    ledger = sqlite3.connect(folder / "ledger.db", isolation_level=None)
    ledger.execute("PRAGMA journal_mode=WAL")
    ledger.execute("PRAGMA synchronous=FULL")
    ledger.execute("CREATE TABLE IF NOT EXISTS post (n INTEGER PRIMARY KEY, room, delivery)")
    ledger.execute("CREATE TABLE IF NOT EXISTS promise (n INTEGER PRIMARY KEY, what)")
    return ledger


class Platform:
    """Takes a moment before and after it keeps a post, so that kills fall everywhere."""

    platform = "web"
    can_find = True
    settle = timedelta(milliseconds=20)

    def __init__(self, ledger: sqlite3.Connection) -> None:
        self.ledger = ledger

    async def post(self, message: Outgoing) -> str:
        await asyncio.sleep(random.random() / 400)
        values = (message.target.room, str(message.delivery))
        self.ledger.execute("INSERT INTO post (room, delivery) VALUES (?, ?)", values)
        await asyncio.sleep(random.random() / 400)
        return str(message.delivery)

    async def edit(self, ref: str, message: Outgoing) -> None:
        raise AssertionError("nothing changes here")

    async def delete(self, ref: str, target: Target) -> None:
        raise AssertionError("nothing is taken back here")

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        values = (str(delivery),)
        found = self.ledger.execute("SELECT 1 FROM post WHERE delivery = ?", values).fetchone()
        return str(delivery) if found else None


class Server:
    """One life."""

    def __init__(self, folder: Path) -> None:
        self.clock = SystemClock()
        self.ledger = open_ledger(folder)
        self.database = Database.open(f"sqlite:///{folder / 'kring.db'}")
        self.stage = Stage(self.database, self.clock)
        self.stage.handlers["test.say"] = self.say
        lanes, known = Lanes(FAST, self.clock), self.messengers()
        self.pump = Pump(self.stage, self.database, known, self.clock, lanes, "worker")
        self.waker = Waker(self.pump, self.clock)

    def messengers(self) -> dict[str, Messenger]:
        return {"web": Platform(self.ledger)}

    def say(self, unit: Unit, moment: Planned) -> None:
        outbox.put(unit.connection, [self.delivery(f"moment {moment.subject}")])

    def delivery(self, name: str) -> dict[str, Any]:
        room = f"{name.split()[0]} {random.randrange(ROOMS)}"
        return row(0, room, self.clock.now(), id=uuid4(), why=name)

    async def live(self, *, adding: bool) -> None:
        self.database.own()
        await self.pump.recover()
        await self.waker.start()
        if adding:
            await self.add()
        async with asyncio.timeout(60):
            while not await self.database.read(_is_drained):  # noqa: ASYNC110 - unwatched
                await asyncio.sleep(0.02)
        await self.waker.stop()
        await self.database.close()

    async def add(self) -> None:
        """Add deliveries and moments until the end, and note what was acknowledged."""
        while True:
            name = uuid4().hex
            await self.database.write(lambda unit, name=name: self.plan(unit, name), network=1)
            self.ledger.execute("INSERT INTO promise (what) VALUES (?)", (name,))
            self.stage.tell()
            await asyncio.sleep(random.random() / 100)

    def plan(self, unit: Unit, name: str) -> None:
        outbox.put(unit.connection, [self.delivery(f"direct {name}")])
        soon = self.clock.now() + timedelta(milliseconds=random.randrange(100))
        moments.plan(unit.connection, 1, "test.say", name, soon)


def _is_drained(unit: Unit) -> bool:
    open_ = "SELECT count(*) FROM delivery WHERE state != 'sent'"
    planned = "SELECT count(*) FROM moment WHERE state = 'planned'"
    run = unit.connection.exec_driver_sql
    return run(open_).scalar() == 0 and run(planned).scalar() == 0


async def life(folder: Path, *, adding: bool) -> None:
    """Live until all is done, or until killed while it adds."""
    random.seed()
    await Server(folder).live(adding=adding)


def for_a_moment() -> None:
    """Let it live for a moment."""
    time.sleep(random.uniform(0.01, 0.25))


def until_it_posts(child: int, folder: Path) -> None:
    """Let it live until a post of its own has arrived, also on a slow machine, or it has ended."""
    end = time.monotonic() + PATIENCE
    with closing(open_ledger(folder)) as ledger:
        before = _posts(ledger)
        while _posts(ledger) == before and lives_on(child) and time.monotonic() < end:
            time.sleep(0.001)


def _posts(ledger: sqlite3.Connection) -> int:
    return int(ledger.execute("SELECT count(*) FROM post").fetchone()[0])


def send_then_mark() -> None:
    """Break the protocol: nothing is written down before the send."""

    def claim(
        connection: Connection, deliveries: list[UUID], owner: str, now: object, *, leased: bool
    ) -> dict[UUID, Parcel]:
        found = [outbox.get(connection, delivery) for delivery in deliveries]
        return {one.id: one for one in found if one and one.state == "pending"}

    def confirm(connection: Connection, sent: list[tuple[UUID, str]]) -> None:
        for delivery, _ in sent:
            change = outbox._delivery.update().where(outbox._delivery.c.id == delivery)
            connection.execute(change.values(state="sent", shown_rev=1, again_at=None))

    def empty(connection: Connection, begun: Begun) -> None:
        change = outbox._delivery.update().where(outbox._delivery.c.id == begun.which)
        connection.execute(change.values(state="cancelled", again_at=None))

    sending.claim, sending.confirm, sending.empty = claim, confirm, empty


def result(folder: Path) -> dict[str, int]:
    """Compare what was promised, what was queued and what arrived."""
    ledger, kring = open_ledger(folder), sqlite3.connect(folder / "kring.db")
    arrived = Counter(delivery for (delivery,) in ledger.execute("SELECT delivery FROM post"))
    queued = kring.execute("SELECT id, why, room FROM delivery ORDER BY place").fetchall()
    keys = {key for _, key, _ in queued}
    promised = [what for (what,) in ledger.execute("SELECT what FROM promise")]
    unkept = [n for n in promised if {f"direct {n}", f"moment {n}"} - keys]
    posts = ledger.execute("SELECT room, delivery FROM post ORDER BY n").fetchall()
    rooms = {room for _, _, room in queued}
    return {
        "arrived": len(arrived),
        "doubled": sum(count - 1 for count in arrived.values()),
        "lost": len(unkept) + sum(str(UUID(id_)) not in arrived for id_, _, _ in queued),
        "disordered": sum(
            [d for name, d in posts if name == room]
            != [str(UUID(id_)) for id_, _, name in queued if name == room]
            for room in rooms
        ),
    }


def main(folder: Path, kills: int, *, naive: bool) -> None:
    url = f"sqlite:///{folder / 'kring.db'}"
    make_tables(url)
    database = Database.open(url)
    database.write_now(lambda unit: unit.session.add(Network(name="Test")))
    database.close_now()
    if naive:
        send_then_mark()
    for _ in range(kills):
        child = fork(life(folder, adding=True))
        try:
            until_it_posts(child, folder) if naive else for_a_moment()
        finally:
            kill(child)
    if ended(fork(life(folder, adding=False))):
        sys.exit("The last life did not end well.")
    print(json.dumps(result(folder)))  # noqa: T201 - the answer to the test that started it


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), naive=sys.argv[3] == "naive")
