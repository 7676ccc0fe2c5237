"""The databases of the proof: an SQLite file, and a PostgreSQL that can be killed."""

import contextlib
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import psycopg

from tests import databases
from tests.databases import Server

# As it comes from Debian, without the shortcuts of the other tests: nothing is lost by a kill.
DURABLE = ["max_connections=50"]


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
        self._running.close()  # waits until the last of them no longer holds the log

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


Store = Lite | Postgres
