"""The token with which Kring calls Teams: fetched off the event loop, kept for some minutes."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from botframework.connector.auth import ManagedIdentityAppCredentials, MicrosoftAppCredentials

How = Literal["single", "multi", "managed"]

PATIENCE = 10.0
# MSAL hands out none that has less than five minutes to go.
KEPT = timedelta(minutes=4)


class NoToken(Exception):  # noqa: N818 - a state of affairs, named as such
    """Microsoft gave no token, or not in time; the text says why, without secrets."""


@dataclass(frozen=True)
class Credentials:
    """Who Kring is at Microsoft; all empty for a server that tries things out on one machine.

    `how` is the kind of registration: in one tenant (`tenant`), in many, or a managed identity,
    which has no password.
    """

    app_id: str = ""
    password: str = ""
    tenant: str = ""
    how: How = "single"

    def fault(self) -> str:
        """Say what is missing, '' when nothing is."""
        if not self.app_id:
            return "Teams has no credentials: set TEAMS_APP_ID."
        if self.how != "managed" and not self.password:
            return "Teams has no credentials: set TEAMS_APP_PASSWORD."
        if self.how == "single" and not self.tenant:
            return "An app of one tenant has to know which: set TEAMS_APP_TENANT."
        return ""

    def fetch(self) -> Callable[[], str]:
        """Return what fetches a token; it blocks, and keeps one until it is almost over."""
        made: list[MicrosoftAppCredentials | ManagedIdentityAppCredentials] = []

        def get() -> str:
            # Made at the first call: MSAL asks Microsoft about the tenant when it is made.
            if not made:
                made.append(self._made())
            return str(made[0].get_access_token())

        return get

    def _made(self) -> MicrosoftAppCredentials | ManagedIdentityAppCredentials:
        if self.how == "managed":
            return ManagedIdentityAppCredentials(self.app_id)
        tenant = self.tenant if self.how == "single" else None
        return MicrosoftAppCredentials(self.app_id, self.password, channel_auth_tenant=tenant)


class Tokens:
    """Hands out the token; `fetch` is called in a thread, by one at a time."""

    def __init__(self, fetch: Callable[[], str] | None, now: Callable[[], datetime]) -> None:
        self._fetch = fetch
        self._now = now
        self._token = ""
        self._until: datetime | None = None
        self._fetching: asyncio.Task[str] | None = None

    async def get(self) -> str:
        """Return the token, '' for a server without credentials; raises NoToken."""
        if self._fetch is None:
            return ""
        if self._until is not None and self._now() < self._until:
            return self._token
        if self._fetching is None or self._fetching.done():
            self._fetching = asyncio.create_task(asyncio.to_thread(self._fetch))
            self._fetching.add_done_callback(_seen)
        try:
            async with asyncio.timeout(PATIENCE):
                # Whoever gives up leaves it running: the next one waits for the same answer.
                self._token = await asyncio.shield(self._fetching)
        except Exception as error:  # MSAL, requests and botbuilder raise what they like
            raise NoToken(type(error).__name__) from error
        self._until = self._now() + KEPT
        return self._token

    def drop(self) -> None:
        """Fetch anew the next time: Teams did not take this one."""
        self._until = None


def _seen(task: asyncio.Task[str]) -> None:
    if not task.cancelled():
        task.exception()  # whoever waited was told; nobody else has to be
