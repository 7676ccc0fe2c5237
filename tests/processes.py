"""Processes forked from one that has read all modules: soon there, and ended by who began them."""

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkServerProcess

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.ballots.killed", "tests.ballots.act"])

SECONDS = 120
"""How long anything here is waited for, on however slow a machine."""


@contextmanager
def begun(task: Callable[..., None], *args: object) -> Iterator[ForkServerProcess]:
    """Begin a process, and see to it that it has ended afterwards."""
    process = PROCESSES.Process(target=task, args=args)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join(SECONDS)
        process.close()


def end_of(process: ForkServerProcess) -> int:
    """Wait for the end of a process; return how it ended, as subprocess says it."""
    process.join(SECONDS)
    assert process.exitcode is not None, "It goes on and on."
    return process.exitcode
