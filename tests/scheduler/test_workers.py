"""Several workers, of which one dies again and again and one is frozen: each message once."""

from pathlib import Path

import pytest

from tests.children import said_by
from tests.databases import Server

pytestmark = pytest.mark.slow


async def test_what_a_dead_and_a_frozen_worker_kept_is_done_once_by_the_others(
    postgresql: Server, tmp_path: Path
) -> None:
    with postgresql.database() as url:
        found = await said_by("tests.scheduler.workers", str(tmp_path), url, "3")
    assert found["arrived"] > 0
    assert found["workers"] > 1
    assert (found["lost"], found["doubled"], found["disordered"]) == (0, 0, 0)
