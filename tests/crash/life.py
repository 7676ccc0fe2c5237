"""One life of the real server (`kring serve` for Slack), forked from where it is loaded."""

import asyncio
import ctypes
import os
import select
import signal
import sys
import traceback
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp

import adapters.cli.serve
import adapters.main
from adapters import calm
from adapters.settings import Settings
from adapters.slack import clients
from adapters.slack.messenger import SlackMessenger
from scheduler import faults, waker
from scheduler.lanes import Rate
from storage import engines
from storage.database import AlreadyOwned
from tests.children import ended
from tests.crash import notes
from tests.databases import DEATH_SIGNAL
from tests.peers.slack import Slack

SETTLE = timedelta(seconds=0.6)
REFUSED = 3
PATIENCE = 60  # seconds until a life serves


@dataclass(frozen=True)
class Place:
    """Where a life happens."""

    folder: Path
    url: str
    port: int
    api: str

    @property
    def settings(self) -> Settings:
        keys = {
            "SLACK_BOT_TOKEN": "xoxb-T0CIRCLE",
            "SLACK_SIGNING_SECRET": Slack.signing_secret,
            "SLACK_API_URL": self.api,
        }
        where = {"data": self.folder, "database_url": self.url, "port": self.port}
        return Settings(_env_file=None, secret_key="k" * 32, **where, **keys)  # type: ignore[call-arg]


def hurry() -> None:
    """Have all that waits wait shorter, in proportion: the lives are short."""
    adapters.main.SLACK_RATE = Rate()
    adapters.main.standard = notes.registry
    clients.TIMEOUT = aiohttp.ClientTimeout(total=0.4)
    SlackMessenger.settle = SETTLE
    adapters.main.SPAN, adapters.main.BEAT = timedelta(seconds=3), timedelta(seconds=0.5)
    faults.FIRST = timedelta(seconds=0.05)
    waker.CAP = timedelta(seconds=1)
    engines.BUSY_SECONDS = 0.3  # type: ignore[assignment]


class Life:
    """A child process; `ready` waits until it serves."""

    def __init__(self, place: Place) -> None:
        self._reads, writes = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            _live(place, writes)
        os.close(writes)
        self.status: int | None = None

    def ready(self) -> bool:
        """Wait until it serves; False when it ended before that, or does not get that far."""
        if not select.select([self._reads], [], [], PATIENCE)[0]:
            self.signal(signal.SIGKILL)
        return os.read(self._reads, 1) == b"r"

    def signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def wait(self) -> int:
        """Return how it ended: its exit code, or the negative number of a signal."""
        if self.status is None:
            self.status = ended(self.pid)
            os.close(self._reads)
        return self.status


def _live(place: Place, ready: int) -> None:
    status = 1
    try:
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)  # not to outlive a broken round
        log = os.open(place.folder / "lives.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(log, 1)
        os.dup2(log, 2)
        calm.begun = lambda: os.write(ready, b"r") and None
        asyncio.run(adapters.cli.serve.serve(place.settings))
        status = 0
    except (AlreadyOwned, ValueError) as refusal:
        print(refusal)  # noqa: T201 - into the log of lives
        status = REFUSED
    except BaseException:  # noqa: BLE001 - it is told in the log, and by the status
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)
