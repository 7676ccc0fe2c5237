"""A scrub is asked for, done once, and put off while somebody reads on."""

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from storage import scrub
from storage.database import Database
from storage.unit import Unit

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(minutes=2)


async def due(database: Database, now: datetime) -> list[str]:
    return await database.read(lambda unit: scrub.due(unit.connection, now))


async def test_wishes_wait_for_their_moment_and_end(database: Database) -> None:
    await database.write(lambda unit: scrub.wish(unit.connection, ["poll", "person"], NOW))
    await database.write(lambda unit: scrub.wish(unit.connection, ["poll"], LATER))
    assert await due(database, NOW) == ["person"]
    assert await due(database, LATER) == ["person", "poll"]
    names = await due(database, LATER)
    await database.write(lambda unit: scrub.done(unit.connection, names, NOW))
    assert await due(database, LATER) == ["poll"]


async def test_a_wish_that_is_undone_asks_for_nothing(database: Database) -> None:
    def work(unit: Unit) -> None:
        scrub.wish(unit.connection, ["poll"], NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await database.write(work)
    assert await due(database, NOW) == []


@pytest.mark.slow
async def test_somebody_who_reads_on_puts_it_off(database: Database) -> None:
    if database.url.get_backend_name() != "sqlite":
        await database.scrub(["person"])
        return
    reader = sqlite3.connect(str(database.url.database), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM person").fetchone()
    await database.write(lambda unit: scrub.wish(unit.connection, ["poll"], NOW))
    with pytest.raises(scrub.ScrubDelayed):
        await database.scrub(["person"])
    reader.close()
    await database.scrub(["person"])
    assert await due(database, NOW) == ["poll"]
