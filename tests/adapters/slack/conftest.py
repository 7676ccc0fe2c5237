"""A loopback Slack, with a pump or with all of Kring, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from scheduler.clock import ManualClock
from storage.database import Database
from tests.adapters.slack.house import House, moved_in
from tests.adapters.slack.sending import TEAM, Sending, clients_of
from tests.peers.slack import Slack
from tests.scheduler.stand_in import START


@pytest.fixture
async def house(database: Database) -> AsyncIterator[House]:
    async with moved_in(database) as built:
        yield built


@pytest.fixture
async def sending(database: Database) -> AsyncIterator[Sending]:
    async with Slack(ManualClock(START).now) as slack:
        slack.team(TEAM)
        async with clients_of(slack) as clients:
            yield await Sending(database, slack, clients).open()
