"""People who press in the same moment, each in a process of its own: waited for with an end."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from contextlib import AsyncExitStack

from tests.children import PATIENCE, ROOT


async def at_once(module: str, *calls: tuple[str, ...]) -> list[str]:
    """Run a module with each of these arguments, all at once; return what each printed."""
    async with AsyncExitStack() as stack, asyncio.timeout(PATIENCE):
        started = []
        for words in calls:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", module, *words, cwd=ROOT, stdout=PIPE
            )
            stack.push_async_callback(_end, process)
            started.append(process)
        said = await asyncio.gather(*(one.communicate() for one in started))
        assert [one.returncode for one in started] == [0] * len(calls)
        return [out.decode().strip() for out, _none in said]


async def _end(process: Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()
