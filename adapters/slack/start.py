"""Puts the Slack adapter together for the server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import structlog
from aiohttp import web
from slack_sdk.errors import SlackApiError

from adapters.slack.app import Door, slack_app
from adapters.slack.clients import SLACK, Clients, Given
from adapters.slack.directory import Directory, said
from adapters.slack.house import Slack
from adapters.slack.ids import Seal
from adapters.slack.installed import Installation, OneWorkspace, look_up
from adapters.slack.messenger import SlackMessenger
from adapters.slack.socket import Socket
from bot.core import Core

LAST = 3.0  # seconds at the end for what Slack is being told
log = structlog.get_logger()


@dataclass(frozen=True)
class Keys:
    """What the administrator gave: the bot's token, and a way for Slack to reach Kring.

    `signing_secret` is for HTTP, `app_token` for Socket Mode, `url` another address of the API.
    """

    bot_token: str
    signing_secret: str = ""
    app_token: str = ""
    url: str = ""

    def fault(self) -> str:
        """Say what is missing, '' when nothing is."""
        if self.signing_secret or self.app_token:
            return ""
        return "Slack has no way in: set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN for Socket Mode."


@dataclass(frozen=True)
class Connected:
    """The running adapter: `app` is to be mounted at /slack, None with Socket Mode alone."""

    slack: Slack
    app: web.Application | None
    socket: Socket | None

    def messenger(self) -> SlackMessenger:
        """Return the sending side."""
        slack = self.slack
        return SlackMessenger(slack.clients, slack.database, slack.base)

    async def listen(self) -> None:
        """Open the connection of Socket Mode, where there is one; ValueError says what is wrong."""
        if self.socket is None:
            return
        try:
            await self.socket.connect_async()  # type: ignore[no-untyped-call] # Bolt's
        except SlackApiError as error:
            refused = (
                f"Slack refuses SLACK_APP_TOKEN ({said(error)}). Make it anew, for Socket Mode."
            )
            raise ValueError(refused) from error

    async def close(self) -> None:
        """Take nothing in any more, and finish what is under way, within seconds."""
        try:
            async with asyncio.timeout(LAST):
                if self.socket is not None:
                    await self.socket.close_async()  # type: ignore[no-untyped-call] # Bolt's
                await self.slack.tasks.done()
        except TimeoutError:
            log.warning("slack.left_unfinished")


@asynccontextmanager
async def connected(
    core: Core, keys: Keys, secret: str, base: str = ""
) -> AsyncIterator[Connected]:
    """Look up the workspace of the token and be ready for it; ValueError says what is wrong.

    `secret` signs forms, `base` is Kring's own address as people's browsers reach it.
    """
    if fault := keys.fault():
        raise ValueError(fault)
    url = keys.url or SLACK
    async with Clients(Given({}), url) as before:
        installation = await look_up(before, keys.bot_token)
    async with Clients(Given({installation.tenant: keys.bot_token}), url) as clients:
        parts = together(core, clients, installation, keys, secret, base)
        try:
            yield parts
        finally:
            await parts.close()


def together(
    core: Core, clients: Clients, there: Installation, keys: Keys, secret: str, base: str = ""
) -> Connected:
    """Put the parts together for one workspace."""
    directory = Directory(clients, core.database, core.clock)
    slack = Slack(core, clients, OneWorkspace(there), Seal(secret), directory, base)
    # Socket Mode needs no signatures, and no path that takes requests either.
    door = Door(slack, keys.signing_secret, core.clock)
    app = slack_app(door, slack) if keys.signing_secret else None
    socket = Socket(door, clients, keys.app_token) if keys.app_token else None
    return Connected(slack, app, socket)
