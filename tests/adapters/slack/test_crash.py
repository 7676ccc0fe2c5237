"""A server that is killed at random moments while it sends to Slack."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.adapters.slack.sending import TEAM
from tests.peers.slack import Slack

ROOT = Path(__file__).parents[3]
KILLS = 30


@pytest.mark.slow
async def test_nothing_is_lost_and_nothing_is_doubled(tmp_path: Path):
    async with Slack(lambda: datetime.now(UTC)) as slack:
        team = slack.team(TEAM)
        channels = [team.add_channel(name, {team.bot.id}).id for name in "abcd"]
        program = ["-m", "tests.adapters.slack.lives", str(tmp_path), slack.api_url, str(KILLS)]
        process = await asyncio.create_subprocess_exec(
            sys.executable, *program, *channels, cwd=ROOT, stdout=asyncio.subprocess.PIPE
        )
        out, _ = await process.communicate()
        assert process.returncode == 0, out.decode()
        promised = json.loads(out.decode().splitlines()[-1])
        arrived = {name: [str(one) for one in slack.ledger.of(name)] for name in promised}
        assert slack.ledger.doubled() == []
        assert arrived == promised
        assert sum(len(found) for found in arrived.values()) > KILLS
        assert slack.times("conversations.history") > 0, "no kill fell into a sending"
