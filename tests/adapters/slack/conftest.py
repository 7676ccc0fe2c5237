"""A loopback Slack with Kring in it, on each kind of database."""

from collections.abc import AsyncIterator

import pytest

from storage.database import Database
from tests.adapters.slack.house import House, moved_in


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with moved_in(database) as built:
        yield built
