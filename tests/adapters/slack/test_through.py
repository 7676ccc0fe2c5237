"""The way through Slack really goes through Slack, and sees what Slack refuses."""

import pytest
from slack_sdk.errors import SlackApiError

from storage.database import Database
from tests.adapters.slack.through import ThroughSlack
from tests.conversation import Conversation
from tests.ways import JOURNEY

pytestmark = pytest.mark.slow


async def test_what_people_do_is_signed_and_what_they_see_was_sent(database: Database) -> None:
    async with JOURNEY.along("slack"):
        chat = await Conversation.open(database)
        vera, anna, *_ = await chat.network()
        await vera.says('poll "Lunch?" "Soup" "Bread"')
        await anna.presses("Soup")
        assert "Soup: 1 Anna" in chat.room.last()
        assert isinstance(chat.way, ThroughSlack)
        slack = chat.way._there.slack
        assert [one.status for one in slack.door.answers] == [200, 200]
        assert slack.times("chat.postMessage") == len(chat.room.all()) == 1
        assert slack.times("chat.update") > 0


async def test_what_slack_refuses_fails_the_test(database: Database) -> None:
    with pytest.raises(AssertionError, match="invalid_blocks"):
        await send_nonsense(database)


async def send_nonsense(database: Database) -> None:
    async with JOURNEY.along("slack"):
        chat = await Conversation.open(database)
        assert isinstance(chat.way, ThroughSlack)
        there = chat.way._there
        client = await there.kring.slack.clients.of(there.team.id)
        refused = {"channel": chat.way.room("circle").room, "blocks": [{"type": "nonsense"}]}
        with pytest.raises(SlackApiError):
            await client.api_call("chat.postMessage", json=refused)
