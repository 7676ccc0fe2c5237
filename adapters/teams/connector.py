"""The way to Teams: its REST interface, each call once, with one time limit."""

import json
from datetime import timedelta
from types import TracebackType
from typing import Self
from urllib.parse import quote

import aiohttp

from adapters.payload import Json
from adapters.teams.tokens import Tokens

# Below the time the courier gives one sending, so that what was slow is told from what was lost.
PATIENCE = aiohttp.ClientTimeout(total=15, sock_connect=5)
_LARGEST = 2 * 1024 * 1024


class Refused(Exception):  # noqa: N818 - it is Teams' answer
    """Teams answered with another status than 2xx; `code` is its own word for it, '' for none."""

    def __init__(self, status: int, code: str = "", retry_after: timedelta | None = None) -> None:
        """Keep what Teams said."""
        super().__init__(f"{status} {code}".rstrip())
        self.status = status
        self.code = code
        self.retry_after = retry_after


class Unreadable(Exception):  # noqa: N818 - it is Teams' answer
    """Teams answered 2xx, with something else than JSON."""


class NoService(Exception):  # noqa: N818 - a state of affairs, named as such
    """Kring was never heard from a tenant, so nobody knows where to reach it."""


class Connector:
    """Calls the service of a conversation. Use it in `async with`."""

    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        """Open the connections that all calls share."""
        self._session = aiohttp.ClientSession(timeout=PATIENCE)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close them."""
        await self.session().close()

    def session(self) -> aiohttp.ClientSession:
        """Return the connections that all share."""
        assert self._session is not None  # noqa: S101 - a fault of ours
        return self._session

    async def token(self) -> str:
        """Fetch the token, or return the one that is kept; raises NoToken."""
        return await self._tokens.get()

    async def call(
        self, method: str, service: str, path: str, body: Json | None = None, **params: str
    ) -> Json:
        """Call once. `path` follows '/v3/'.

        Raises NoToken before anything was sent, Refused, Unreadable, aiohttp.ClientError or
        TimeoutError.
        """
        token = await self.token()
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        url = f"{service.rstrip('/')}/v3/{path}"
        asked = self.session().request(
            method, url, json=body, params=params, headers=headers, allow_redirects=False
        )
        async with asked as response:
            if response.status == 401:
                self._tokens.drop()
            said = await response.content.read(_LARGEST)
            if not 200 <= response.status < 300:
                raise Refused(response.status, _code(said), _retry_after(response))
            return _read(said)


def conversation(name: str) -> str:
    """Return the path of a conversation."""
    return f"conversations/{quoted(name)}"


def quoted(name: str) -> str:
    """Write an id so that it can stand in an address: Teams' hold colons and slashes."""
    return quote(name, safe="")


def activity(name: str, number: str) -> str:
    """Return the path of an activity in a conversation."""
    return f"{conversation(name)}/activities/{quoted(number)}"


def _read(said: bytes) -> Json:
    if not said.strip():
        return {}
    try:
        found = json.loads(said)
    except ValueError as error:
        raise Unreadable from error
    return found if isinstance(found, dict) else {"members": found}


def _code(said: bytes) -> str:
    """Return Teams' word for what went wrong: its code, or that of the error inside."""
    try:
        error = json.loads(said)["error"]
        inner = error.get("innerHttpError") or {}
        body = inner.get("body") if isinstance(inner, dict) else None
        deep = body.get("errorCode") if isinstance(body, dict) else None
        return str(deep or error.get("code") or "")[:80]
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def _retry_after(response: aiohttp.ClientResponse) -> timedelta | None:
    said = response.headers.get("Retry-After", "")
    return timedelta(seconds=int(said)) if said.isascii() and said.isdigit() else None
