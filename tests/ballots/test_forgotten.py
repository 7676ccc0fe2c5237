"""After closing and scrub the files hold no box and no roll; an old backup opens nothing."""

import sqlite3
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import text

from adapters.chores import scrubbing
from storage import evaluations, scrub, webchat
from storage.database import Database
from storage.engines import sqlite_path
from storage.unit import Unit
from tests.ballots import attackers
from tests.ballots.rounds import NOW, Rounds
from tests.conversation import Clock, Conversation
from tests.driving import Hands

TABLES = ["rollentry", "sealedballot"]
FIVE = ("Anna", "Bram", "Carla", "Dirk", "Eva")


async def answered(database: Database) -> tuple[Rounds, int, list[bytes]]:
    """Let twelve answer; return the boxes that are kept of it."""
    rounds = await Rounds.among(database, 12)
    number = await rounds.open()
    for person in rounds.people:
        await rounds.cast(number, person, 3, f"line {person}")
    boxes = await database.read(lambda unit: evaluations.boxes(unit.connection, number))
    return rounds, number, boxes


def found(database: Database, boxes: Sequence[bytes]) -> int:
    """Count the boxes that stand in the files of a database, its log on PostgreSQL left out."""
    url = database.url.render_as_string(hide_password=False)
    files = [path for path in attackers.files(url) if "pg_wal" not in path.parts]
    everything = [path.read_bytes() for path in files]
    return sum(any(box[:32] in one for one in everything) for box in boxes)


async def test_the_closing_asks_for_the_scrub_and_it_leaves_nothing(database: Database) -> None:
    rounds, number, boxes = await answered(database)
    assert found(database, boxes) == 12
    await rounds.close(number)
    due = await database.read(lambda unit: scrub.due(unit.connection, NOW))
    assert due == TABLES
    await scrubbing(database, Hands(Clock(NOW + timedelta(minutes=1))))
    assert await database.read(lambda unit: scrub.due(unit.connection, NOW)) == []
    assert found(database, boxes) == 0
    assert await database.read(pages) == 0


def pages(unit: Unit) -> int:
    """Return how many bytes the two tables take, 0 on SQLite where they share one file."""
    if unit.connection.dialect.name == "sqlite":
        return 0
    size = text("SELECT pg_relation_size(CAST(:name AS regclass))")
    return sum(unit.connection.execute(size, {"name": name}).scalar_one() for name in TABLES)


async def test_what_stays_of_a_message_taken_back_is_nobodys(database: Database) -> None:
    """The newest change in the local chat stays, for the next one is numbered after it."""
    sent = UUID(int=7)
    values = {"author": "kring", "user_ref": "bram", "delivery_id": sent, "at": NOW, "card": {}}

    def work(unit: Unit) -> list[tuple[object, ...]]:
        number = webchat.put(unit.connection, values)
        webchat.change(unit.connection, number, {"deleted": True, "card": None})
        webchat.forget_posted(unit.connection, [sent])
        wanted = text("SELECT user_ref, only_for, delivery_id, rev FROM webmessage")
        return [tuple(row) for row in unit.connection.execute(wanted)]

    assert await database.write(work) == [("", "", None, 2)]


# A file is copied here; the lost key is tried on both elsewhere.
@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_old_backup_is_closed_kindly_and_tells_nothing(
    database: Database, tmp_path: Path
) -> None:
    chat = await Conversation.open(database)
    vera, *others = await chat.network(members=FIVE)
    await vera.says('evaluate "Was it useful?" 1-5; "What stays?" line')
    await vera.presses("Open it")
    for one in others:
        await one.presses("Answer")
        await one.fills_in(q0="4", q1="walrus")
    copy = tmp_path / "backup.db"
    with sqlite3.connect(sqlite_path(database.url)) as live, sqlite3.connect(copy) as kept:
        live.backup(kept)
    await vera.gets_press("evaluations.close", 1)
    assert "walrus" in chat.room.last()
    restored = Database.open(f"sqlite:///{copy}")
    again = await Conversation.open(restored, chat.clock.now)
    again.keys = chat.keys
    again.network_id, again.people = chat.network_id, chat.people
    for one in again.people.values():
        one.chat = again
    again.core.keys = chat.core.keys
    await again.people["Vera"].gets_press("evaluations.close", 1)
    said = await again.people["Anna"].says("evaluate results")
    assert "The key to the answers was not there, so nobody can read them" in said
    assert "walrus" not in said
    await restored.close()
