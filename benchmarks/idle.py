"""A server on a fresh data folder: how soon it is ready, and what it costs to have it wait."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from time import perf_counter, sleep
from urllib.request import urlopen

import psutil

from benchmarks._measure import ROOT, kring, progress, report

WATCHED = 60  # seconds
SETTLING = 3  # seconds until what the start left to do is done
MB = 1024 * 1024


@contextmanager
def server(folder: str) -> Iterator[tuple[psutil.Popen, float]]:
    """Run `kring serve`; hand out the process and the seconds until it answered."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KRING_")}
    environment = {**kept, "KRING_DATA": folder, "KRING_PORT": "0"}
    started = perf_counter()
    process = psutil.Popen(
        kring("serve"), cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        address = _ready(process)
        with urlopen(f"{address}/healthz", timeout=10) as answer:  # noqa: S310 - our own address
            answer.read()
        yield process, perf_counter() - started
    finally:
        process.terminate()
        process.wait(20)


def _ready(process: psutil.Popen) -> str:
    """Wait for the line that says the server is ready and return the address in it."""
    said = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"http://[\w.:]+", line):
            return found[0]
    raise SystemExit(f"The server ended before it was ready:\n{''.join(said)}")


def watch(process: psutil.Popen) -> dict[str, float]:
    """Let a minute pass; return the memory at its end and the processor time it took."""
    sleep(SETTLING)
    before = process.cpu_times()
    started = perf_counter()
    with progress() as shown:
        for _second in shown.track(range(WATCHED), description="an idle minute"):
            sleep(1)
    after, passed = process.cpu_times(), perf_counter() - started
    worked = after.user + after.system - before.user - before.system
    return {
        "idle.rss_mb": process.memory_info().rss / MB,
        "idle.cpu_percent": 100 * worked / passed,
    }


def main() -> None:
    """Measure and report."""
    with TemporaryDirectory(prefix="kring-bench-") as folder:
        with server(folder) as (process, ready):
            spent = process.cpu_times()
            figures = {"idle.ready_s": ready, "idle.ready_cpu_s": spent.user + spent.system}
            figures |= watch(process)
        with server(folder) as (_process, ready):
            figures["idle.ready_again_s"] = ready
    report("idle", figures)


if __name__ == "__main__":
    main()
