"""Backups while two hundred people a second vote: who waits, what is in them, and restored."""

import asyncio
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from adapters.main import House
from benchmarks._house import fresh, move_in, origin
from benchmarks._measure import kring, quantile, report
from benchmarks.votes import network, posted
from bot.events import Command, Press
from scheduler.clock import SystemClock
from storage.check import check
from storage.database import Database
from storage.keys import Keys
from storage.restore import restore
from storage.webrooms import PLATFORM, TENANT

PER_SECOND, SECONDS, BACKUPS = 200, 15, 3


async def _vote(parts: House, press: Press, kept: set[str], times: list[float]) -> None:
    started = perf_counter()
    await parts.core.dispatch(press)
    times.append(perf_counter() - started)
    kept.add(hashed(press))


async def _voting(parts: House, presses: list[Press], kept: set[str], times: list[float]) -> None:
    """Press so many times a second, whether or not the one before was answered."""
    loop = asyncio.get_running_loop()
    votes: list[asyncio.Task[None]] = []
    start = loop.time()
    for number, press in enumerate(presses):
        await asyncio.sleep(max(start + number / PER_SECOND - loop.time(), 0))
        votes.append(asyncio.create_task(_vote(parts, press, kept, times)))
    await asyncio.gather(*votes)


async def _backup(parts: House, path: Path) -> float:
    """Run `kring backup` in a process of its own, as an administrator does."""
    database = parts.database.url.render_as_string()
    started = perf_counter()
    process = await asyncio.create_subprocess_exec(
        "env",
        f"KRING_DATABASE_URL={database}",
        *kring("backup", str(path)),
        stdout=asyncio.subprocess.DEVNULL,
    )
    if await process.wait():
        raise SystemExit("The backup failed.")
    return perf_counter() - started


def hashed(press: Press) -> str:
    """Return how the inbox keeps it that a press was done: in the transaction of its vote."""
    return sha256(f"{PLATFORM}:{TENANT}:{press.origin.key}".encode()).hexdigest()


def _missing(path: Path, kept: set[str]) -> int:
    """Count the votes that were acknowledged before a backup began and are not in it."""
    with closing(sqlite3.connect(path)) as driver:
        return len(kept - {row[0] for row in driver.execute("SELECT key FROM seen")})


async def _restored(folder: Path, backups: list[tuple[Path, set[str]]]) -> dict[str, float]:
    """Restore each backup into an empty database, and have Kring look it over as at a start."""
    faults, missing, took = 0, 0, []
    for path, kept in backups:
        place, started = folder / f"{path.stem}.sqlite", perf_counter()
        keys, now = Keys(folder / "keys"), SystemClock().now()
        await asyncio.to_thread(restore, path, f"sqlite:///{place}", keys, now)
        took.append(perf_counter() - started)
        database = Database.open(f"sqlite:///{place}")
        faults += len(await check(database))
        await database.close()
        missing += _missing(place, kept)
    return {
        "backup.restore_seconds": max(took),
        "backup.restored_faults": faults,
        "backup.restored_missing": missing,
    }


async def measured(folder: Path) -> dict[str, float]:
    """Vote, back up three times meanwhile, and return the figures."""
    clock = SystemClock()
    async with fresh(clock) as parts:
        here = await move_in(parts, file := network(), clock.now())
        await parts.waker.start()
        asked = Command(origin(here.facilitator, "poll"), 'poll "Lunch?" "Soup" "Bread"')
        await parts.core.dispatch(asked)
        poll = await posted(parts, here.network)
        users = [here.users[one.name] for one in file.members if not one.facilitates]
        chosen = [users[number % len(users)] for number in range(PER_SECOND * SECONDS)]
        presses = [
            Press(origin(user, f"v{number}"), "polls.vote", (here.network, poll, number % 2))
            for number, user in enumerate(chosen)
        ]
        kept: set[str] = set()
        times: list[float] = []
        started = perf_counter()
        voting = asyncio.create_task(_voting(parts, presses, kept, times))
        figures, backups = await _meanwhile(parts, folder, kept)
        await voting
        per_second = len(times) / (perf_counter() - started)
        await parts.waker.stop()
    restored = await _restored(folder, backups)
    return (
        figures
        | restored
        | {
            "backup.votes_per_second": per_second,
            "backup.p99_ms": quantile(times, 0.99) * 1000,
            "backup.max_ms": max(times) * 1000,
        }
    )


async def _meanwhile(
    parts: House, folder: Path, kept: set[str]
) -> tuple[dict[str, float], list[tuple[Path, set[str]]]]:
    took, missing, backups = [], 0, []
    for number in range(BACKUPS):
        await asyncio.sleep(1)
        before, path = set(kept), folder / f"{number}.kring"
        took.append(await _backup(parts, path))
        missing += await asyncio.to_thread(_missing, path, before)
        backups.append((path, before))
    return {"backup.seconds": max(took), "backup.votes_missing": missing}, backups


def main() -> None:
    """Measure and report."""
    with TemporaryDirectory(prefix="kring-bench-") as folder:
        report("backup", asyncio.run(measured(Path(folder))))


if __name__ == "__main__":
    main()
