"""The bare way to keep a vote: SQLAlchemy's asynchronous engine over aiosqlite, WAL and FULL."""

import asyncio
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Column, Integer, MetaData, Table, event, func, select
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

OPTIONS = 3
PATIENCE = 120  # seconds a vote may wait for a connection, and a connection for the file
_vote = Table(
    "vote",
    MetaData(),
    Column("poll", Integer, primary_key=True),
    Column("person", Integer, primary_key=True),
    Column("option", Integer, nullable=False),
)
_new = insert(_vote)
_upsert = _new.on_conflict_do_update(
    index_elements=[_vote.c.poll, _vote.c.person], set_={"option": _new.excluded.option}
)
_tally = select(_vote.c.option, func.count()).where(_vote.c.poll == 1).group_by(_vote.c.option)


def _engine(folder: Path) -> AsyncEngine:
    engine = create_async_engine(
        f"sqlite+aiosqlite:///{folder / 'bare.db'}",
        connect_args={"timeout": PATIENCE},
        pool_timeout=PATIENCE,
    )

    @event.listens_for(engine.sync_engine, "connect")
    def _set_up(driver: Any, _record: object) -> None:
        cursor = driver.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.close()

    return engine


async def per_second(folder: Path, at_once: int, votes: int) -> float:
    """Keep votes, so many at a time, each with the tally after it; return how many a second."""
    engine, left = _engine(folder), iter(range(votes))
    async with engine.begin() as connection:
        await connection.run_sync(_vote.metadata.create_all)

    async def voter() -> None:
        for number in left:
            async with engine.begin() as connection:
                values = {"poll": 1, "person": number % 500, "option": number % OPTIONS}
                await connection.execute(_upsert, values)
                (await connection.execute(_tally)).all()

    began = perf_counter()
    await asyncio.gather(*(voter() for _ in range(at_once)))
    seconds = perf_counter() - began
    await engine.dispose()
    return votes / seconds
