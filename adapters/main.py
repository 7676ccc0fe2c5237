"""The composition root: the one place where all parts of Kring are put together."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from adapters.settings import Settings
from adapters.web.hub import Hub
from adapters.web.messenger import WebMessenger
from bot.core import Core
from bot.links import Links
from bot.registry import standard
from scheduler.clock import Clock
from scheduler.lanes import Lanes
from scheduler.pump import Pump
from scheduler.waker import Chore, Waker
from storage import commitments, inbox, reminders, retention, revision, scrub
from storage.database import Database, Unit
from storage.keys import Keys
from storage.retention import PERIODS


@dataclass(frozen=True)
class House:
    """The running parts."""

    database: Database
    core: Core
    hub: Hub
    pump: Pump
    waker: Waker


@asynccontextmanager
async def house(settings: Settings, clock: Clock) -> AsyncIterator[House]:
    """Open the database, own it, and put the parts together; nothing is sent before `start`."""
    os.umask(0o077)  # what people write is for the owner of the process alone
    _bring_up_to_date(settings.database)
    database = Database.open(settings.database)
    try:
        database.own()
        yield _house(settings, clock, database)
    finally:
        await database.close()


def _bring_up_to_date(url: str) -> None:
    if revision.current(url) == revision.head():
        return
    from storage import migrate  # Alembic takes long to load, and mostly there is nothing to do

    migrate.upgrade(url)


def _house(settings: Settings, clock: Clock, database: Database) -> House:
    links = Links(settings.secret())
    core = Core(
        database, standard(), clock.now, uuid4, links, settings.may, Keys(settings.keys_folder)
    )
    hub = Hub()
    messenger = WebMessenger(database, hub, clock.now)
    owner = f"{socket.gethostname()}:{os.getpid()}"
    pump = Pump(core, database, {"web": messenger}, clock, Lanes({}, clock), owner)
    return House(database, core, hub, pump, Waker(pump, clock, _chores(core, clock)))


def _chores(core: Core, clock: Clock) -> list[Chore]:
    async def forget() -> None:
        now = clock.now()

        def work(unit: Unit) -> None:
            inbox.forget(unit.connection, now - PERIODS["keys"])
            reminders.forget_drafts(unit.connection, now - PERIODS["drafts"])
            commitments.forget_drafts(unit.connection, now - PERIODS["drafts"])

        await core.database.write(work)

    async def forget_old() -> None:
        await core.database.write(lambda unit: retention.forget(unit, clock.now()))

    return [
        Chore("forget what has been kept long enough", timedelta(hours=6), forget_old),
        Chore("scrub", timedelta(minutes=1), lambda: scrubbing(core.database, clock)),
        Chore("forget old event keys and drafts", timedelta(hours=6), forget),
        Chore("time the lines again", timedelta(days=1), core.time_again),
    ]


async def scrubbing(database: Database, clock: Clock) -> None:
    """Make unreadable what was deleted, where somebody asked for it by now."""
    now = clock.now()
    if tables := await database.read(lambda unit: scrub.due(unit.connection, now)):
        await database.scrub(tables)
        await database.write(lambda unit: scrub.done(unit.connection, tables, now))
