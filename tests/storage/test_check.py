"""What the look at the start finds, and that a sound database gives it nothing to say."""

import asyncio
import sqlite3
import threading

import pytest
from sqlalchemy import Connection, text

from storage import check as checking
from storage.check import check, check_at_start
from storage.database import Database
from tests.storage import probe

ENDLESS = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT tick() FROM n) SELECT count(*) FROM n"
)


@pytest.fixture(autouse=True)
async def _probe(database: Database) -> None:
    await database.write(probe.make)


async def test_a_sound_database_has_nothing_to_report(database: Database) -> None:
    assert [one for one in await check(database) if "revision" not in one] == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_reference_to_nothing_is_reported(database: Database, database_url: str) -> None:
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"))
    other.execute("INSERT INTO probe_note (text, counter_id) VALUES ('orphan', 404)")
    other.commit()
    other.close()
    problems = await check(database)
    assert "A row of probe_note refers to a row of probe_counter that is gone." in problems


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_large_database_is_read_through_only_once_it_serves(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = sqlite3.connect(database_url.removeprefix("sqlite:///"))
    other.execute("INSERT INTO probe_note (text, counter_id) VALUES ('orphan', 404)")
    other.commit()
    other.close()
    orphan = "A row of probe_note refers to a row of probe_counter that is gone."
    assert orphan in await check_at_start(database)
    monkeypatch.setattr(checking, "LARGE", 0)
    assert orphan not in await check_at_start(database)
    assert orphan in await check(database)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_reading_it_through_ends_when_nobody_waits_for_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = threading.Event()

    def endless(connection: Connection) -> list[str]:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.create_function("tick", 0, begun.set)
        return [str(connection.execute(ENDLESS).scalar())]

    monkeypatch.setattr(checking, "faults", endless)
    looking = asyncio.create_task(check(database))
    assert await asyncio.to_thread(begun.wait, 60)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_others_read_while_it_is_read_through(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = threading.Event()

    def slow(_connection: Connection) -> list[str]:
        return [] if read.wait(60) else ["Nobody could read meanwhile."]

    async def others() -> None:
        await database.read(lambda _unit: read.set())

    monkeypatch.setattr(checking, "faults", slow)
    found, _nothing = await asyncio.gather(check(database), others())
    assert found == []
