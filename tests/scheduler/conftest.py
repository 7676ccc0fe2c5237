"""A house for the scheduler's tests, on SQLite and on PostgreSQL."""

import pytest

from storage.database import Database
from tests.scheduler.stand_in import House


@pytest.fixture
async def house(database: Database) -> House:
    return await House(database).open()
