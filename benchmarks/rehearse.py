"""Rehearsing every example with its answers, as a process and inside this one."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from benchmarks._measure import EXAMPLES, ROOT, answers_of, kring, report
from bot.networkfile import Script, read, read_answers
from bot.registry import standard
from bot.rehearse import rehearse


def as_process(file: Path) -> float:
    """Return how many seconds `kring rehearse FILE --json` takes, from nothing to the end."""
    answers = answers_of(file)
    more = ["--answers", str(answers)] if answers else []
    started = perf_counter()
    subprocess.run(
        kring("rehearse", str(file), *more, "--json"),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return perf_counter() - started


def planning(file: Path) -> float:
    """Return how many seconds the planner alone takes, all being read and imported."""
    registry = standard()
    network = read(file.read_bytes(), known_lines=tuple(registry.lines))
    answers = answers_of(file)
    script = read_answers(answers.read_bytes(), network) if answers else Script()
    started = perf_counter()
    rehearse(registry, network, script, datetime(2026, 9, 1, tzinfo=UTC))
    return perf_counter() - started


def main() -> None:
    """Measure and report."""
    files = sorted(EXAMPLES.glob("*.yaml"))
    whole = {file.stem: as_process(file) for file in files}
    slowest = max(whole, key=lambda name: whole[name])
    figures = {f"rehearse.{name}_s": seconds for name, seconds in whole.items()}
    figures["rehearse.planning_s"] = max(planning(file) for file in files)
    report("rehearse", {"rehearse.seconds": whole[slowest], **figures})


if __name__ == "__main__":
    main()
