"""Several workers, of which one dies again and again and one is frozen: each message once."""

import asyncio
import json
import sys
from pathlib import Path

import pytest

from tests.databases import Server

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


async def test_what_a_dead_and_a_frozen_worker_kept_is_done_once_by_the_others(
    postgresql: Server, tmp_path: Path
) -> None:
    with postgresql.database() as url:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.scheduler.workers", str(tmp_path), url, "3",
            cwd=ROOT, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        output, _ = await process.communicate()
    assert process.returncode == 0
    found = json.loads(output.splitlines()[-1])
    assert found["arrived"] > 0
    assert found["workers"] > 1
    assert (found["lost"], found["doubled"], found["disordered"]) == (0, 0, 0)
