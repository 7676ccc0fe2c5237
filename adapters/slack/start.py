"""Puts the Slack adapter together for the server."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta

import structlog
from aiohttp import web
from slack_sdk.errors import SlackApiError

from adapters.slack.app import Door, slack_app
from adapters.slack.clients import SLACK, Clients, Given
from adapters.slack.directory import Directory, said
from adapters.slack.house import Slack
from adapters.slack.ids import Seal
from adapters.slack.installed import Installations, OneWorkspace, look_up
from adapters.slack.messenger import SlackMessenger
from adapters.slack.oauth import Install
from adapters.slack.socket import Socket
from adapters.slack.vault import Vault
from adapters.slack.workspaces import Client, ManyWorkspaces
from bot.core import Core
from scheduler.waker import Chore

_TEAM = re.compile(r"[TE][A-Z0-9]+")
LAST = 3.0  # seconds at the end for what Slack is being told
log = structlog.get_logger()


@dataclass(frozen=True)
class Keys:
    """What the administrator gave: a way into workspaces, and one for Slack to reach Kring.

    `bot_token` is for one workspace, `client` for all that install Kring themselves.
    `signing_secret` is for HTTP, `app_token` for Socket Mode, `url` another address of the API.
    """

    bot_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    app_token: str = field(default="", repr=False)
    url: str = ""
    client: Client | None = None

    def fault(self, base: str = "") -> str:
        """Say what is missing, '' when nothing is; `base` is Kring's own address."""
        if not (self.signing_secret or self.app_token):
            return (
                "Slack has no way in: set SLACK_SIGNING_SECRET, or SLACK_APP_TOKEN for Socket Mode."
            )
        if self.client is None:
            return ""
        if self.bot_token:
            return "Set SLACK_BOT_TOKEN for one workspace or SLACK_CLIENT_ID for many, not both."
        if not (self.client.id and self.client.secret):
            return "Set SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, both from the app's page."
        if odd := sorted(one for one in self.client.allowed if not _TEAM.fullmatch(one)):
            return f"SLACK_ALLOWED_TEAMS takes ids such as T012AB3CD or E012AB3CD, not {odd[0]!r}."
        return "" if base else "Set KRING_URL: Slack sends people back there who install Kring."


@dataclass(frozen=True)
class Connected:
    """The running adapter: `app` is to be mounted at /slack, None with Socket Mode alone.

    `chores` are what is to be done now and then.
    """

    slack: Slack
    app: web.Application | None
    socket: Socket | None
    chores: tuple[Chore, ...] = ()

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
    """Be ready for the workspaces that Kring is in; ValueError says what is wrong.

    `secret` signs forms and encrypts tokens, `base` is Kring's own address as people's browsers
    reach it.
    """
    if fault := keys.fault(base):
        raise ValueError(fault)
    async with Clients(Given({}), keys.url or SLACK) as slack:
        if keys.client is None:
            ready = _one(core, slack, keys, secret, base)
        else:
            ready = _many(core, slack, keys, keys.client, secret, base)
        async with ready as parts:
            try:
                yield parts
            finally:
                await parts.close()


@asynccontextmanager
async def _one(
    core: Core, slack: Clients, keys: Keys, secret: str, base: str
) -> AsyncIterator[Connected]:
    """Look up the workspace of the token, and be ready for it."""
    there = await look_up(slack, keys.bot_token)
    async with Clients(Given({there.tenant: keys.bot_token}), keys.url or SLACK) as clients:
        yield together(core, clients, OneWorkspace(there), keys, secret, base)


@asynccontextmanager
async def _many(
    core: Core, slack: Clients, keys: Keys, client: Client, secret: str, base: str
) -> AsyncIterator[Connected]:
    """Be ready for every workspace that installed Kring, and for more to do so."""
    database, url = core.database, keys.url or SLACK
    workspaces = ManyWorkspaces(database, slack, client, Vault(secret), core.clock)
    await workspaces.check()
    install = Install(database, slack, client, workspaces, secret, base, url, core.clock)
    async with Clients(workspaces, url) as clients:
        parts = together(core, clients, workspaces, keys, secret, base, install)
        # Not at the start: whoever mistyped the list has a day to read what the doctor says.
        tidy = Chore("give back tokens of Slack", timedelta(days=1), workspaces.give_back)
        yield replace(parts, chores=(tidy,))


def together(
    core: Core,
    clients: Clients,
    installations: Installations,
    keys: Keys,
    secret: str,
    base: str = "",
    install: Install | None = None,
) -> Connected:
    """Put the parts together for the workspaces that `installations` knows."""
    directory = Directory(clients, core.database, core.clock)
    slack = Slack(core, clients, installations, Seal(secret), directory, base)
    # Socket Mode needs no signatures, and no path that takes requests either.
    door = Door(slack, keys.signing_secret, core.clock)
    app = slack_app(door, slack) if keys.signing_secret or install else None
    if app is not None and install:
        install.add_to(app)
    socket = Socket(door, clients, keys.app_token) if keys.app_token else None
    return Connected(slack, app, socket)
