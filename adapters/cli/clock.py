"""Is the machine's clock right? A platform's own answer says what time it is there."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from adapters.settings import Settings
from adapters.slack.clients import SLACK
from scheduler.clock import Clock

MOST = timedelta(minutes=5)
"""Slack takes no request that is older, nor do we one of Slack's."""

PATIENCE = aiohttp.ClientTimeout(total=5)


async def fault(settings: Settings, clock: Clock) -> str:
    """Say by how much the clock is off; '' when it is right, or when nobody can be asked."""
    if not settings.on_slack:
        return ""
    there = await _told(f"{settings.slack_api_url or SLACK}api.test")
    off = clock.now() - there if there else timedelta(0)
    if abs(off) <= MOST:
        return ""
    way = "ahead" if off > timedelta(0) else "behind"
    return (
        f"The clock of this machine is {round(abs(off) / timedelta(minutes=1))} minutes {way} of "
        "Slack's. Set it right, and let it be kept right (NTP); nothing was sent."
    )


async def _told(url: str) -> datetime | None:
    """Return the moment (UTC) in an answer's Date, None when there is none."""
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.get(url) as answer:
            return parsedate_to_datetime(answer.headers["Date"])
    except (TimeoutError, aiohttp.ClientError, KeyError, ValueError):
        return None  # whether Slack can be reached is found out, and said, elsewhere
