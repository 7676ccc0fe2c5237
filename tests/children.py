"""Programs and forks of the tests: each is waited for with an end, and killed at it."""

import asyncio
import ctypes
import json
import os
import select
import signal
import sys
import traceback
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from tests.databases import DEATH_SIGNAL

ROOT = Path(__file__).parents[1]
PATIENCE = 240  # seconds: only what hangs is waited for so long


async def said_by(module: str, *words: str) -> dict[str, Any]:
    """Run a program of the tests to its end; return the JSON of its last line."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, *words, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(PATIENCE):
            output, _ = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0
    found: dict[str, Any] = json.loads(output.splitlines()[-1])
    return found


def fork(life: Coroutine[Any, Any, None]) -> int:
    """Begin a life, which ends with this process if not before; return its process id."""
    child = os.fork()
    if child:
        life.close()
        return child
    status = 1
    try:
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)
        asyncio.run(life)
        status = 0
    except BaseException:  # noqa: BLE001 - it is told
        traceback.print_exc()
    finally:
        os._exit(status)


def lives_on(child: int) -> bool:
    """Say whether it has not ended by itself; who waits for it afterwards finds it all the same."""
    return os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None


def kill(child: int) -> None:
    """Kill a child, and wait for that."""
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def ended(child: int, patience: float = PATIENCE) -> int:
    """Wait until a child has ended, kill it when that takes too long; return its exit code."""
    watch = os.pidfd_open(child)
    try:
        if not select.select([watch], [], [], patience)[0]:
            os.kill(child, signal.SIGKILL)
    finally:
        os.close(watch)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
