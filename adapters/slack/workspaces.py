"""The workspaces that installed Kring themselves: their tokens, cached and renewed in time."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import structlog
from aiohttp import encode_basic_auth
from slack_sdk.errors import SlackApiError

from adapters.slack.clients import Clients
from adapters.slack.directory import FAULTS, said
from adapters.slack.incoming import Spot
from adapters.slack.installed import Installation
from adapters.slack.vault import Tokens, Vault, WrongKey
from storage import workspaces
from storage.database import Database
from storage.workspaces import Renewed, SlackWorkspace

log = structlog.get_logger()

EARLY = timedelta(hours=2)
"""So long before a token ends it is renewed, for a message that is due later may need it."""

_KEPT = timedelta(minutes=1)
_PAUSE = timedelta(minutes=1)
_MOST = 10_000
_DEAD = {"token_revoked", "account_inactive", "invalid_auth", "not_authed", "token_expired"}


@dataclass(frozen=True)
class Client:
    """The app as Slack knows it: what an administrator copies from its page.

    `allowed` are the workspaces and enterprises that may install it; empty for all.
    """

    id: str
    secret: str = field(repr=False)
    allowed: frozenset[str] = frozenset()

    def allows(self, row: SlackWorkspace) -> bool:
        """Say whether this workspace, or the enterprise it belongs to, may have Kring."""
        return not self.allowed or not self.allowed.isdisjoint({row.tenant, row.enterprise_id})


@dataclass(frozen=True)
class _Known:
    row: SlackWorkspace
    tokens: Tokens


class ManyWorkspaces:
    """Knows where Kring is installed from its own tables, and asks Slack only for new tokens.

    `slack` are clients without a workspace, `now` gives UTC moments.
    """

    def __init__(
        self,
        database: Database,
        slack: Clients,
        client: Client,
        vault: Vault,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._slack = slack
        self._client = client
        self._vault = vault
        self._now = now
        self._cache: dict[str, tuple[datetime, _Known | None]] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def check(self) -> None:
        """Raise WrongKey when tokens were kept with another secret."""
        rows = await self._database.read(lambda unit: workspaces.every(unit.connection))
        for row in rows:
            self._vault.open(row.tenant, row.sealed)

    async def find(self, spot: Spot) -> Installation | None:
        """Return the installation that an event belongs to; asks Slack nothing."""
        if spot.across is None:  # not said: its own installation goes before its enterprise's
            alone = await self.find(replace(spot, across=False))
            return alone or await self.find(replace(spot, across=True))
        known = await self._known(spot.enterprise if spot.across else spot.team)
        if known is None or known.row.is_enterprise_install != spot.across:
            return None
        row = known.row
        if spot.enterprise and row.enterprise_id and spot.enterprise != row.enterprise_id:
            return None
        return Installation(row.tenant, known.tokens.access, row.bot_user, row.bot_id)

    async def token(self, tenant: str) -> str | None:
        """Return a bot token that is valid now; one that ends soon is renewed first."""
        known = await self._known(tenant)
        if known and self._ends(known, EARLY):
            async with self._locks[tenant]:
                known = await self._known(tenant)
                if known and self._ends(known, EARLY):
                    known = await self._renewed(known)
        return known.tokens.access if known else None

    async def keep(self, row: SlackWorkspace, tokens: Tokens) -> None:
        """Keep a new installation in the place of the one before it."""
        row.sealed = self._vault.close(row.tenant, tokens)
        async with self._locks[row.tenant]:
            await self._database.write(lambda unit: workspaces.put(unit.connection, row))
            self._cache.pop(row.tenant, None)

    async def gone(self, spot: Spot) -> None:
        """Forget an installation whose token serves no more; the networks there stay.

        Slack may tell of it late, when Kring is there again: so Slack is asked whether it is so.
        """
        there = await self.find(spot)
        if there and not await self._serves(there.token):
            await self._forget(there.tenant)

    async def give_back(self) -> None:
        """Give back and forget the tokens of workspaces that are allowed no more."""
        rows = await self._database.read(lambda unit: workspaces.every(unit.connection))
        for row in rows:
            if not self._client.allows(row):
                token = self._vault.open(row.tenant, row.sealed).access
                if await given_back(self._slack, row.tenant, token):
                    await self._forget(row.tenant)

    async def _forget(self, tenant: str) -> None:
        async with self._locks[tenant]:
            await self._database.write(lambda unit: workspaces.drop(unit.connection, tenant))
            self._cache.pop(tenant, None)
        log.warning("slack.uninstalled", tenant=tenant)

    async def _serves(self, token: str) -> bool:
        try:
            await self._slack.anonymous(token).auth_test()
        except SlackApiError as fault:
            if said(fault) in _DEAD:
                return False
            raise
        return True

    async def _known(self, tenant: str) -> _Known | None:
        until, known = self._cache.get(tenant, (None, None))
        if until and until > self._now():
            return known
        row = await self._database.read(lambda unit: workspaces.find(unit.connection, tenant))
        return self._cached(tenant, row)

    def _cached(self, tenant: str, row: SlackWorkspace | None) -> _Known | None:
        known = None
        if row is not None and self._client.allows(row):
            try:
                known = _Known(row, self._vault.open(row.tenant, row.sealed))
            except WrongKey as fault:
                log.error("slack.wrong_key", fault=str(fault))  # noqa: TRY400 - a sentence is all
        if len(self._cache) >= _MOST:
            self._cache.clear()
        self._cache[tenant] = (self._now() + _KEPT, known)
        return known

    def _ends(self, known: _Known, early: timedelta = timedelta(0)) -> bool:
        ends = known.row.expires_at
        return ends is not None and ends - early <= self._now()

    async def _renewed(self, known: _Known) -> _Known | None:
        """Get a new token, unless another server does so now; None when there is none any more."""
        tenant, before, now = known.row.tenant, known.row.sealed, self._now()
        claimed = await self._database.write(
            lambda unit: workspaces.claim(unit.connection, tenant, before, now, now + _PAUSE)
        )
        if not claimed:
            self._cache.pop(tenant, None)
            return await self._known(tenant)
        try:
            new = await self._fetch(known)
        except FAULTS as fault:
            return self._unrenewed(known, fault)
        await self._database.write(
            lambda unit: workspaces.renew(unit.connection, tenant, before, new)
        )
        self._cache.pop(tenant, None)
        return await self._known(tenant)

    async def _fetch(self, known: _Known) -> Renewed:
        asked = {"grant_type": "refresh_token", "refresh_token": known.tokens.refresh}
        found = await exchanged(self._slack, self._client, asked)
        tokens = Tokens(found["access_token"], found.get("refresh_token") or "")
        ends = ending(found.get("expires_in"), self._now())
        return Renewed(self._vault.close(known.row.tenant, tokens), ends)

    def _unrenewed(self, known: _Known, fault: BaseException) -> _Known | None:
        """Go on with the token there is while it serves, or while a new one may still come."""
        log.warning("slack.not_renewed", tenant=known.row.tenant, fault=said(fault))
        refused = said(fault) == "invalid_refresh_token"
        return None if refused and self._ends(known) else known


async def exchanged(slack: Clients, client: Client, given: dict[str, str]) -> dict[str, Any]:
    """Give Slack a code or a token to renew, and return what it grants; raises one of FAULTS."""
    # slack_sdk's own method for it names the client in a way that aiohttp gives up.
    named = {"Authorization": encode_basic_auth(client.id, client.secret)}
    answer = await slack.anonymous().api_call("oauth.v2.access", data=given, headers=named)
    found: dict[str, Any] = answer.data  # type: ignore[assignment] # bytes are for files only
    return found


async def given_back(slack: Clients, tenant: str, token: str) -> bool:
    """Give a token back to Slack; False when it may serve still."""
    try:
        await slack.anonymous(token).auth_revoke()
    except FAULTS as fault:
        log.warning("slack.not_revoked", tenant=tenant, fault=said(fault))
        return said(fault) in _DEAD
    return True


def ending(seconds: object, now: datetime) -> datetime | None:
    """Return when a token ends that lasts so many seconds, None for one that does not end."""
    return now + timedelta(seconds=seconds) if isinstance(seconds, int) and seconds else None
