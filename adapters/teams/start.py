"""Puts the Teams adapter together for the server."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from botframework.connector.auth import AuthenticationConstants

from adapters.teams.app import Door, Validator, add_to
from adapters.teams.connector import Connector
from adapters.teams.directory import Directory
from adapters.teams.house import Teams
from adapters.teams.ids import Seal
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.openid import OpenId
from adapters.teams.tokens import Credentials, Tokens
from bot.core import Core


@dataclass(frozen=True)
class Registration:
    """What the administrator gave.

    `tenants` are those let in, none for all that have the app; an app of one tenant lets in that
    one. `unproven` takes requests without a token: for trying out, on one machine only.
    `keys_url` is where Microsoft tells its keys.
    """

    credentials: Credentials
    tenants: frozenset[str] = frozenset()
    unproven: bool = False
    targeted: bool = False
    keys_url: str = field(
        default_factory=lambda: AuthenticationConstants.TO_BOT_FROM_CHANNEL_OPENID_METADATA_URL
    )

    def fault(self, *, on_loopback: bool) -> str:
        """Say what keeps Kring from starting, '' when nothing does."""
        if not self.unproven:
            return self.credentials.fault()
        if not on_loopback:
            return "Without tokens Teams is for this machine only: set KRING_HOST to 127.0.0.1."
        return ""

    @property
    def allowed(self) -> frozenset[str]:
        """Return the tenants let in."""
        one = self.credentials
        return self.tenants or frozenset({one.tenant} if one.how == "single" and one.tenant else ())


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
            keys = OpenId(calls.session, registration.keys_url, core.clock)
            validator = Validator(who.app_id, keys, registration.keys_url)
        try:
            yield Connected(teams, Door(teams, validator, registration.allowed))
        finally:
            await teams.tasks.done()
