"""A server that is killed at random moments while it sends to Slack."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.adapters.slack.sending import TEAM
from tests.children import said_by
from tests.peers.slack import Slack

KILLS = 30


@pytest.mark.slow
async def test_nothing_is_lost_and_nothing_is_doubled(tmp_path: Path):
    async with Slack(lambda: datetime.now(UTC)) as slack:
        team = slack.team(TEAM)
        channels = [team.add_channel(name, {team.bot.id}).id for name in "abcd"]
        words = (str(tmp_path), slack.api_url, str(KILLS), *channels)
        promised = await said_by("tests.adapters.slack.lives", *words)
        arrived = {name: [str(one) for one in slack.ledger.of(name)] for name in promised}
        assert slack.ledger.doubled() == []
        assert arrived == promised
        assert sum(len(found) for found in arrived.values()) > KILLS
        assert slack.times("conversations.history") > 0, "no kill fell into a sending"
