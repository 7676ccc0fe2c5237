"""The rows of the proof: what befalls a server, some hundred times each."""

import contextlib
import os
import random
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from tests.crash.life import Life
from tests.crash.stage import Stage, nap
from tests.crash.stores import Lite, Postgres, small_disk
from tests.scheduler.lives import send_then_mark

WRITES, SENDS = "write,pwrite64,fsync,fdatasync,ftruncate", "sendto,sendmsg,writev"
OFFSETS = (-3600, -200, -60, -5, 0, 0, 5, 60, 200, 3600)  # seconds
FAKETIME = "FAKETIME_TIMESTAMP_FILE"


def nothing(_stack: ExitStack, _disk: Path) -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Row:
    """`share` is its part of all kills; `needs` a program or library it cannot do without."""

    title: str
    play: Callable[[Stage, int], None]
    share: float
    postgres: bool = False
    needs: str = ""
    prepare: Callable[[ExitStack, Path], None] = nothing


def killed(stage: Stage, kills: int) -> None:
    """Kill while it starts, or some time after it serves."""
    for _ in range(kills):
        life = stage.begin()
        if random.random() < 0.7:
            life.ready()
            stage.worked()
        nap(0.2)
        stage.kill(life)


def naive(stage: Stage, kills: int) -> None:
    """Kill a server as it sends, with nothing written down before: the proof has to see that."""
    send_then_mark()
    for _ in range(kills):
        life = stage.alive()
        stage.posted()
        stage.kill(life)


def swept(stage: Stage, kills: int) -> None:
    """Kill at the first call of a kind after it serves, at the second, and so on."""
    for number in range(stage.first, stage.first + kills):
        life = stage.alive()
        if life is not None:
            _kill_at(life, (WRITES, SENDS)[number % 2], 1 + number // 2)
        stage.kill(life)


def _kill_at(life: Life, calls: str, number: int) -> None:
    inject = f"inject={calls}:signal=SIGKILL:when={number}"
    program = ["strace", "-f", "-qqq", "-o", os.devnull, "-p", str(life.pid)]
    tracer = subprocess.Popen(
        [*program, "-e", f"trace={calls}", "-e", inject], stderr=subprocess.DEVNULL
    )
    with contextlib.suppress(subprocess.TimeoutExpired):
        tracer.wait(10)  # it ends with what it traces
    tracer.kill()
    tracer.wait()


def frozen(stage: Stage, kills: int) -> None:
    """Stop it for longer than Slack or its own time limits wait; then kill it, or let it go on."""
    for _ in range(kills):
        if life := stage.alive():
            stage.worked()
            life.signal(signal.SIGSTOP)
            nap(1.5)
            if random.random() < 0.6:
                life.signal(signal.SIGCONT)
                nap(0.6)
        stage.kill(life)


def displaced(stage: Stage, kills: int) -> None:
    """Set the clock forward and back, twice in each life."""
    for _ in range(kills):
        if life := stage.alive():
            for _jump in range(2):
                stage.worked()
                _set(stage, random.choice(OFFSETS))
            nap(0.5)
            _set(stage, random.choice((-5, 0, 5)))  # Slack's door takes five minutes, no more
        stage.kill(life)
    _set(stage, 0)  # nothing begins to serve with a clock that is an hour off
    # What was queued by the later clock is due by it.
    stage.at_last = lambda: _set(stage, int(stage.lead))


def _set(stage: Stage, seconds: int) -> None:
    stage.lead = max(stage.lead, seconds)
    Path(os.environ[FAKETIME]).write_text(f"{seconds:+d}\n")


def full(stage: Stage, kills: int) -> None:
    """Fill the disk, and make room again or kill it while the disk is full."""
    assert isinstance(stage.store, Lite)
    for _ in range(kills):
        if life := stage.alive():
            stage.worked()
            with _full(stage.store.path.parent, life):
                nap(0.8)
                if random.random() < 0.4:
                    life.signal(signal.SIGKILL)
            nap(0.5)
        stage.kill(life)


@contextlib.contextmanager
def _full(disk: Path, life: Life) -> Iterator[None]:
    if not disk.is_mount():
        with _no_growth(life):
            yield
        return
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while file.write(b"x" * 4096):
            pass
    yield
    filler.unlink()


@contextlib.contextmanager
def _no_growth(life: Life) -> Iterator[None]:
    """Let none of its files grow beyond 4 KiB, where no small disk can be had."""
    before = resource.prlimit(life.pid, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    yield
    with contextlib.suppress(ProcessLookupError):
        resource.prlimit(life.pid, resource.RLIMIT_FSIZE, before)


def own_disk(stack: ExitStack, disk: Path) -> None:
    """Put a small disk there if this machine allows it."""
    with contextlib.suppress(subprocess.CalledProcessError, FileNotFoundError):
        stack.enter_context(small_disk(disk))


def locked(stage: Stage, kills: int) -> None:
    """Have another program hold the database, for longer than Kring waits for it."""
    for _ in range(kills):
        if life := stage.alive():
            stage.worked()
            with stage.store.locked():
                nap(1.2)
                if random.random() < 0.3:
                    life.signal(signal.SIGKILL)
            nap(0.4)
        stage.kill(life)


def bereft(stage: Stage, kills: int) -> None:
    """Kill PostgreSQL under it, start it again, and go on with the same server or kill it too."""
    assert isinstance(stage.store, Postgres)
    for _ in range(kills):
        if life := stage.alive():
            stage.worked()
            stage.store.kill()
            nap(0.5)
            if random.random() < 0.3:
                life.signal(signal.SIGKILL)
            stage.store.start()
            nap(2, 0.5)
        stage.kill(life)


STRACE, LIBFAKETIME = "strace", "libfaketime"
ROWS = {
    "killed": Row("killed at random moments", killed, 0.45),
    "killed-pg": Row("killed at random moments", killed, 0.2, postgres=True),
    "swept": Row("killed at each write, fsync and send", swept, 0.11, needs=STRACE),
    "swept-pg": Row("killed at each write and send", swept, 0.06, postgres=True, needs=STRACE),
    "frozen": Row("stopped (SIGSTOP), then killed or let go on", frozen, 0.06),
    "displaced": Row("clock set forward and back", displaced, 0.04, needs=LIBFAKETIME),
    "full": Row("disk full", full, 0.04, prepare=own_disk),
    "locked": Row("database locked by another program", locked, 0.03),
    "locked-pg": Row("outbox locked by another program", locked, 0.02, postgres=True),
    "bereft": Row("PostgreSQL killed and started again", bereft, 0.015, postgres=True),
    "naive": Row("killed, with nothing written down before a send", naive, 0),
}


def library() -> Path | None:
    """Return where libfaketime is, None where it is not."""
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)


def can(row: Row) -> bool:
    """Say whether what a row needs is here."""
    if row.needs == LIBFAKETIME:
        return library() is not None
    return not row.needs or shutil.which(row.needs) is not None
