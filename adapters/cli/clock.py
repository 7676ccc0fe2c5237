"""Is the machine's clock right? A platform's own answer says what time it is there."""

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from adapters.settings import Settings
from adapters.slack.clients import SLACK
from scheduler.clock import Clock

MOST = timedelta(minutes=5)
"""Slack takes no request that is older, nor do we one of Slack's or a token of Microsoft's."""

MICROSOFT = "https://login.botframework.com/v1/.well-known/openidconfiguration"

PATIENCE = aiohttp.ClientTimeout(total=5)


async def fault(settings: Settings, clock: Clock) -> str:
    """Say by how much the clock is off; '' when it is right, or when nobody can be asked."""
    whose, url = _asked(settings)
    there = await _told(url) if url else None
    off = clock.now() - there if there else timedelta(0)
    if abs(off) <= MOST:
        return ""
    way = "ahead" if off > timedelta(0) else "behind"
    return (
        f"The clock of this machine is {round(abs(off) / timedelta(minutes=1))} minutes {way} of "
        f"{whose}'s. Set it right, and let it be kept right (NTP); nothing was sent."
    )


def _asked(settings: Settings) -> tuple[str, str]:
    """Return who tells the time, and at which address, '' where Kring asks nobody anything."""
    if settings.on_slack:
        return "Slack", f"{settings.slack_api_url or SLACK}api.test"
    return "Microsoft", MICROSOFT if settings.teams_app_id else ""


async def _told(url: str) -> datetime | None:
    """Return the moment (UTC) in an answer's Date, None when there is none."""
    try:
        async with aiohttp.ClientSession(timeout=PATIENCE) as session, session.get(url) as answer:
            return parsedate_to_datetime(answer.headers["Date"])
    except (TimeoutError, aiohttp.ClientError, KeyError, ValueError):
        return None  # whether Slack can be reached is found out, and said, elsewhere
