"""Runs the benchmarks, each in a process of its own, and keeps their figures in one file."""

import json
import os
import pkgutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "latest.jsonl"
LIMIT = 900
"""Seconds after which a benchmark is ended: one that hangs does not keep the others waiting."""

WIDE = 110
AIMS = {
    "schedule.insert_ratio": (">=", 15), "schedule.drain_ratio": (">=", 5),
    "schedule.idle_wakeup_us": ("<=", 200), "schedule.start_ratio": ("<=", 1.3),
    "schedule.extra_mb": ("<=", 40), "schedule.loop_p999_ms": ("<=", 20),
    "votes.ratio_500": (">=", 4), "votes.p99_ms_500": ("<=", 500),
    "fanout.makespan_ratio": ("<=", 1.02), "fanout.rejected": ("<=", 0),
    "fanout.smallest_s": ("<=", 12), "fanout.decision_us": ("<=", 10),
    "startup.ready_s": ("<=", 2.5), "startup.rss_mb": ("<=", 150),
    "startup.cpu_percent": ("<=", 0.3),
    "slack_inbound.ratio": (">=", 0.5), "slack_inbound.ack_p50_ms": ("<=", 100),
    "slack_inbound.ack_max_ms": ("<=", 1000),
    "teams_inbound.ratio": (">=", 0.5), "teams_inbound.ack_p50_ms": ("<=", 100),
    "teams_inbound.ack_max_ms": ("<=", 1000),
    "rotation.plan_ms": ("<=", 100), "scaleout.ratio_2": (">=", 1.4),
    "evaluation.close_ms": ("<=", 500), "rehearse.seconds": ("<=", 2),
    "year.seconds": ("<=", 60), "year.loop_p999_ms": ("<=", 20), "year.loop_max_ms": ("<=", 100),
}  # fmt: skip


class Result(TypedDict):
    """What one benchmark printed: figures by name, the unit at the end of each name."""

    name: str
    figures: dict[str, float]
    machine: dict[str, str | float]


def programs() -> list[str]:
    """Return the names of all benchmarks, those with an underscore in front being helpers."""
    names = (module.name for module in pkgutil.iter_modules([str(HERE)]))
    return sorted(name for name in names if not name.startswith("_"))


def run(name: str) -> Result | None:
    """Run one benchmark to its end, or to LIMIT; None when it failed, its words being on stderr."""
    print(f"{name} …", file=sys.stderr)
    process = subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{name}"],
        cwd=HERE.parent,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        said, _ = process.communicate(timeout=LIMIT)
    except BaseException as error:
        os.killpg(process.pid, signal.SIGKILL)  # with the servers and workers that it started
        process.communicate()
        if not isinstance(error, subprocess.TimeoutExpired):
            raise
        print(f"{name} was ended after {LIMIT} seconds.", file=sys.stderr)
        return None
    lines = said.strip().splitlines()
    if process.returncode or not lines:
        return None
    result: Result = json.loads(lines[-1])
    return result


def table(results: list[Result]) -> Table:
    """Lay the figures out, one a row, with what was aimed at and how busy the machine was."""
    laid_out = Table("figure", title="Kring, measured")
    laid_out.add_column("value", justify="right")
    laid_out.add_column("aim", justify="right")
    laid_out.add_column("load 1, 5, 15 min")
    for result in results:
        for figure, value in result["figures"].items():
            load = str(result["machine"]["load"])
            laid_out.add_row(figure, f"{value:,.6g}", aim(figure, value), load)
        laid_out.add_section()
    return laid_out


def aim(figure: str, value: float) -> str:
    """Write what was aimed at, and whether it was missed; '' for what tells something only."""
    if figure not in AIMS:
        return ""
    way, bound = AIMS[figure]
    met = value >= bound if way == ">=" else value <= bound
    return f"{way} {bound:g}" if met else f"missed: {way} {bound:g}"


def main(wanted: list[str]) -> int:
    """Run the wanted benchmarks, or all; return 1 if one failed or is unknown."""
    unknown = sorted(set(wanted) - set(programs()))
    if unknown:
        print(f"No benchmark named {', '.join(unknown)}; there are {', '.join(programs())}.")
        return 1
    outcomes = {name: run(name) for name in wanted or programs()}
    results = [result for result in outcomes.values() if result is not None]
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text("".join(f"{json.dumps(result)}\n" for result in results), encoding="utf-8")
    # Into a file or a pipe no name is cut.
    Console(width=None if sys.stdout.isatty() else WIDE).print(table(results))
    failed = [name for name, result in outcomes.items() if result is None]
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
