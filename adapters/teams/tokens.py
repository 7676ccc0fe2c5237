"""The token with which Kring calls Teams: fetched off the event loop, kept for some minutes."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

PATIENCE = 10.0
# MSAL hands out none that has less than five minutes to go.
KEPT = timedelta(minutes=4)


class NoToken(Exception):  # noqa: N818 - a state of affairs, named as such
    """Microsoft gave no token, or not in time; the text says why, without secrets."""


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
