"""A loopback Teams with all of Kring, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.adapters.teams.house import House, moved_in


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with moved_in(database) as built:
        yield built
