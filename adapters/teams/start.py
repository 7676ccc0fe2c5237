"""Puts the Teams adapter together for the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiohttp import web
from botframework.connector.auth import AuthenticationConstants as Microsoft

from adapters.teams.app import Door, Validator, add_to
from adapters.teams.connector import Connector
from adapters.teams.directory import Directory
from adapters.teams.house import Teams
from adapters.teams.ids import Seal
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.openid import OpenId
from adapters.teams.registration import Registration
from adapters.teams.tokens import Tokens
from bot.core import Core

KEYS = Microsoft.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL


@dataclass(frozen=True)
class Connected:
    """The running adapter."""

    teams: Teams
    door: Door

    def add_to(self, app: web.Application) -> None:
        """Take in what Teams sends."""
        add_to(app, self.door)

    def messenger(self) -> TeamsMessenger:
        """Return the sending side."""
        return TeamsMessenger(self.teams)


@asynccontextmanager
async def connected(
    core: Core,
    registration: Registration,
    secret: str,
    base: str = "",
    *,
    on_loopback: bool,
    tokens: Tokens | None = None,
) -> AsyncIterator[Connected]:
    """Be ready for Teams; ValueError says what is missing.

    `secret` signs buttons and forms, `base` is Kring's own address as people's browsers reach
    it. `tokens` come from Microsoft where none are given.
    """
    if fault := registration.fault(on_loopback=on_loopback):
        raise ValueError(fault)
    who = registration.credentials
    fetch = None if registration.unproven else who.fetch()
    async with Connector(tokens or Tokens(fetch, core.clock)) as calls:
        directory = Directory(calls, core.database, core.clock, who.app_id)
        teams = Teams(core, calls, directory, Seal(secret), base, registration.targeted)
        validator = None
        if not registration.unproven:
            url = registration.keys_url or KEYS
            validator = Validator(
                who.app_id, OpenId(calls.session, url, core.clock), url, core.clock
            )
        try:
            yield Connected(teams, Door(teams, validator, registration.allowed))
        finally:
            await teams.tasks.done()
