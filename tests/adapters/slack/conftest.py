"""A pump and a loopback Slack, on SQLite and on PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from scheduler.clock import ManualClock
from storage.database import Database
from tests.adapters.slack.sending import TEAM, Sending, clients_of
from tests.peers.slack import Slack
from tests.scheduler.stand_in import START


@pytest.fixture
async def sending(database: Database) -> AsyncIterator[Sending]:
    async with Slack(ManualClock(START).now) as slack:
        slack.team(TEAM)
        async with clients_of(slack) as clients:
            yield await Sending(database, slack, clients).open()
