"""A backup holds all that was kept when it began, on either database, and can be put back."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from storage import backup, restore, revision, rows
from storage.backup import BackupError
from storage.database import AlreadyOwned, Database
from storage.delivery import Delivery
from storage.engines import address, make_engine
from storage.keys import Keys
from storage.networks import Network
from storage.people import Person
from storage.revision import Newer
from storage.tables import table
from tests.storage.loaded import FIRST, VOTERS, fill, vote

pytestmark = pytest.mark.slow
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys")


@pytest.fixture
async def filled(database: Database, database_url: str, keys: Keys) -> str:
    await database.write(lambda unit: fill(unit, keys, NOW))
    return database_url


def all_rows(url: str) -> dict[str, list[tuple[object, ...]]]:
    engine = make_engine(address(url))
    with engine.connect() as connection:
        found = {
            one.name: sorted((tuple(row) for row in connection.execute(select(one))), key=repr)
            for one in rows.tables()
        }
    engine.dispose()
    return found


def but_deliveries(url: str) -> dict[str, list[tuple[object, ...]]]:
    return {name: found for name, found in all_rows(url).items() if name != "delivery"}


async def made(url: str, path: Path) -> backup.Made:
    return await asyncio.to_thread(backup.make, url, path, NOW)


async def test_a_backup_goes_into_either_kind_of_database(
    filled: str, empty_url: str, tmp_path: Path, keys: Keys
) -> None:
    done = await made(filled, tmp_path / "b.kring")
    assert done.rows == sum(map(len, all_rows(filled).values())) > 0
    found = await asyncio.to_thread(restore.restore, tmp_path / "b.kring", empty_url, keys, LATER)
    assert (found.made_at, found.networks, found.lost) == (NOW, 1, 0)
    assert but_deliveries(empty_url) == but_deliveries(filled)
    opened = Database.open(empty_url)
    await opened.write(lambda unit: unit.session.add(Network(name="New")))
    ids = await opened.read(lambda unit: unit.connection.execute(_IDS).scalars().all())
    await opened.close()
    assert ids[0] == 1
    assert ids[1] > 1


_IDS = select(table(Network).c.id).order_by(table(Network).c.id)


async def test_what_was_being_sent_or_was_due_is_doubted_not_sent_twice(
    filled: str, empty_url: str, tmp_path: Path, keys: Keys
) -> None:
    await made(filled, tmp_path / "b.kring")
    done = await asyncio.to_thread(restore.restore, tmp_path / "b.kring", empty_url, keys, LATER)
    names = table(Delivery).c.keys()
    read = [
        Delivery(**dict(zip(names, row, strict=True))) for row in all_rows(empty_url)["delivery"]
    ]
    known = {one.why: one for one in read}
    assert {key: one.state for key, one in known.items()} == {
        "sending": "unknown",
        "due": "unknown",
        "ahead": "pending",
        "sent": "sent",
    }
    assert done.doubted == 2
    assert known["sending"].intent_at == known["due"].again_at == LATER


async def test_the_keys_of_open_evaluations_are_not_in_it(
    filled: str, empty_url: str, tmp_path: Path, keys: Keys
) -> None:
    await made(filled, tmp_path / "b.kring")
    [name] = keys.kept()
    secret = keys.private(name)
    assert secret
    assert secret not in (tmp_path / "b.kring").read_bytes()
    elsewhere = Keys(tmp_path / "another-machine")
    done = await asyncio.to_thread(
        restore.restore, tmp_path / "b.kring", empty_url, elsewhere, LATER
    )
    assert done.lost == 1


async def test_a_database_with_a_network_in_it_is_not_overwritten_unless_told(
    filled: str, tmp_path: Path, keys: Keys, database: Database
) -> None:
    await made(filled, tmp_path / "b.kring")
    await database.write(lambda unit: unit.session.add(Person(name="Later")))
    before = all_rows(filled)
    with pytest.raises(BackupError, match="--force"):
        await asyncio.to_thread(restore.restore, tmp_path / "b.kring", filled, keys, LATER)
    assert all_rows(filled) == before
    database.own()
    with pytest.raises(AlreadyOwned):
        await asyncio.to_thread(
            lambda: restore.restore(tmp_path / "b.kring", filled, keys, LATER, force=True)
        )
    await database.close()
    await asyncio.to_thread(
        lambda: restore.restore(tmp_path / "b.kring", filled, keys, LATER, force=True)
    )
    assert "Later" not in repr(all_rows(filled)["person"])


async def test_what_is_no_backup_is_refused(
    filled: str, empty_url: str, tmp_path: Path, keys: Keys
) -> None:
    path = tmp_path / "b.kring"
    await made(filled, path)
    with pytest.raises(BackupError, match="there already"):
        await made(filled, path)
    whole = path.read_bytes()
    newer, cut, words = tmp_path / "newer", tmp_path / "cut", tmp_path / "words"
    newer.write_bytes(whole)
    with closing(sqlite3.connect(newer)) as driver, driver:
        driver.execute("UPDATE kringbackup SET revision = 'fffffffffff1'")
    cut.write_bytes(whole[: len(whole) // 2])
    words.write_text("Dear diary")
    with pytest.raises(Newer, match="newer Kring"):
        restore.restore(newer, empty_url, keys, LATER)
    for bad in (cut, words, tmp_path / "nothing"):
        with pytest.raises(BackupError):
            restore.restore(bad, empty_url, keys, LATER)
    assert revision.current(empty_url) is None


async def test_no_vote_that_was_acknowledged_before_it_began_is_missing(
    filled: str, database: Database, tmp_path: Path
) -> None:
    """Votes come in all the while, several at once; whatever was kept is there, and no half."""
    kept: list[int] = []

    reached = {count: asyncio.Event() for count in (50, 200)}

    async def voting(first: int) -> None:
        for person in range(first, VOTERS, 8):
            await database.write(lambda unit, who=person: vote(unit, who), network=1)
            kept.append(person)
            if len(kept) in reached:
                reached[len(kept)].set()

    voters = [asyncio.create_task(voting(first)) for first in range(8)]
    for count, event in reached.items():
        await event.wait()
        before = set(kept)
        await made(filled, tmp_path / f"{count}.kring")
        assert {FIRST + one for one in before} <= voted(tmp_path / f"{count}.kring")
    await asyncio.gather(*voters)


def voted(path: Path) -> set[int]:
    with closing(sqlite3.connect(path)) as driver:
        return {row[0] for row in driver.execute("SELECT person_id FROM pollvote")}


async def test_a_missing_database_is_said_and_not_made(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'none.sqlite'}"
    with pytest.raises(BackupError, match="KRING_DATABASE_URL"):
        await made(url, tmp_path / "b.kring")
    assert not (tmp_path / "none.sqlite").exists()
