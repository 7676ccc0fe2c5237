"""What the server does now and then by itself: forget what was kept long enough, and scrub."""

import asyncio
from datetime import timedelta
from functools import partial
from time import time

import structlog

from bot.ballots import sweeping
from bot.core import Core
from scheduler.clock import Clock
from scheduler.waker import Chore
from storage import (
    chosen,
    commitments,
    evaluations,
    inbox,
    joining,
    reminders,
    retention,
    scrub,
    webchat,
)
from storage.check import check
from storage.database import Database, Unit
from storage.retention import PERIODS

log = structlog.get_logger()


def chores(core: Core, clock: Clock) -> list[Chore]:
    """Return what is to be done every so often."""

    async def forget() -> None:
        now = clock.now()

        def work(unit: Unit) -> None:
            inbox.forget(unit.connection, now - PERIODS["keys"])
            chosen.forget(unit.connection, now)
            reminders.forget_drafts(unit.connection, now - PERIODS["drafts"])
            commitments.forget_drafts(unit.connection, now - PERIODS["drafts"])
            joining.forget(unit.connection, now, now - PERIODS["drafts"])
            evaluations.forget_drafts(unit.connection, now - PERIODS["drafts"])
            webchat.forget_taken_back(unit.connection, now - PERIODS["keys"])

        await core.database.write(work)

    async def forget_old() -> None:
        await core.database.write(lambda unit: retention.forget(unit, clock.now()))

    async def sweep() -> None:
        # File times are the machine's, whatever the clock of a demo says.
        doomed = partial(sweeping.doomed, keys=core.keys, now=time())
        for name in await core.database.read(lambda unit: doomed(unit.connection)):
            await asyncio.to_thread(core.keys.destroy, name)

    async def look_over() -> None:
        for fault in await check(core.database):
            log.error("the database is not sound", fault=fault)

    return [
        Chore("look the database over", timedelta(days=1), look_over, at_start=True),
        Chore("destroy keys of what has closed", timedelta(hours=3), sweep, at_start=True),
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
