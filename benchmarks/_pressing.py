"""A server in a process of its own, and presses on it over kept connections."""

import asyncio
import os
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from time import perf_counter

import aiohttp
import psutil

from benchmarks._measure import ROOT


@dataclass(frozen=True)
class Sent:
    """What is sent once: its body and what stands above it."""

    body: bytes
    headers: Mapping[str, str]


class Presser:
    """Sends to one address, as many at once as it is told."""

    def __init__(self, url: str, process: int) -> None:
        self._url = url
        self._process = psutil.Process(process)
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def one(self, sent: Sent) -> float:
        """Send one; return the seconds until its answer is there."""
        started = perf_counter()
        asked = self._session.post(self._url, data=sent.body, headers=sent.headers)
        async with asked as answer:
            said = await answer.read()
            if answer.status != 200:
                raise SystemExit(f"A press was answered {answer.status}: {said[:200]!r}")
        return perf_counter() - started

    async def together(self, sent: list[Sent]) -> list[float]:
        """Send all at once."""
        return list(await asyncio.gather(*(self.one(each) for each in sent)))

    async def through(self, sent: list[Sent], at_once: int) -> float:
        """Send them all, so many at a time; return how many a second."""
        left = iter(sent)

        async def worker() -> None:
            for each in left:
                await self.one(each)

        started = perf_counter()
        await asyncio.gather(*(worker() for _ in range(at_once)))
        return len(sent) / (perf_counter() - started)

    def worked(self) -> float:
        """Return the seconds that the server has worked: of the processor, not by the clock."""
        times = self._process.cpu_times()
        return float(times.user + times.system)

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()


def free_port() -> int:
    """Return a port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@asynccontextmanager
async def serving(
    port: int, path: str, command: list[str], **settings: str
) -> AsyncIterator[Presser]:
    """Run a server that answers at /healthz; give what sends to `path` on it."""
    address = f"http://127.0.0.1:{port}"
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env={**os.environ, **settings}, stdout=sys.stderr
    )
    presser = Presser(f"{address}{path}", process.pid)
    try:
        await _ready(process, f"{address}/healthz")
        yield presser
    finally:
        await presser.close()
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(process: Process, url: str) -> None:
    async with asyncio.timeout(60), aiohttp.ClientSession() as session:
        while process.returncode is None:
            try:
                async with session.get(url):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
    raise SystemExit("The server did not start.")
