"""What the server does now and then by itself: forget what was kept long enough, and scrub."""

from datetime import timedelta

from bot.core import Core
from scheduler.clock import Clock
from scheduler.waker import Chore
from storage import commitments, inbox, reminders, retention, scrub
from storage.database import Database, Unit
from storage.retention import PERIODS


def chores(core: Core, clock: Clock) -> list[Chore]:
    """Return what is to be done every so often."""

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
