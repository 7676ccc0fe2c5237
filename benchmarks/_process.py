"""Processes beside the benchmark: `kring serve`, to be timed and watched, and an idle one."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter, sleep
from urllib.request import urlopen

import psutil

from benchmarks._measure import ROOT, kring, progress

SETTLING = 3  # seconds until what the start left to do is done
MB = 1024 * 1024


@contextmanager
def server(folder: str, **more: str) -> Iterator[tuple[psutil.Popen, float]]:
    """Run it with these settings; hand out the process and the seconds until it answered."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KRING_")}
    environment = {**kept, "KRING_DATA": folder, "KRING_PORT": "0", **more}
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
        process.wait(60)


@contextmanager
def idle() -> Iterator[list[float]]:
    """Have a process do nothing inside the block; after it by how many ms it was woken late.

    That is the machine's part of what an event loop meanwhile shows.
    """
    late: list[float] = []
    command = [sys.executable, "-m", "benchmarks._idle"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    try:
        yield late
    finally:
        told, _none = process.communicate(timeout=60)
    late += json.loads(told)


def _ready(process: psutil.Popen) -> str:
    """Wait for the line that says the server is ready and return the address in it."""
    said = []
    for line in process.stderr:
        said.append(line)
        if found := re.search(r"http://[\w.:]+", line):
            return found[0]
    raise SystemExit(f"The server ended before it was ready:\n{''.join(said)}")


def memory_of(process: psutil.Popen) -> float:
    """Return the megabytes it holds once its start has settled."""
    sleep(SETTLING)
    return float(process.memory_info().rss / MB)


def watched(process: psutil.Popen, seconds: int) -> float:
    """Let time pass; return the part of one processor, in percent, that it took."""
    before, started = process.cpu_times(), perf_counter()
    with progress() as shown:
        for _second in shown.track(range(seconds), description="watching it idle"):
            sleep(1)
    after, passed = process.cpu_times(), perf_counter() - started
    return 100 * float(after.user + after.system - before.user - before.system) / passed
