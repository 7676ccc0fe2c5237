"""A server killed at any moment loses nothing, doubles nothing and keeps the order."""

from pathlib import Path

import pytest

from tests.children import said_by

pytestmark = pytest.mark.slow


async def lives(folder: Path, kills: int, kind: str) -> dict[str, int]:
    """Run that many lives in a process of their own; return what came of them."""
    return await said_by("tests.scheduler.lives", str(folder), str(kills), kind)


async def test_70_kills_lose_and_double_nothing(tmp_path: Path):
    found = await lives(tmp_path, 70, "sound")
    assert found["arrived"] > 0
    assert (found["lost"], found["doubled"], found["disordered"]) == (0, 0, 0)


async def test_the_same_kills_double_messages_when_nothing_is_written_down_first(tmp_path: Path):
    found = await lives(tmp_path, 15, "naive")
    assert found["doubled"] > 0
