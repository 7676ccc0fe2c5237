"""Real databases for tests: SQLite files and PostgreSQL databases, copied from a template.

They are kept in memory where there is enough of it: no test looks at what survives a power cut.
"""

import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, cast

import psycopg
import pytest
from psycopg import sql

from storage import migrate
from storage.engines import address, make_engine

BINARIES = Path("/usr/lib/postgresql")
NEEDED = "Tests need PostgreSQL's server programs: install Debian's package 'postgresql'."
QUICK = [
    *("fsync=off", "full_page_writes=off", "synchronous_commit=off", "max_connections=200"),
    *("autovacuum=off", "jit=off", "wal_level=minimal", "max_wal_senders=0", "max_wal_size=128MB"),
]
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG
AT_ONCE = 20  # databases of 10 MB
MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there has a name nobody knows
ENOUGH = 2**31  # bytes: what the databases of all workers need is a quarter of it


def make_tables(url: str) -> None:
    """Make all tables: by the migrations once there are any, until then from the models."""
    metadata = migrate.models()
    if migrate.head() is not None:
        return migrate.upgrade(url)
    engine = make_engine(address(url))
    with engine.begin() as connection:
        metadata.create_all(connection)
    return engine.dispose()


@dataclass
class Server:
    """A running PostgreSQL server that only this machine can reach, by a socket in its folder."""

    folder: Path
    template: bool = False
    count: int = 0
    done: list[str] = field(default_factory=list)

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def _administer(self, statement: str, *names: str) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """Copy the template database, or an empty one; the copy is dropped some time afterwards."""
        if not (empty or self.template):
            self._administer("CREATE DATABASE {}", "kring_template")
            make_tables(self.url("kring_template"))
            self.template = True
        self.count += 1
        name = f"test_{self.count}"
        template = "template0" if empty else "kring_template"
        self._administer("CREATE DATABASE {} TEMPLATE {}", name, template)
        try:
            yield self.url(name)
        finally:
            self._drop(name)

    def _drop(self, name: str) -> None:
        """Drop what is done with, many at a time: a drop has all of the server written to disk."""
        self.done.append(name)
        if len(self.done) == AT_ONCE:
            while self.done:
                self._administer("DROP DATABASE {} WITH (FORCE)", self.done.pop())


def _programs() -> Path:
    """Find the newest server programs; root may install them, anybody else is told to."""
    if not list(BINARIES.glob("*/bin/postgres")) and os.geteuid() == 0:
        _install()
    found = sorted(BINARIES.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.fail(NEEDED, pytrace=False)
    return found[-1].parent


def _install() -> None:
    # Workers of pytest-xdist ask at the same time; apt serves one at a time.
    with (Path(tempfile.gettempdir()) / "kring-apt.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not list(BINARIES.glob("*/bin/postgres")):
            quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
            for arguments in (["update"], ["install", "--yes", "postgresql"]):
                subprocess.run(["apt-get", "--quiet", *arguments], env=quiet, check=False)


def _unprivileged() -> dict[str, Any]:
    """Choose who runs the server, which refuses to be root: subprocess's user and group."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = names.get("postgres") or names["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def in_memory() -> Path | None:
    """Return a folder whose files are in memory, or None where there is not enough of it."""
    there = MEMORY.is_dir() and os.access(MEMORY, os.W_OK)
    return MEMORY if there and shutil.disk_usage(MEMORY).free > ENOUGH else None


@contextmanager
def server(settings: list[str] | None = None) -> Iterator[Server]:
    """Start a PostgreSQL server in a folder of its own and stop it afterwards.

    With settings of one's own it is on the disk, without it is as quick as can be.
    """
    programs, who = _programs(), _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="kring-pg-", dir=None if settings else in_memory()))
    os.chown(folder, who.get("user", -1), who.get("group", -1))
    try:
        _initialise(programs, folder, who)
        with _running(programs, folder, who, settings or QUICK):
            yield Server(folder)
    finally:
        shutil.rmtree(folder)


def _initialise(programs: Path, folder: Path, who: dict[str, Any]) -> None:
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    arguments = [str(programs / "initdb"), f"--pgdata={folder / 'data'}", *options]
    subprocess.run(arguments, check=True, cwd=folder, stdout=subprocess.DEVNULL, **who)


@contextmanager
def _running(
    programs: Path, folder: Path, who: dict[str, Any], settings: list[str]
) -> Iterator[None]:
    given = [f"unix_socket_directories={folder}", "listen_addresses=", *settings]
    arguments = [str(programs / "postgres"), "-D", str(folder / "data")]
    arguments += [f"--{setting}" for setting in given]
    with subprocess.Popen(
        arguments, cwd=folder, stderr=subprocess.PIPE, preexec_fn=_die_with_parent, **who
    ) as process:
        log = _Log(cast("IO[bytes]", process.stderr))
        try:
            log.wait_until_ready()
            yield
        finally:
            process.send_signal(signal.SIGQUIT)  # at once: nothing in it is worth keeping
            log.join()


def _die_with_parent() -> None:
    ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGQUIT)


class _Log(threading.Thread):
    """Reads what the server says, so that its pipe never fills up."""

    def __init__(self, source: IO[bytes]) -> None:
        super().__init__(name="postgresql-log", daemon=True)
        self._source = source
        self._said: deque[str] = deque(maxlen=50)
        self._changed = threading.Event()
        self._ready = False
        self.start()

    def run(self) -> None:
        for line in self._source:
            self._said.append(line.decode(errors="replace"))
            if b"ready to accept connections" in line:
                self._ready = True
                self._changed.set()
        self._changed.set()

    def wait_until_ready(self) -> None:
        self._changed.wait()
        if not self._ready:
            pytest.fail("PostgreSQL did not start:\n" + "".join(self._said), pytrace=False)


def sqlite_copies(folder: Path) -> Callable[[Path], str]:
    """Make a template file once; the function returned copies it to a place."""
    template = folder / "template.db"
    make_tables(f"sqlite:///{template}")

    def copy(place: Path) -> str:
        shutil.copyfile(template, place)
        return f"sqlite:///{place}"

    return copy
