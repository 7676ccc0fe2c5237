"""What Slack knows of people and channels, remembered for a while."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.payload import whole
from adapters.slack.clients import Clients, NotInstalled
from adapters.slack.naming import PLATFORM
from bot.texts import LANGUAGES
from storage import networks, people
from storage.database import Database, Unit
from storage.people import Who

log = structlog.get_logger()

FAULTS = (SlackApiError, aiohttp.ClientError, TimeoutError, NotInstalled)
"""What a call of Slack's Web API may raise."""

PATIENCE = 1.2
"""Seconds to wait for Slack while somebody waits for us: it gives us three in all."""

_KEPT = timedelta(minutes=10)
_MOST = 20_000
_LONGEST_NAME = 80
_TOO_MANY = 429


@dataclass(frozen=True)
class Profile:
    """Somebody's name, language and zone; `steers` the workspace; `human` is no bot."""

    name: str
    language: str = "en"
    zone: str = "Europe/Amsterdam"
    steers: bool = False
    human: bool = True


class Directory:
    """Looks people and channels up: first in what Kring keeps, then at Slack."""

    def __init__(self, clients: Clients, database: Database, now: Callable[[], datetime]) -> None:
        self._clients = clients
        self._database = database
        self._now = now
        self._profiles: dict[tuple[str, str], tuple[datetime, Profile]] = {}
        self._asking: dict[tuple[str, str], asyncio.Task[Profile]] = {}
        self._taken: dict[tuple[str, str], datetime] = {}
        self._unsure: set[tuple[str, str]] = set()

    async def profile(self, tenant: str, user: str, name: str = "") -> Profile:
        """Return who somebody is; with this name, or their id, while Slack does not answer."""
        until, known = self._profiles.get((tenant, user), (None, None))
        is_sure = (tenant, user) not in self._unsure
        if known and until and until > self._now() and is_sure:
            return known
        who = await self._database.read(
            lambda unit: people.find(unit.connection, PLATFORM, tenant, user)
        )
        if who and who.name != user and is_sure:
            return self._keep(tenant, user, Profile(who.name, who.language, who.zone))
        try:
            async with asyncio.timeout(PATIENCE):
                found = await self._ask(tenant, user)
        except FAULTS as fault:
            log.warning("slack.profile", fault=said(fault))
            self._unsure.add((tenant, user))
            called = name or user
            return Profile(called, who.language, who.zone) if who else Profile(called)
        self._unsure.discard((tenant, user))
        if who and found.name != user:
            # Slack did not answer when they came: now it gives what was lacking.
            await self._database.write(partial(_introduce, who, found))
        return found

    async def language(self, tenant: str, user: str) -> str:
        """Return the language that somebody is known by here, without asking Slack."""
        who = await self._database.read(
            lambda unit: people.find(unit.connection, PLATFORM, tenant, user)
        )
        return who.language if who else Profile.language

    async def surely(self, tenant: str, user: str) -> None:
        """Get to know somebody, at Slack's pace: for when nobody waits."""
        while True:
            try:
                await self._ask(tenant, user)
            except SlackApiError as fault:
                if fault.response.status_code != _TOO_MANY:
                    raise
                await asyncio.sleep(int(fault.response.headers.get("Retry-After", 1)))
            else:
                return

    def forget(self, tenant: str, user: str) -> None:
        """Look somebody up anew the next time: they may have changed their language."""
        self._profiles.pop((tenant, user), None)

    def _keep(self, tenant: str, user: str, profile: Profile) -> Profile:
        if len(self._profiles) >= _MOST:
            self._profiles.clear()
        self._profiles[tenant, user] = (self._now() + _KEPT, profile)
        return profile

    async def _ask(self, tenant: str, user: str) -> Profile:
        """Ask Slack once, however many wait for the answer."""
        key = (tenant, user)
        if key not in self._asking:
            self._asking[key] = asyncio.create_task(self._fetch(tenant, user))
            self._asking[key].add_done_callback(lambda _task: self._asking.pop(key, None))
        return await asyncio.shield(self._asking[key])

    async def _fetch(self, tenant: str, user: str) -> Profile:
        client = await self._clients.of(tenant)
        found = await client.users_info(user=user, include_locale=True)
        return self._keep(tenant, user, _profile(found.get("user") or {}, user))

    async def is_free(self, tenant: str, room: str) -> bool:
        """Say whether no network meets in a channel."""
        until = self._taken.get((tenant, room))
        if until and until > self._now():
            return False

        def work(unit: Unit) -> bool:
            found = networks.place_of_room(unit.connection, PLATFORM, tenant, room, 0)
            return found is None

        free = await self._database.read(work)
        if not free:
            self._taken[tenant, room] = self._now() + _KEPT
        return free

    async def owns(self, tenant: str, room: str, user: str) -> bool:
        """Say whether somebody made this channel or steers the workspace."""
        try:
            client = await self._clients.of(tenant)
            async with asyncio.timeout(PATIENCE):
                made, profile = await asyncio.gather(
                    _creator(client, room), self._fetch(tenant, user)
                )
        except FAULTS as fault:
            log.warning("slack.owner", fault=said(fault))
            return False
        return made == user or profile.steers

    async def members(self, tenant: str, room: str) -> AsyncIterator[str]:
        """Give the user ids of everybody in a channel; raises one of FAULTS."""
        client, cursor = await self._clients.of(tenant), ""
        while True:
            found = await client.conversations_members(channel=room, limit=200, cursor=cursor)
            for user in found.get("members") or ():
                yield user
            cursor = (found.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return

    async def link_to(self, tenant: str, channel: str, stamp: str) -> str:
        """Return the address of a message, '' when Slack does not give it."""
        try:
            client = await self._clients.of(tenant)
            async with asyncio.timeout(PATIENCE):
                found = await client.chat_getPermalink(channel=channel, message_ts=stamp)
        except FAULTS as fault:
            log.warning("slack.permalink", fault=said(fault))
            return ""
        return str(found.get("permalink") or "")


def _introduce(who: Who, found: Profile, unit: Unit) -> None:
    chosen = who.language != Profile.language  # meanwhile, by themselves
    language = who.language if chosen else found.language
    people.introduce(unit.session, who.id, found.name, language, found.zone)


def said(fault: BaseException) -> str:
    """Return what went wrong, without anything that people wrote."""
    if isinstance(fault, SlackApiError):
        return str(fault.response.get("error", "")) if hasattr(fault.response, "get") else ""
    return type(fault).__name__


async def _creator(client: AsyncWebClient, room: str) -> str:
    found = await client.conversations_info(channel=room)
    return str((found.get("channel") or {}).get("creator") or "")


def _profile(user: dict[str, Any], fallback: str) -> Profile:
    shown = user.get("profile") or {}
    names = (shown.get("real_name"), shown.get("display_name"), user.get("name"), fallback)
    name = next(whole(str(one)) for one in names if one)
    language = str(user.get("locale") or "")[:2].lower()
    return Profile(
        name[:_LONGEST_NAME],
        language if language in LANGUAGES else "en",
        _zone(str(user.get("tz") or "")),
        steers=bool(user.get("is_admin") or user.get("is_owner")),
        human=not user.get("is_bot"),
    )


def _zone(name: str) -> str:
    try:
        return ZoneInfo(name).key if name else Profile.zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Profile.zone
