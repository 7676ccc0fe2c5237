"""A server killed at any moment loses nothing, doubles nothing and keeps the order."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


async def lives(folder: Path, kills: int, kind: str) -> dict[str, int]:
    """Run that many lives in a process of their own; return what came of them."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.scheduler.lives", str(folder), str(kills), kind,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    output, _ = await process.communicate()
    assert process.returncode == 0
    return json.loads(output.splitlines()[-1])


async def test_70_kills_lose_and_double_nothing(tmp_path: Path):
    found = await lives(tmp_path, 70, "sound")
    assert found["arrived"] > 0
    assert (found["lost"], found["doubled"], found["disordered"]) == (0, 0, 0)


async def test_the_same_kills_double_messages_when_nothing_is_written_down_first(tmp_path: Path):
    found = await lives(tmp_path, 15, "naive")
    assert found["doubled"] > 0
