"""Runs the benchmarks, each in a process of its own, and keeps their figures in one file."""

import json
import pkgutil
import subprocess
import sys
from pathlib import Path
from typing import TypedDict

from rich.console import Console
from rich.table import Table

HERE = Path(__file__).resolve().parent
RESULTS = HERE / "results" / "latest.jsonl"


class Result(TypedDict):
    """What one benchmark printed: figures by name, the unit at the end of each name."""

    name: str
    figures: dict[str, float]


def programs() -> list[str]:
    """Return the names of all benchmarks, those with an underscore in front being helpers."""
    names = (module.name for module in pkgutil.iter_modules([str(HERE)]))
    return sorted(name for name in names if not name.startswith("_"))


def run(name: str) -> Result | None:
    """Run one benchmark to its end; None when it failed, its own words being on stderr."""
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{name}"],
        cwd=HERE.parent,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    if done.returncode or not lines:
        return None
    result: Result = json.loads(lines[-1])
    return result


def table(results: list[Result]) -> Table:
    """Lay the figures out, one a row."""
    laid_out = Table("benchmark", "figure", title="Kring, measured")
    laid_out.add_column("value", justify="right")
    for result in results:
        for figure, value in result["figures"].items():
            laid_out.add_row(result["name"], figure, f"{value:,.6g}")
        laid_out.add_section()
    return laid_out


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
    Console().print(table(results))
    failed = [name for name, result in outcomes.items() if result is None]
    if failed:
        print(f"Failed: {', '.join(failed)}.", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
