"""Looking a database over at the start: is it whole, and are its tables the newest?"""

import asyncio
import contextlib
import sqlite3
from typing import cast

from sqlalchemy import URL, Connection, inspect, text
from sqlmodel import SQLModel

from storage import revision
from storage.database import Database, Unit
from storage.engines import sqlite_engine

_SIZE = ("count", "size")
LARGE = 64 * 2**20
"""Bytes of an SQLite file that take longer to read through than one likes to wait at a start."""
SOON = 0.1  # seconds


async def check(database: Database) -> list[str]:
    """Return what is wrong, a sentence each; empty when the database is sound.

    A large one takes seconds, in which all else goes on; they end when the caller is cancelled.
    """
    if database.url.get_backend_name() != "sqlite":
        return await database.read(lambda unit: faults(unit.connection))
    under_way: list[sqlite3.Connection] = []
    # Not by one of the few readers: what is asked of it meanwhile would wait all the while.
    looking = asyncio.create_task(asyncio.to_thread(_look, database.url, under_way))
    try:
        return await asyncio.shield(looking)
    except asyncio.CancelledError:
        await _break_off(looking, under_way)
        raise


def _look(url: URL, under_way: list[sqlite3.Connection]) -> list[str]:
    """Find the faults on a connection of its own, which is under way meanwhile."""
    engine = sqlite_engine(url, read_only=True)
    try:
        with engine.connect() as connection, connection.begin():
            under_way.append(cast("sqlite3.Connection", connection.connection.driver_connection))
            return faults(connection)
    finally:
        engine.dispose()


async def _break_off(looking: asyncio.Task[list[str]], under_way: list[sqlite3.Connection]) -> None:
    while not looking.done():
        for driver in under_way:
            with contextlib.suppress(sqlite3.ProgrammingError):  # it was closed by now
                driver.interrupt()
        # Between two statements nothing hears it.
        await asyncio.wait([looking], timeout=SOON)


async def check_at_start(database: Database) -> list[str]:
    """Do as check does, but leave a large database's pages and references for while it serves."""

    def work(unit: Unit) -> list[str]:
        connection = unit.connection
        return _outdated(connection) if is_large(connection) else faults(connection)

    return await database.read(work)


def is_large(connection: Connection) -> bool:
    """Say whether to read it through takes more than a moment."""
    if connection.dialect.name != "sqlite":
        return False
    pages, size = (connection.execute(text(f"PRAGMA page_{one}")).scalar_one() for one in _SIZE)
    return bool(pages * size > LARGE)


def faults(connection: Connection) -> list[str]:
    """Do as check does, with a connection at hand."""
    return [*broken(connection), *_outdated(connection)]


def broken(connection: Connection) -> list[str]:
    """Return what is damaged in a database of whatever version, a sentence each."""
    if connection.dialect.name != "sqlite":
        return []
    pages = connection.execute(text("PRAGMA quick_check")).scalars()
    orphans = connection.execute(text("PRAGMA foreign_key_check")).all()
    return [
        *(f"The database file is damaged: {page}." for page in pages if page != "ok"),
        *(f"A row of {row[0]} refers to a row of {row[2]} that is gone." for row in orphans),
    ]


def _outdated(connection: Connection) -> list[str]:
    found, newest = revision.current_of(connection), revision.head()
    if found != newest:
        return [
            f"The tables are at revision {found or 'none'} and should be at {newest or 'none'}."
        ]
    there = set(inspect(connection).get_table_names())
    gone = sorted(set(SQLModel.metadata.tables) - there)
    return [f"Tables are missing: {', '.join(gone)}. Restore a backup."] if gone else []
