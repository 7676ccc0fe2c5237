"""A local chat on each kind of database, and a browser without a screen to speak to it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import TestClient, TestServer

from storage.database import Database
from tests.adapters.web.house import House, build


@pytest.fixture
async def house(database: Database) -> House:
    return await build(database)


@pytest.fixture
async def client(house: House) -> AsyncIterator[TestClient]:
    async with TestClient(TestServer(house.app)) as speaking:
        yield speaking
