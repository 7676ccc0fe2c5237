"""The databases of the proof: an SQLite file, and a PostgreSQL that can be killed."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import psycopg

from tests import databases
from tests.databases import Server

# As it comes from Debian, without the shortcuts of the other tests: nothing is lost by a kill.
DURABLE = ["max_connections=50"]
PATIENCE = 60  # seconds


class Lite:
    """A file in a folder."""

    kind = "SQLite"

    def __init__(self, folder: Path) -> None:
        self.path = folder / "kring.db"
        self.url = f"sqlite:///{self.path}"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock for writing, as another program might."""
        with contextlib.closing(sqlite3.connect(self.path, timeout=30)) as other:
            other.isolation_level = None
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")

    def close(self) -> None:
        """Nothing is left to end."""


class Postgres:
    """A server of its own with one database."""

    kind = "PostgreSQL"

    def __init__(self, _folder: Path) -> None:
        self._programs, self._who = databases._programs(), databases._unprivileged()
        self._folder = Path(tempfile.mkdtemp(prefix="kring-pg-"))
        os.chown(self._folder, self._who.get("user", -1), self._who.get("group", -1))
        databases._initialise(self._programs, self._folder, self._who)
        self._running = ExitStack()
        self.start()
        self.url = Server(self._folder).url("postgres")

    def start(self) -> None:
        given = (self._programs, self._folder, self._who, DURABLE)
        self._running.enter_context(databases._running(*given))

    def kill(self) -> None:
        """Kill all its processes at once, the first one first."""
        first = int((self._folder / "data" / "postmaster.pid").read_text().split()[0])
        process = psutil.Process(first)
        all_ = [process, *process.children(recursive=True)]
        for one in all_:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        _wait_until_dead(all_[1:])
        self._running.close()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the outbox, as another program might."""
        with psycopg.connect(self.url) as other:
            other.execute("LOCK TABLE delivery IN ACCESS EXCLUSIVE MODE")
            yield
            other.rollback()

    def close(self) -> None:
        self._running.close()
        shutil.rmtree(self._folder)


@contextmanager
def small_disk(place: Path, megabytes: int = 8) -> Iterator[None]:
    """Mount a small disk in memory; CalledProcessError where that is not allowed."""
    given = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "none", str(place)]
    subprocess.run(given, check=True, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def _wait_until_dead(processes: list[psutil.Process]) -> None:
    """Wait for orphans: the first process of a machine that reaps nobody leaves them zombies."""
    end = time.monotonic() + PATIENCE
    while any(_runs(one) for one in processes):
        if time.monotonic() > end:
            raise TimeoutError("PostgreSQL's processes do not end.")
        time.sleep(0.005)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


Store = Lite | Postgres
