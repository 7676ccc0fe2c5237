"""What the benchmarks share: where things are, how lag is sampled, how figures are told."""

import asyncio
import json
import math
import os
import platform
import sqlite3
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import psutil
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"
NAP = 0.005  # seconds between two looks at the event loop


def kring(*arguments: str) -> list[str]:
    """Return what runs a command of Kring in a process of its own, from ROOT."""
    return [sys.executable, "-c", "from adapters.cli import app; app()", *arguments]


def answers_of(file: Path) -> Path | None:
    """Return the script of answers that belongs to a network file, None without one."""
    path = file.parent / "answers" / file.name
    return path if path.exists() else None


def report(name: str, figures: dict[str, float]) -> None:
    """Print the one line that a benchmark is for, with the machine it was measured on."""
    rounded = {figure: round(value, 4) for figure, value in figures.items()}
    print(json.dumps({"name": name, "figures": rounded, "machine": machine()}))


def machine() -> dict[str, str | float]:
    """Describe the machine without naming it, and how busy it was over 1, 5 and 15 minutes."""
    memory = psutil.virtual_memory().total / 2**30
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "cores": os.cpu_count() or 1,
        "memory_gb": round(memory, 1),
        "system": f"{platform.system()} {platform.release().partition('-')[0]}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "load": " ".join(f"{one:.2f}" for one in os.getloadavg()),
    }


def note(text: str) -> None:
    """Tell on standard error what is being done."""
    print(text, file=sys.stderr)


def quantile(values: Sequence[float], part: float) -> float:
    """Return the value that this part (0 to 1) of all values does not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def progress() -> Progress:
    """Return a progress bar on standard error."""
    shown = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    return Progress(*shown, console=Console(stderr=True))


@asynccontextmanager
async def lag() -> AsyncIterator[list[float]]:
    """Sample inside the block by how many milliseconds the event loop wakes a sleeper late."""
    late: list[float] = []
    sampler = asyncio.create_task(_sample(late))
    try:
        yield late
    finally:
        sampler.cancel()


async def _sample(late: list[float]) -> None:
    while True:
        before = perf_counter()
        await asyncio.sleep(NAP)
        late.append((perf_counter() - before - NAP) * 1000)
