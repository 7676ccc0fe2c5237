"""The crash proof from beginning to end: `make crash KILLS=1000 SECONDS=2400`.

It goes on where an earlier run was stopped, and writes its table into docs/reliability.md.
`--fresh` begins anew.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import IO, Any, cast

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from tests.crash import table
from tests.crash.rows import FAKETIME, LIBFAKETIME, ROWS, Row, can, library
from tests.crash.stage import ROOT

LINES = ROOT / "build" / "crash" / "rounds.jsonl"
ROUND = 10
Figures = dict[str, Any]


def rounds() -> list[Figures]:
    """Return what was played so far."""
    if not LINES.exists():
        return []
    return [json.loads(line) for line in LINES.read_text().splitlines()]


def plan(kills: int, before: list[Figures]) -> list[tuple[str, int, int]]:
    """Return the rounds still to be played (row, first kill, kills), all rows in turns."""
    found: list[tuple[float, str, int, int]] = []
    for name, row in ROWS.items():
        wanted = max(4, round(kills * row.share)) if row.share and can(row) else 0
        done = sum(one["kills"] for one in before if one["row"] == name)
        found += [
            (first / wanted, name, first, min(ROUND, wanted - first))
            for first in range(done, wanted, ROUND)
        ]
    return [(name, first, number) for _part, name, first, number in sorted(found)]


@contextmanager
def surroundings(row: Row) -> Iterator[dict[str, str]]:
    """Give the environment of a round, with a clock that can be set where that is needed."""
    if row.needs != LIBFAKETIME:
        yield dict(os.environ)
        return
    with tempfile.NamedTemporaryFile("w", suffix=".time") as offset:
        offset.write("+0\n")
        offset.flush()
        own = {"LD_PRELOAD": str(library()), FAKETIME: offset.name, "FAKETIME_NO_CACHE": "1"}
        yield {**os.environ, **own, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}


def play(name: str, first: int, kills: int, killed: Callable[[], None]) -> Figures | None:
    """Play a round in a process of its own, telling of each kill; None when it broke off."""
    given = [name, str(first), str(kills), str(int(time.time_ns() // 1000) % 10**9)]
    program = [sys.executable, "-m", "tests.crash.stage", *given]
    with (
        surroundings(ROWS[name]) as environment,
        subprocess.Popen(
            program, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
        ) as process,
    ):
        said = cast("IO[str]", process.stdout)
        while said.read(1) == ".":
            killed()
        line = said.read()
    if process.returncode:
        return None
    found: Figures = json.loads(line)
    return found


def keep(figures: Figures) -> None:
    LINES.parent.mkdir(parents=True, exist_ok=True)
    with LINES.open("a") as file:
        file.write(json.dumps(figures) + "\n")


def run(kills: int, seconds: float, jobs: int) -> bool:
    """Play what is left of the plan, as far as the time goes; False when a round broke off."""
    until, before = time.monotonic() + seconds, rounds()
    todo, sound = plan(kills, before), True
    columns = (TextColumn("kills"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        done = sum(one["kills"] for one in before)
        bar = shown.add_task("", total=done + sum(one[2] for one in todo), completed=done)

        def one(which: tuple[str, int, int]) -> bool:
            if time.monotonic() > until:
                return True
            figures = play(*which, lambda: shown.advance(bar))
            if figures is not None:
                keep(figures)
            return figures is not None

        with ThreadPoolExecutor(jobs) as threads:
            sound = all(threads.map(one, todo))
    return sound


def main() -> int:
    """Play, write the table, and return 0 when nothing was lost, doubled or otherwise wrong."""
    asked = argparse.ArgumentParser(prog="make crash")
    asked.add_argument("--kills", type=int, default=1000)
    asked.add_argument("--seconds", type=float, default=2400)
    asked.add_argument("--jobs", type=int, default=2, help="rounds side by side")
    asked.add_argument("--fresh", action="store_true")
    given = asked.parse_args()
    if given.fresh:
        LINES.unlink(missing_ok=True)
    sound = run(given.kills, given.seconds, given.jobs)
    found = rounds()
    table.write(found, f"make crash KILLS={given.kills} SECONDS={given.seconds:g}")
    Console().print(table.shown(found))
    return 0 if sound and table.is_clean(found) else 1


if __name__ == "__main__":
    sys.exit(main())
