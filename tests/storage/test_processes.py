"""Two processes on one database, and one that is killed."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import psycopg
import pytest

from storage.database import AlreadyOwned, Database
from storage.owner import SERVER
from tests.storage import probe

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
async def _probe(database: Database) -> None:
    await database.write(probe.make)


async def start(task: str, url: str, network: str = "") -> Process:
    module = "tests.storage.process"
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, task, url, network, cwd=ROOT, stdout=PIPE
    )


async def told(process: Process, lines: int) -> list[str]:
    assert process.stdout is not None
    return [(await process.stdout.readline()).decode().strip() for _ in range(lines)]


@pytest.mark.parametrize("network", ["", "7"])
async def test_two_processes_lose_no_update(
    database: Database, database_url: str, network: str
) -> None:
    processes = [await start("count", database_url, network) for _ in range(2)]
    assert [await process.wait() for process in processes] == [0, 0]
    assert await database.read(probe.counted) == 200


async def test_all_that_was_acknowledged_survives_a_kill(
    database: Database, database_url: str
) -> None:
    process = await start("say", database_url)
    before = await told(process, 300)
    process.kill()
    rest, _ = await process.communicate()
    # The kill may have cut the last line short: without its end it acknowledges nothing.
    after = rest.decode().split("\n")[:-1]
    kept = set(await database.read(probe.notes))
    assert len(before) == 300
    assert set(before) | set(after) <= kept


async def test_a_second_server_is_told_that_there_is_one(
    database: Database, database_url: str
) -> None:
    process = await start("own", database_url)
    assert await told(process, 1) == ["mine"]
    with pytest.raises(AlreadyOwned, match="Another Kring server"):
        database.own()
    process.kill()
    await process.wait()
    await its_session_has_ended(database_url)
    database.own()
    database.own()  # it is ours already


async def test_closing_lets_the_next_server_in(database: Database, database_url: str) -> None:
    first = Database.open(database_url)
    first.own()
    await first.close()
    database.own()


async def its_session_has_ended(url: str) -> None:
    """Wait until PostgreSQL has noticed that the process is gone; a file's lock goes with it."""
    if url.startswith("sqlite"):
        return
    lock, unlock = (
        f"SELECT pg_advisory_{verb}(%s, hashtext(current_schema()))" for verb in ("lock", "unlock")
    )
    async with await psycopg.AsyncConnection.connect(url) as connection:
        await connection.execute(lock, [SERVER])
        await connection.execute(unlock, [SERVER])
