"""One round of the proof: a fresh database, a peer, many lives, a last one, and the verdict.

`python -m tests.crash.stage ROW FIRST KILLS SEED` prints a dot a kill and the figures as JSON.
"""

import json
import os
import random
import select
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, cast

from storage.database import Database, Unit
from storage.engines import address, make_engine
from storage.networks import Membership, Network, Room
from storage.people import Person, add
from tests import databases
from tests.crash import notes, verdict
from tests.crash.life import REFUSED, Life, Place, hurry
from tests.crash.stores import Lite, Postgres, Store
from tests.databases import make_tables

ROOT = Path(__file__).parents[2]
PATIENCE = 180  # seconds for the last life to do all that is left


class Peer:
    """The loopback Slack's process."""

    def __init__(self, journal: Path, port: int, seed: str) -> None:
        program = [sys.executable, "-m", "tests.crash.peer", str(journal), str(port), seed]
        true_time = {name: said for name, said in os.environ.items() if name != "LD_PRELOAD"}
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._process = subprocess.Popen(
            program, cwd=ROOT, env=true_time, preexec_fn=databases._die_with_parent, **pipes
        )  # type: ignore[call-overload]
        self._in = cast("IO[str]", self._process.stdin)
        self._out = cast("IO[str]", self._process.stdout)
        hello = json.loads(self._out.readline())
        self.api, self.rooms, self.user = hello["api"], hello["rooms"], hello["user"]

    def quiet(self) -> None:
        self._in.write("quiet\n")
        self._in.flush()

    def end(self) -> None:
        self._in.close()
        self._process.wait()
        self._out.close()


class Stage:
    """Where lives are lived and taken; `faults` tells what should not have been."""

    def __init__(self, store: Store, place: Place, first: int) -> None:
        self.store = store
        self.place = place
        self.first = first
        self.faults: list[str] = []
        self.kills = self.refused = 0
        self.lead = 0.0
        self.at_last: Callable[[], None] = lambda: None  # done once the last life serves
        self.living: Life | None = None

    def begin(self) -> Life:
        """Begin a life, without waiting for it."""
        self.living = Life(self.place)
        return self.living

    def end(self) -> None:
        """Leave nobody alive, also when the round broke off."""
        if self.living is not None and self.living.status is None:
            self.living.signal(signal.SIGKILL)
            self.living.wait()

    def alive(self) -> Life | None:
        """Begin a life and wait until it serves; None when it ended before."""
        life = self.begin()
        if life.ready():
            return life
        self._over(life)
        return None

    def worked(self) -> None:
        """Wait until something was done; on a slow machine that takes longer."""
        journal = self.place.folder / "journal"
        enough = journal.stat().st_size + random.randrange(2500)
        until = time.monotonic() + 3
        while journal.stat().st_size < enough and time.monotonic() < until:
            nap(0.01)

    def posted(self) -> None:
        """Wait until the next post has arrived, or for a while."""
        until = time.monotonic() + 3
        with (self.place.folder / "journal").open() as journal:
            journal.seek(0, os.SEEK_END)
            while '"what": "post"' not in journal.read() and time.monotonic() < until:
                nap(0.001)

    def kill(self, life: Life | None) -> None:
        """Take a life, and count it."""
        if life is not None:
            life.signal(signal.SIGKILL)
            self._over(life)
        self.kills += 1
        print(".", end="", flush=True)  # noqa: T201 - to who started it

    def _over(self, life: Life) -> None:
        status = life.wait()
        if status == REFUSED:
            self.refused += 1
        elif status != -signal.SIGKILL:
            self.faults.append(f"a life ended by itself with {status}")

    def last(self) -> None:
        """Live once more until nothing is left to do, and end as an administrator would."""
        until, life = time.monotonic() + PATIENCE, self.alive()
        while life is None and time.monotonic() < until:
            life = self.alive()
        self.at_last()
        while not verdict.is_drained(self.place.url) and time.monotonic() < until:
            nap(0.05)
        if life is None or time.monotonic() >= until:
            self.faults.append("the last life did not finish")
        if life is not None:
            nap(0.3, 0.3)  # it listens for signals from just after it serves
            life.signal(signal.SIGTERM)
            if life.wait() != 0:
                self.faults.append("the last life did not end well")


def nap(most: float, least: float = 0) -> None:
    """Wait for some seconds; time.sleep fails under libfaketime."""
    select.select([], [], [], random.uniform(least, most))


def set_up(place: Place, peer: Peer) -> None:
    """Make the tables, and a network in each room."""
    make_tables(place.url)
    engine = make_engine(address(place.url))
    notes.tables.create_all(engine)
    engine.dispose()
    database, now = Database.open(place.url), datetime.now(UTC)

    def work(unit: Unit) -> None:
        vera = add(unit.session, Person(name="Vera"), "slack", "T0CIRCLE", peer.user)
        for room in peer.rooms:
            network = Network(name=room, ready_at=now)
            unit.session.add(network)
            unit.session.flush()
            where = {"platform": "slack", "tenant": "T0CIRCLE", "room_ref": room}
            unit.session.add(Room(network_id=network.id, **where))
            member = Membership(network_id=network.id, person_id=vera.id, joined_at=now)
            unit.session.add(member)

    database.write_now(work)
    database.close_now()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def play(name: str, first: int, kills: int, seed: str) -> dict[str, object]:
    """Play a round and return what came of it."""
    from tests.crash.rows import ROWS  # which play on this stage

    row = ROWS[name]
    random.seed(seed)
    hurry()
    began = time.monotonic()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="kring-crash-")))
        disk = folder / "disk"
        disk.mkdir()
        row.prepare(stack, disk)
        store = Postgres(disk) if row.postgres else Lite(disk)
        stack.callback(store.close)
        port = free_port()
        peer = Peer(folder / "journal", port, seed)
        stack.callback(peer.end)
        stage = Stage(store, Place(folder, store.url, port, peer.api), first)
        stack.callback(stage.end)
        set_up(stage.place, peer)
        row.play(stage, kills)
        peer.quiet()
        stage.last()
        peer.end()
        figures = verdict.of_round(store.url, folder / "journal", stage.lead)
        if row.share:
            _show(folder, figures, stage)
    seconds = round(time.monotonic() - began, 1)
    more = {"row": name, "first": first, "kills": stage.kills, "seed": seed, "seconds": seconds}
    return {**more, "refused": stage.refused, "faults_of_lives": stage.faults, **figures}


def _show(folder: Path, figures: dict[str, int], stage: Stage) -> None:
    """Keep what is needed to understand a round that went wrong."""
    bad = any(figures[one] for one in verdict.WRONG)
    if bad or stage.faults:
        kept = ROOT / "build" / "crash" / f"wrong-{int(time.time())}"
        shutil.copytree(folder / "disk", kept / "disk")
        for name in ("journal", "lives.log"):
            (kept / name).write_bytes((folder / name).read_bytes())


if __name__ == "__main__":
    found = play(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
    print(f"\n{json.dumps(found)}")  # noqa: T201 - to who started it
