"""Processes forked from one that has read all modules: soon there, and ended by who began them."""

import asyncio
import multiprocessing
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Barrier
from typing import Any

PROCESSES = multiprocessing.get_context("forkserver")
COMMANDS = [
    f"adapters.cli.{name}"
    for name in ("serve", "import_file", "migrate", "backup", "restore", "doctor")
]
PROCESSES.set_forkserver_preload(["tests.ballots.killed", "tests.pressing", *COMMANDS])

SECONDS = 120
"""How long anything here is waited for, on however slow a machine."""

Press = Callable[..., Coroutine[Any, Any, str]]
"""Does something once what it is given first returns; its other arguments are those of a call."""


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


def at_once(press: Press, *calls: tuple[object, ...]) -> list[str]:
    """Press in a process for each call, when all are ready; return what each was told."""
    together = PROCESSES.Barrier(len(calls), timeout=SECONDS)
    with ExitStack() as running:
        answers = []
        for call in calls:
            heard, told = PROCESSES.Pipe(duplex=False)
            running.enter_context(begun(_tell, press, call, together, told))
            told.close()
            answers.append(running.enter_context(heard))
        assert all(one.poll(SECONDS) for one in answers)
        return [str(one.recv()) for one in answers]


def _tell(press: Press, call: tuple[object, ...], together: Barrier, to: Connection) -> None:
    to.send(asyncio.run(press(together.wait, *call)))
