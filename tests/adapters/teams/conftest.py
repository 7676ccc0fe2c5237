"""A loopback Teams with all of Kring, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.adapters.teams.house import House, moved_in
from tests.adapters.teams.sending import Sending, sending_to_teams


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with moved_in(database) as built:
        yield built


@pytest.fixture
async def sending(database: Database) -> AsyncIterator[Sending]:
    async with sending_to_teams(database) as built:
        yield built
