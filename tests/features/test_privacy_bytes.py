"""An erased person is gone from the database's bytes, on SQLite and on PostgreSQL."""

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import text

from adapters.chores import scrubbing
from storage import webchat
from storage.database import Database, Unit
from storage.webchat import KRING
from tests.conversation import Conversation
from tests.databases import Server
from tests.driving import Hands
from tests.features.test_privacy import NAME, TEXTS, erase, lived

pytestmark = pytest.mark.slow
SAID = "Good morning from the aardvark"
ALL = (NAME, SAID, *TEXTS)


class Disk:
    """The files of one database, as somebody with the disk in hand reads them."""

    def __init__(self, database: Database, server: Server | None) -> None:
        self._database = database
        self._server = server

    def holds(self) -> set[str]:
        """Return what of all that was written is found in the files."""
        raw = b"".join(path.read_bytes() for path in self._files())
        return {one for one in ALL if one.encode() in raw}

    def _files(self) -> list[Path]:
        if self._server is None:
            main = Path(self._database.url.database or "")
            return sorted(main.parent.glob(f"{main.name}*"))
        name = str(self._database.url.database)
        url = self._server.url(name)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CHECKPOINT")
            found = connection.execute("SELECT oid FROM pg_database WHERE datname = %s", [name])
            row = found.fetchone()
        assert row
        folder = self._server.folder / "data" / "base" / str(row[0])
        return [path for path in folder.iterdir() if path.is_file()]


@pytest.fixture
def disk(request: pytest.FixtureRequest, database: Database) -> Disk:
    on_server = database.url.get_backend_name() == "postgresql"
    return Disk(database, request.getfixturevalue("postgresql") if on_server else None)


def chatter(chat: Conversation, user: str) -> Any:
    """Write what a platform keeps: lines of one's own, and answers of Kring to others."""
    at = {"at": chat.clock.now, "room": "circle", "language": "en"}
    card = {"title": f"What {NAME} asked", "body": [], "summary": TEXTS[0]}
    rows: list[dict[str, Any]] = [
        {"author": user, "text": SAID, **at},
        {"author": KRING, "only_for": "vera", "text": f"{NAME} joined.", **at},
        {"author": KRING, "only_for": "vera", "card": card, **at},
        {"author": KRING, "user_ref": user, "text": SAID, **at, "room": ""},
        {"author": "vera", "text": "Something else", **at},
    ]

    def work(unit: Unit) -> None:
        for row in rows:
            webchat.put(unit.connection, row)

    return work


async def test_nothing_is_found_in_the_files(database: Database, disk: Disk) -> None:
    chat, anna, _vera = await lived(database)
    await database.write(chatter(chat, NAME.casefold()))
    if database.url.get_backend_name() == "postgresql":
        # The planner's samples hold real values: without renewing them the name stays there.
        await database.write(lambda unit: unit.connection.execute(text("ANALYZE")))
    assert disk.holds() == set(ALL)
    await erase(chat, anna)
    assert NAME in disk.holds()
    await chat.advance(minutes=5)
    await scrubbing(database, Hands(chat.clock))
    assert disk.holds() == set()
    kept = await database.read(lambda unit: [one.text for one in _all(unit) if not one.deleted])
    assert kept == ["Something else"]


def _all(unit: Unit) -> list[webchat.WebMessage]:
    return webchat.history(unit.connection, webchat.Place("vera", "circle"))


async def test_it_is_not_done_before_its_time_and_only_once(database: Database, disk: Disk) -> None:
    chat, anna, _vera = await lived(database)
    await erase(chat, anna)
    await scrubbing(database, Hands(chat.clock))
    assert NAME in disk.holds()
    chat.clock.now += timedelta(minutes=3)
    await scrubbing(database, Hands(chat.clock))
    assert disk.holds() == set()
    await scrubbing(database, Hands(chat.clock))


async def test_writing_and_reading_go_on_while_it_is_done(database: Database) -> None:
    chat, anna, vera = await lived(database)
    await erase(chat, anna)
    answers = await asyncio.gather(
        database.scrub(["person", "question"]),
        vera.says("come no"),
        *(
            database.read(lambda unit: unit.connection.execute(text("SELECT 1")).scalar())
            for _ in "12"
        ),
    )
    assert answers[2:] == [1, 1]
