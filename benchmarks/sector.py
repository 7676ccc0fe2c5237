"""A year of a whole sector on paper: 100,000 networks, their rows, sends, workers and cost.

The year is that of a rehearsed network file, begun in another week and on another weekday by each
network. What is assumed stands in `Assumed`.
"""

import json
import random
import subprocess
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil

from benchmarks._measure import EXAMPLES, ROOT, kring, report

SAMPLE = 2000  # networks that are drawn, for all
FILE = EXAMPLES / "monthly.yaml"
GROUP, MEMBERS = "the group", 10  # as many as the file has


@dataclass(frozen=True)
class Assumed:
    """What is not measured here."""

    networks: int = 100_000
    members: int = 25
    networks_in_a_workspace: int = 20
    workspace_per_s: float = 4.0  # what Slack lets pass
    worker_per_s: float = 100.0  # of `scaleout.one_per_s` a third: platforms may be slow
    in_use: float = 0.5  # so much of a worker is counted on: one may be lost at the peak
    minutes: float = 5.0  # in which what falls due together has gone out
    rows_a_message: float = 3.0  # delivery, shown card and part
    bytes_a_row: float = 500.0  # with its indexes
    acts_a_message: float = 0.5  # presses, votes and forms
    euros_a_worker: float = 15.0  # a month, two cores
    euros_a_database: float = 250.0  # a month, eight cores and a replica


def year() -> list[tuple[datetime, bool]]:
    """Return when (local) each message of the rehearsed year goes out, and whether to all."""
    asked = kring("rehearse", str(FILE), "--json")
    done = subprocess.run(asked, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [(datetime.fromisoformat(one["local"]), one["to"] == GROUP) for one in lines]


def minutes(messages: list[tuple[datetime, bool]], assumed: Assumed) -> dict[datetime, float]:
    """Count the messages of the sample by the minute of one year, on working days."""
    weight = assumed.members / MEMBERS
    dice = random.Random(2026)
    found: defaultdict[datetime, float] = defaultdict(float)
    for _ in range(SAMPLE):
        shift = timedelta(weeks=dice.randrange(52), days=dice.randrange(5))
        for at, to_all in messages:
            found[_within(at + shift)] += 1 if to_all else weight
    return found


def _within(at: datetime) -> datetime:
    """Put a moment on a weekday of the year 2026, to the minute."""
    day = date(2026, 1, 5) + timedelta(days=(at.date() - date(2026, 1, 5)).days % 364)
    day -= timedelta(days=max(day.weekday() - 4, 0))
    return datetime(day.year, day.month, day.day, at.hour, at.minute)  # noqa: DTZ001 - local


def figures(assumed: Assumed) -> dict[str, float]:
    """Return the figures for all networks."""
    counted, scale = minutes(year(), assumed), assumed.networks / SAMPLE
    sends = sum(counted.values()) * scale
    peak = max(counted.values()) * scale
    together = peak * assumed.networks_in_a_workspace / assumed.networks
    workers = ceil(peak / (assumed.minutes * 60) / (assumed.worker_per_s * assumed.in_use))
    rows = sends * assumed.rows_a_message
    euros = max(workers, 2) * assumed.euros_a_worker + assumed.euros_a_database
    return {
        "sector.networks": assumed.networks,
        "sector.sends_a_year": sends,
        "sector.sends_a_second_on_average": sends / 364 / 86400,
        "sector.acts_a_second_on_average": sends * assumed.acts_a_message / 364 / 86400,
        "sector.due_in_the_fullest_minute": peak,
        "sector.workspace_at_the_peak_s": together / assumed.workspace_per_s,
        "sector.workers": max(workers, 2),
        "sector.rows_a_year": rows,
        "sector.gigabytes_a_year": rows * assumed.bytes_a_row / 1e9,
        "sector.euros_a_month": euros,
        "sector.cents_a_network_a_year": euros * 12 * 100 / assumed.networks,
    }


if __name__ == "__main__":
    report("sector", figures(Assumed()))
