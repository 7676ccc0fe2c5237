"""The composition root: the one place where all parts of Kring are put together."""

import asyncio
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from time import time
from uuid import uuid4

from adapters.settings import Settings
from adapters.web.hub import Hub
from adapters.web.messenger import WebMessenger
from bot.ballots import sweeping
from bot.core import Core
from bot.links import Links
from bot.registry import standard
from scheduler.clock import Clock
from scheduler.lanes import Lanes
from scheduler.pump import Pump
from scheduler.waker import Chore, Waker
from storage import commitments, evaluations, inbox, reminders, revision, webchat
from storage.database import Database, Unit
from storage.keys import Keys

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


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
        before = clock.now() - A_WEEK

        def work(unit: Unit) -> None:
            inbox.forget(unit.connection, before)
            reminders.forget_drafts(unit.connection, before)
            commitments.forget_drafts(unit.connection, clock.now() - A_DAY)
            evaluations.forget_drafts(unit.connection, before)
            webchat.forget_taken_back(unit.connection, before)

        await core.database.write(work)

    async def sweep() -> None:
        # File times are the machine's, whatever the clock of a demo says.
        doomed = partial(sweeping.doomed, keys=core.keys, now=time())
        for name in await core.database.read(lambda unit: doomed(unit.connection)):
            await asyncio.to_thread(core.keys.destroy, name)

    return [
        Chore("forget old event keys and drafts", timedelta(hours=6), forget),
        Chore("destroy keys of what has closed", timedelta(hours=3), sweep, at_start=True),
        Chore("time the lines again", timedelta(days=1), core.time_again),
    ]
