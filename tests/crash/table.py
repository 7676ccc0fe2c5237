"""The table of the proof, for the terminal and for docs/reliability.md."""

import os
import platform
import re
import sqlite3
from datetime import UTC, datetime
from typing import Any

import psutil
from rich.table import Table

from tests.crash.life import SETTLE
from tests.crash.rows import ROWS, can
from tests.crash.stage import ROOT
from tests.crash.verdict import WRONG

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- made by make crash -->", "<!-- end of what make crash made -->"
COLUMNS = {
    "kills": "kills", "promised": "promised", "arrived": "arrived", "lost": "lost",
    "doubled": "doubled", "early": "early", "after": "after a cancel",
    "disordered": "out of order", "left": "left up", "crossed": "crossed a cancel",
    "taken_back": "taken back", "looked": "look-ups", "faults": "Slack's faults",
}  # fmt: skip
# What is not promised, or no fault of Kring's; told where it happened.
BESIDES = {
    "hidden": "doubled, of a post that Slack kept later than the settle time",
    "refused": "starts refused: Slack out of reach, or PostgreSQL still busy with the life before",
    "ended": "lives that ended by themselves",
    "broken": "faults of the store, or payloads that Slack refused",
}
Figures = dict[str, Any]


def rows(rounds: list[Figures]) -> dict[str, Figures]:
    """Add the rounds of each row up."""
    found: dict[str, Figures] = {}
    for one in rounds:
        one = {**one, "ended": len(one["faults_of_lives"])}
        row = found.setdefault(one["row"], dict.fromkeys([*COLUMNS, *BESIDES], 0))
        for name in row:
            row[name] += one[name]
    return {name: found[name] for name in ROWS if name in found}


def is_clean(rounds: list[Figures]) -> bool:
    return not any(row[name] for row in rows(rounds).values() for name in (*WRONG, "ended"))


def _cells(name: str, row: Figures) -> list[str]:
    store = "PostgreSQL" if ROWS[name].postgres else "SQLite"
    return [ROWS[name].title, store, *(f"{row[column]:,}" for column in COLUMNS)]


def shown(rounds: list[Figures]) -> Table:
    """Lay it out for the terminal: a column for each row, by its short name."""
    found = rows(rounds)
    laid_out = Table("", *found)
    for figure, name in {**COLUMNS, **BESIDES}.items():
        laid_out.add_row(name, *(f"{row[figure]:,}" for row in found.values()))
    return laid_out


def besides(rounds: list[Figures]) -> list[str]:
    """Say what else happened, a line each."""
    return [
        f"- {ROWS[name].title}: {row[what]} {said}."
        for name, row in rows(rounds).items()
        for what, said in BESIDES.items()
        if row[what]
    ]


def machine() -> str:
    """Describe the machine without naming it."""
    memory = psutil.virtual_memory().total / 2**30
    kernel = platform.release().partition("-")[0]
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {kernel}, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    )


def markdown(rounds: list[Figures], command: str) -> str:
    """Write it as Markdown: what happened as rows, what was counted as columns."""
    head = ["what befalls the server", "database", *COLUMNS.values()]
    lines = [head, ["---", "---", *("---:" for _ in COLUMNS)]]
    lines += [_cells(name, row) for name, row in rows(rounds).items()]
    missing = [f"*{row.title}* ({row.needs})" for row in ROWS.values() if not can(row)]
    total = sum(one["kills"] for one in rounds)
    minutes = sum(one["seconds"] for one in rounds) / 60
    made = (
        f"`{command}`, {datetime.now(UTC):%-d %B %Y}: {total:,} kills, {minutes:.0f} minutes of "
        f"lives. {machine()}. Settle time {SETTLE.total_seconds():g} s."
    )
    said = [
        made,
        *([f"Not played here, for want of a program: {', '.join(missing)}."] if missing else []),
        "\n".join(f"| {' | '.join(line)} |" for line in lines),
        "\n".join(besides(rounds)),
    ]
    return "\n\n".join(one for one in said if one)


def write(rounds: list[Figures], command: str) -> None:
    """Put it into the page, in place of the one before."""
    page = PAGE.read_text()
    block = f"{BEGIN}\n\n{markdown(rounds, command)}\n\n{END}"
    changed = re.sub(
        f"{re.escape(BEGIN)}.*{re.escape(END)}", lambda _: block, page, flags=re.DOTALL
    )
    PAGE.write_text(changed)
