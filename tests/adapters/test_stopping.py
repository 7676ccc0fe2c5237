"""A server that is asked to stop ends well, and what it acknowledged is kept."""

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp import ClientError, ClientSession

from tests.adapters.server import run, served
from tests.year import EXAMPLES

pytestmark = pytest.mark.slow
LINES = 400


async def test_all_that_was_acknowledged_is_kept(tmp_path: Path) -> None:
    """It is asked to stop while people write and a page listens."""
    await asyncio.to_thread(run, tmp_path, "import", str(EXAMPLES / "monthly.yaml"))
    kept: list[str] = []
    some = asyncio.Event()

    async def writes(client: ClientSession, me: str, first: int) -> None:
        for number in range(first, LINES, 4):
            line = {"room": "", "text": f"line {number}.", "key": f"k{number}"}
            try:
                async with client.post(f"{me}/say", json=line) as answer:
                    if answer.status == 200:
                        kept.append(f"line {number}.")
            except ClientError:
                return  # it takes nothing in any more
            if len(kept) >= LINES // 4:
                some.set()

    with served(tmp_path) as server:
        async with ClientSession(server.address) as client:
            page = await (await client.get("/")).text()
            found = re.search(r"/as/[\w.-]+", page)
            assert found, page
            listening = await client.get(f"{found[0]}/events", params={"rev": 0})
            writing = [asyncio.create_task(writes(client, found[0], n)) for n in range(4)]
            await some.wait()
            assert await asyncio.to_thread(server.stop) == 0
            await asyncio.gather(*writing)
            listening.close()
    with closing(sqlite3.connect(tmp_path / "kring.sqlite")) as driver:
        there = {row[0] for row in driver.execute("SELECT text FROM webmessage")}
    assert LINES > len(kept) >= LINES // 4
    assert set(kept) <= there
    assert not any("left unfinished" in line or "Traceback" in line for line in server.said)
