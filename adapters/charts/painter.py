"""Has pictures drawn in a process of their own, which may fail without harm to anything else."""

import asyncio
import json
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from pathlib import Path

import structlog

from bot.charts import Chart, Form, dump

SECONDS = 30.0
"""How long one picture may take; the first on a machine looks through all its fonts."""

AT_ONCE = 2
ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "adapters.charts")
# No secret goes along: the process has no use for any.
_PASSED = ("PATH", "HOME", "LANG", "TMPDIR", "XDG_CACHE_HOME", "MPLCONFIGDIR", "SYSTEMROOT")
_log = structlog.get_logger()


class Painter:
    """Draws pictures, at most AT_ONCE at a time, each in a new process."""

    def __init__(self, command: Sequence[str] = COMMAND, seconds: float = SECONDS) -> None:
        self._command, self._seconds = command, seconds
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def draw(self, chart: Chart, form: Form) -> bytes | None:
        """Return the picture as PNG or SVG; None, with a line in the log, when it fails."""
        described = json.dumps(dump(chart)).encode()
        async with self._turns:
            try:
                return await self._drawn(described, form)
            except TimeoutError:
                _log.warning("picture took too long", seconds=self._seconds)
            except OSError as error:
                _log.warning("no process could draw a picture", error=type(error).__name__)
        return None

    async def _drawn(self, described: bytes, form: Form) -> bytes | None:
        # What it writes about errors is thrown away: it may repeat what people wrote.
        child = await asyncio.create_subprocess_exec(
            *(*self._command, form), stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_surroundings()
        )
        try:
            picture, _nothing = await asyncio.wait_for(child.communicate(described), self._seconds)
        finally:
            await _end(child)
        if child.returncode or not picture:
            _log.warning("picture could not be drawn", code=child.returncode)
            return None
        return picture


async def _end(child: Process) -> None:
    if child.returncode is None:
        child.kill()
        await child.wait()


def _surroundings() -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED if name in os.environ}
    return passed | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
