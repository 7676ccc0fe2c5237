"""The same by APScheduler: its SQLAlchemyJobStore on SQLite, as safe (WAL, FULL) as Kring's."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Engine, create_engine, event, text

TIMED = 3_000
LONG = timedelta(days=3650)
JOB = {"misfire_grace_time": None, "coalesce": True}
_left: set[int] = set()
_all_done = asyncio.Event()

# What is only to lie there is copied: adding it all one by one takes minutes.
_copy = text(
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :number)"
    " INSERT INTO apscheduler_jobs SELECT lower(hex(randomblob(16))), next_run_time, job_state"
    " FROM n CROSS JOIN (SELECT next_run_time, job_state FROM apscheduler_jobs LIMIT 1)"
)


async def send(person: int) -> None:
    """Do nothing but be counted; a stored job finds it by its name."""
    _left.remove(person)
    if not _left:
        _all_done.set()


def _engine(folder: Path) -> Engine:
    engine = create_engine(f"sqlite:///{folder / 'jobs.db'}")

    @event.listens_for(engine, "connect")
    def _set_up(driver: Any, _record: object) -> None:
        driver.execute("PRAGMA journal_mode=WAL")
        driver.execute("PRAGMA synchronous=FULL")

    return engine


def _add(scheduler: AsyncIOScheduler, number: int, at: datetime) -> None:
    scheduler.add_job(send, "date", run_date=at, args=[number])


async def measured(folder: Path, jobs: int) -> dict[str, float]:
    """Add jobs to a store that is nearly full of them, and have them run.

    Returns how many a second, and the microseconds of processor time that each run took.
    """
    timed = min(TIMED, jobs // 2)
    engine = _engine(folder)
    scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=JOB)
    scheduler.add_jobstore(SQLAlchemyJobStore(engine=engine))
    scheduler.start(paused=True)
    _add(scheduler, 0, datetime.now(UTC) + LONG)
    with engine.begin() as connection:
        connection.execute(_copy, {"number": jobs - timed - 1})
    at, began = datetime.now(UTC), perf_counter()
    for number in range(timed):
        _left.add(number)
        _add(scheduler, number, at)
    added, resumed, spent = perf_counter() - began, perf_counter(), process_time()
    scheduler.resume()
    await _all_done.wait()
    ran, spent = perf_counter() - resumed, process_time() - spent
    scheduler.shutdown()
    engine.dispose()
    speeds = {"insert_per_s": timed / added, "drain_per_s": timed / ran}
    return speeds | {"drain_cpu_us": spent / timed * 1e6}
