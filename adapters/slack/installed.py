"""Where Kring is installed: which workspace an event came from, and who Kring is there."""

from dataclasses import dataclass, field
from typing import Protocol

import aiohttp
from slack_sdk.errors import SlackApiError

from adapters.slack.clients import UNREACHABLE, Clients
from adapters.slack.incoming import Spot


@dataclass(frozen=True)
class Installation:
    """Kring in a workspace, or in all of an enterprise: `tenant` is the id of either."""

    tenant: str
    token: str = field(repr=False)
    bot_user: str
    bot_id: str = ""


class Installations(Protocol):
    """Knows the workspaces that Kring is installed in."""

    async def find(self, spot: Spot) -> Installation | None:
        """Return the installation that an event belongs to; None where there is none."""
        ...

    async def gone(self, spot: Spot) -> None:
        """Forget an installation: its tokens were taken back."""
        ...


class OneWorkspace:
    """The installation of the bot token in the settings."""

    def __init__(self, installation: Installation) -> None:
        self._installation: Installation | None = installation

    async def find(self, spot: Spot) -> Installation | None:
        """Return the installation for events of its own workspace."""
        one = self._installation
        return one if one and one.tenant == spot.team else None

    async def gone(self, spot: Spot) -> None:
        """Take no more events once the token was taken back."""
        if await self.find(spot):
            self._installation = None


async def look_up(clients: Clients, token: str) -> Installation:
    """Ask Slack whose token this is; ValueError with a sentence when it is not good."""
    try:
        found = await clients.anonymous(token).auth_test()
    except SlackApiError as error:
        fault = error.response.get("error", "")
        raise ValueError(
            f"Slack refuses SLACK_BOT_TOKEN ({fault}). Take it anew from the app's page."
        ) from error
    except (aiohttp.ClientError, TimeoutError) as error:
        raise ValueError(UNREACHABLE) from error
    return Installation(found["team_id"], token, found["user_id"], found.get("bot_id") or "")
