"""Looks whether Slack and Kring understand each other: one sentence each, with what to do."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.clients import SLACK, UNREACHABLE, Clients, Given
from adapters.slack.directory import said
from adapters.slack.scopes import BOT
from adapters.slack.start import Keys
from adapters.slack.vault import Vault, WrongKey
from adapters.slack.workspaces import Client
from storage.workspaces import SlackWorkspace

Finding = tuple[bool, str]

SKEW = timedelta(minutes=2)
"""How far the clocks may differ; from five minutes on nothing is taken."""

_PATIENCE = aiohttp.ClientTimeout(total=10)


class CheckUp:
    """Asks Slack what it thinks of the settings; `base` is Kring's own address."""

    def __init__(
        self, keys: Keys, base: str, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._keys = keys
        self._base = base
        self._now = now

    async def findings(
        self, installed: list[SlackWorkspace], secret: str
    ) -> AsyncIterator[Finding]:
        """Yield whether something is good, and a sentence."""
        if fault := self._keys.fault(self._base):
            yield False, fault
        async with Clients(Given({}), self._keys.url or SLACK) as slack:
            if self._keys.client is None:
                async for finding in self._token(slack):
                    yield finding
            else:
                for finding in installations(installed, secret, self._keys.client):
                    yield finding
                yield await self._clock(slack)
            if self._keys.app_token:
                yield await self._socket(slack)
            if self._keys.signing_secret or self._keys.client:
                yield await self._address(slack)

    async def _token(self, slack: Clients) -> AsyncIterator[Finding]:
        try:
            answer = await slack.anonymous(self._keys.bot_token).auth_test()
        except SlackApiError as fault:
            word = said(fault)
            yield False, f"Slack refuses SLACK_BOT_TOKEN ({word}). Take it anew from its page."
            return
        except (aiohttp.ClientError, TimeoutError):
            yield False, UNREACHABLE
            return
        yield True, f"Slack knows Kring in the workspace {answer.get('team') or 'of the token'}."
        yield scopes(_header(answer, "x-oauth-scopes"), "SLACK_BOT_TOKEN")
        yield self._skew(_header(answer, "date"))

    async def _clock(self, slack: Clients) -> Finding:
        try:
            answer = await slack.anonymous().api_call("api.test")
        except SlackApiError as fault:
            return self._skew(str(getattr(fault.response, "headers", {}).get("date", "")))
        except (aiohttp.ClientError, TimeoutError):
            return False, UNREACHABLE
        return self._skew(_header(answer, "date"))

    def _skew(self, date: str) -> Finding:
        try:
            theirs = parsedate_to_datetime(date)
        except ValueError:
            return True, "Slack did not say what time it is."
        seconds = round(abs((self._now() - theirs).total_seconds()))
        if seconds > SKEW.total_seconds():
            return False, (
                f"The clock is {seconds} seconds off Slack's: let the machine set it by itself "
                "(NTP), for Kring refuses requests that are five minutes off."
            )
        return True, "The clock agrees with Slack's."

    async def _socket(self, slack: Clients) -> Finding:
        try:
            await slack.anonymous(self._keys.app_token).apps_connections_open(
                app_token=self._keys.app_token
            )
        except SlackApiError as fault:
            return False, (
                f"Slack refuses SLACK_APP_TOKEN ({said(fault)}). Make it anew on the app's page, "
                "with the scope connections:write, and switch Socket Mode on."
            )
        except (aiohttp.ClientError, TimeoutError):
            return False, UNREACHABLE
        return True, "Socket Mode opens."

    async def _address(self, slack: Clients) -> Finding:
        """Look whether Kring's own address leads to Kring: it refuses what is not signed."""
        if not self._base:
            return False, (
                "Set KRING_URL to Kring's own address: then I can see whether Slack reaches it, "
                "and links work."
            )
        at = f"{self._base}/slack/events"
        try:
            async with slack.session().post(at, data=b"{}", timeout=_PATIENCE) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as fault:
            return False, (
                f"{at} does not answer ({type(fault).__name__}). Start 'kring serve', and look at "
                "the proxy and KRING_URL."
            )
        if status != 401:
            return False, (
                f"{at} answers {status} and not 401, as Kring does to a stranger. Let the proxy "
                "pass /slack/ on to Kring."
            )
        return True, f"{at} leads to Kring."


def installations(rows: list[SlackWorkspace], secret: str, client: Client) -> list[Finding]:
    """Say who may install Kring, and of each workspace that did whether all is there."""
    found: list[Finding] = []
    if client.allowed:
        found.append((True, f"Kring may be installed in {', '.join(sorted(client.allowed))}."))
    if not rows:
        found.append((True, "No workspace has installed Kring yet: open /slack/install."))
        return found
    vault = Vault(secret)
    for row in rows:
        try:
            vault.open(row.tenant, row.sealed)
        except WrongKey as fault:
            return [(False, str(fault))]
        if client.allows(row):
            found.append(scopes(row.scopes, row.tenant))
        else:
            gone = (
                f"{row.tenant} is not in SLACK_ALLOWED_TEAMS: nothing goes there, and a server "
                "that has run for a day gives its token back. If it is to have Kring, add it and "
                "start anew."
            )
            found.append((False, gone))
    return found


def scopes(granted: str, where: str) -> Finding:
    """Say whether a token has all permissions ('a,b'); '' is not known."""
    has = {one.strip() for one in granted.split(",") if one.strip()}
    lacking = [name for name in BOT if name not in has]
    if has and lacking:
        return False, (
            f"{where} lacks {', '.join(lacking)}: give Slack the manifest again "
            "('kring manifest slack') and install the app anew."
        )
    if not has:
        return True, f"Slack did not say which permissions {where} has."
    return True, f"{where} has all permissions."


def _header(answer: AsyncSlackResponse, name: str) -> str:
    headers = {key.lower(): value for key, value in answer.headers.items()}
    return str(headers.get(name, ""))
