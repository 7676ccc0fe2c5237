"""Kring's command line in a process of its own, as an administrator runs it."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile

from adapters.cli import app
from tests.processes import begun, end_of

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120  # seconds: only a server that hangs is waited for so long


def environment(data: Path, /, **settings: str) -> dict[str, str]:
    """Return the settings of a server in a folder, and none of this process's own.

    A name that begins with 'slack_' stands for itself, any other for one of Kring's.
    """
    own = ("KRING_", "SLACK_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    given = {variable(name): value for name, value in settings.items()}
    return {**kept, "PYTHONPATH": str(ROOT), "KRING_DATA": str(data), "KRING_PORT": "0", **given}


def variable(name: str) -> str:
    return name.upper() if name.startswith("slack_") else f"KRING_{name.upper()}"


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "adapters.cli", *words]


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    status: int
    said: str

    @property
    def sentences(self) -> list[str]:
        return [line for line in self.said.splitlines() if line.strip()]


def run(folder: Path, /, *words: str, **settings: str) -> Ended:
    """Run a command to its end, in the folder of its data, forked from where it is read already."""
    with NamedTemporaryFile() as said:
        given = (Path(said.name), folder, environment(folder, **settings), words)
        with begun(_run, *given) as process:
            status = end_of(process)
        return Ended(status, said.read().decode())


def _run(said: Path, folder: Path, settings: dict[str, str], words: tuple[str, ...]) -> None:
    with said.open("w") as file:
        os.dup2(file.fileno(), sys.stdout.fileno())
        os.dup2(file.fileno(), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(settings)
    os.chdir(folder)
    app(list(words), prog_name="kring")


@dataclass
class Served:
    """A server that is ready: its address, and what it said until then."""

    process: subprocess.Popen[str]
    address: str
    said: list[str] = field(default_factory=list)

    def stop(self) -> int:
        """Ask it to stop, and return its status."""
        self.process.send_signal(signal.SIGTERM)
        self.said += self.process.communicate(timeout=PATIENCE)[1].splitlines()
        return self.process.returncode


@contextmanager
def served(data: Path, **settings: str) -> Iterator[Served]:
    """Run a server until the end of the block, however it ends."""
    with subprocess.Popen(
        command("serve"),
        cwd=data,
        env=environment(data, **settings),
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield _ready(process)
        finally:
            process.kill()


def _ready(process: "subprocess.Popen[str]") -> Served:
    said: list[str] = []
    for line in process.stderr or ():
        said.append(line)
        if found := re.search(r"http://[\w.:]+", line):
            return Served(process, found[0], said)
    raise AssertionError(f"The server ended before it was ready:\n{''.join(said)}")
