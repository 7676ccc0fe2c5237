"""A million messages that wait: queued, not due, due, and sent; beside APScheduler's job store.

The clock is set by hand; core, pump, lanes, outbox and SQLite are the server's, and so is
`kring serve` where its start and its memory are measured. The platform draws each message for
Slack and says yes. `python -m benchmarks.schedule 100000` takes fewer, and a tenth of the jobs.
"""

import asyncio
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copytree
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from uuid import UUID

from sqlalchemy import text

from adapters import calm
from adapters.main import House, house
from adapters.naming import Readers
from adapters.settings import Settings
from adapters.slack import render
from benchmarks import _apscheduler, _bare_sqlite
from benchmarks._measure import lag, note, quantile, report
from benchmarks._million import BEGIN, Size, fill, settle_in
from benchmarks._process import memory_of, server
from bot.messenger import Messenger, Outgoing, Target
from scheduler.clock import Clock, DemoClock, ManualClock
from scheduler.lanes import Lanes
from scheduler.pump import Pump

STARTS, WAKE_UPS, FSYNCS = 5, 1000, 200
PAGE = bytes(4096)


@dataclass
class Yes:
    """A platform that draws what it is given, keeps nothing and says yes."""

    platform: str = "slack"
    can_find: bool = True
    settle: timedelta = timedelta(seconds=5)
    readers: Readers = field(default_factory=Readers)

    async def post(self, message: Outgoing) -> str:
        render.message(message.card, self.readers, more=str(message.delivery)).payload()
        return f"D0:{message.delivery}"

    async def edit(self, ref: str, message: Outgoing) -> None:
        raise NotImplementedError

    async def delete(self, ref: str, target: Target) -> None:
        raise NotImplementedError

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        raise NotImplementedError


def settings_in(folder: str) -> Settings:
    return Settings(data=Path(folder), database_url="", port=0)


async def settled(folder: str, size: Size) -> None:
    """Make the database with its networks, and nothing to send."""
    async with house(settings_in(folder), ManualClock(BEGIN)) as parts:
        await parts.database.write(lambda unit: settle_in(unit, size))


async def filled(folder: str, size: Size) -> float:
    """Queue them all; return how many a second."""
    calm.begin()
    async with house(settings_in(folder), ManualClock(BEGIN)) as parts:
        calm.begun()
        began = perf_counter()
        await fill(parts.database, size)
        return size.total / (perf_counter() - began)


def started(*folders: str) -> list[tuple[float, float]]:
    """Start the server some times on each, in turn.

    Returns for each the median seconds until it answered, and its memory (MB) at first.
    """
    times: list[list[float]] = [[] for _ in folders]
    sizes: dict[str, float] = {}
    for _ in range(STARTS):
        for folder, known in zip(folders, times, strict=True):
            with server(folder) as (process, ready):
                known.append(ready)
                if folder not in sizes:
                    sizes[folder] = memory_of(process)
    return [(median(known), sizes[folder]) for folder, known in zip(folders, times, strict=True)]


def pump_of(parts: House, clock: Clock) -> Pump:
    """Make a pump like the server's, that has this platform only and no platform's rates."""
    known: Mapping[str, Messenger] = {"slack": Yes()}
    return Pump(parts.core, parts.database, known, clock, Lanes({}, clock), "bench")


async def woken(pump: Pump) -> float:
    """Wake it as its alarm clock does while nothing is due; return the median microseconds."""
    times = []
    for _ in range(WAKE_UPS):
        began = perf_counter()
        await pump.settle()
        times.append(perf_counter() - began)
    return median(times) * 1e6


async def settled_all(pump: Pump, clock: Clock) -> None:
    """Settle it as its alarm clock does, until nothing is due within the hour."""
    due = await pump.settle()
    if due is not None and due < clock.now() + timedelta(hours=1):
        await asyncio.sleep(max((due - clock.now()).total_seconds(), 0))
        await settled_all(pump, clock)


async def drained(pump: Pump, parts: House, clock: Clock, due: int) -> dict[str, float]:
    """Send all that is due; return how many a second, and how late the event loop woke."""
    began, spent = perf_counter(), process_time()
    async with lag() as late:
        await settled_all(pump, clock)
    seconds, spent = perf_counter() - began, process_time() - spent
    query = text("SELECT count(*) FROM delivery WHERE state = 'sent'")
    sent = await parts.database.read(lambda unit: unit.connection.execute(query).scalar())
    if sent != due:
        raise SystemExit(f"{sent} of {due} were sent.")
    return {
        "schedule.drain_per_s": due / seconds,
        "schedule.drain_cpu_us": spent / due * 1e6,
        "schedule.loop_p999_ms": quantile(late, 0.999),
        "schedule.loop_max_ms": max(late),
    }


async def lived(folder: str, size: Size) -> dict[str, float]:
    """Wake up in vain, then let a day's messages fall due."""
    clock = DemoClock(BEGIN - timedelta(hours=1))
    calm.begin()
    async with house(settings_in(folder), clock) as parts:
        calm.begun()
        pump = pump_of(parts, clock)
        await pump.settle()
        figures = {"schedule.idle_wakeup_us": await woken(pump)}
        clock.move_to(BEGIN)
        figures |= await drained(pump, parts, clock, size.due)
        await pump.stop()
        return figures


def fsync_us(folder: str) -> float:
    """Return the median microseconds that the disk takes to keep a page for certain."""
    times = []
    with (Path(folder) / "page").open("wb", buffering=0) as file:
        for _ in range(FSYNCS):
            began = perf_counter()
            file.write(PAGE)
            os.fsync(file.fileno())
            times.append(perf_counter() - began)
    return median(times) * 1e6


def measured(folder: str, size: Size) -> dict[str, float]:
    """Go through it all; return the figures."""
    before, folder, bare = f"{folder}/before", f"{folder}/after", f"{folder}/bare"
    asyncio.run(settled(before, size))
    copytree(before, folder)
    note(f"queueing {size.total:,}")
    inserted = asyncio.run(filled(folder, size))
    note("starting without and with them")
    (empty, small), (full, large) = started(before, folder)
    note("the same by SQLite alone")
    copytree(before, bare)
    least = _bare_sqlite.measured(
        Path(folder), Path(bare), BEGIN.isoformat(timespec="microseconds")
    )
    note("waking and sending")
    figures = {"schedule.insert_per_s": inserted} | asyncio.run(lived(folder, size))
    return figures | {
        "schedule.start_s": full,
        "schedule.start_ratio": full / empty,
        "schedule.rss_mb": large,
        "schedule.extra_mb": large - small,
        "schedule.fsync_us": fsync_us(folder),
        **{f"schedule.sqlite_{name}": value for name, value in least.items()},
    }


def main(total: int) -> None:
    """Measure both and report."""
    size = Size.of(total)
    with TemporaryDirectory(prefix="kring-bench-") as folder:
        figures = measured(folder, size)
        note("the same by APScheduler")
        base = asyncio.run(_apscheduler.measured(Path(folder), size.total // 10))
    for what in ("insert", "drain"):
        per_s = base[f"{what}_per_s"]
        figures[f"schedule.{what}_ratio"] = figures[f"schedule.{what}_per_s"] / per_s
        figures[f"schedule.{what}_limit"] = figures[f"schedule.sqlite_{what}_per_s"] / per_s
    base = {f"schedule.apscheduler_{name}": value for name, value in base.items()}
    report("schedule", figures | base)


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else 1_000_000)
