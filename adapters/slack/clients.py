"""The clients that speak to Slack: one a workspace, all over the same connections."""

from collections.abc import Mapping
from types import TracebackType
from typing import Any, Protocol, Self

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.payload import Json

SLACK = "https://slack.com/api/"
UNREACHABLE = "Slack cannot be reached. Look at the network and SLACK_API_URL."
# Below the time the courier gives one sending, so that what was slow is told from what was lost.
TIMEOUT = aiohttp.ClientTimeout(total=15)
CONNECTIONS = 64


class Workspaces(Protocol):
    """Where the tokens of the workspaces come from."""

    async def token(self, tenant: str) -> str | None:
        """Return a bot token that is valid now; None for a workspace without Kring."""
        ...


class Given:
    """Workspaces whose tokens are given once and do not change, as from the settings."""

    def __init__(self, tokens: Mapping[str, str]) -> None:
        self._tokens = tokens

    async def token(self, tenant: str) -> str | None:
        """Return the token of a workspace."""
        return self._tokens.get(tenant)


class NotInstalled(Exception):  # noqa: N818 - a state of affairs, named as such
    """Kring has no token for this workspace."""


class FormClient(AsyncWebClient):
    """Sends what slack_sdk would put into the address as a form.

    Slack reads both everywhere; a form stays out of the logs of servers between, and stand-ins
    for Slack do not all read the address.
    """

    async def api_call(
        self,
        api_method: str,
        *,
        http_verb: str = "POST",
        params: Json | None = None,
        data: Any = None,
        **more: Any,
    ) -> AsyncSlackResponse:
        """Call a method of the Web API."""
        if params is not None and data is None:
            http_verb, data, params = "POST", _form(params), None
        return await super().api_call(
            api_method, http_verb=http_verb, params=params, data=data, **more
        )


def _form(values: Json) -> Json:
    """Write arguments as a form's fields: true and false in words, numbers in digits."""
    return {
        key: str(value).lower() if isinstance(value, bool) else str(value)
        for key, value in values.items()
        if value is not None
    }


class Clients:
    """Hands out clients that try once: no retries inside, one total time limit.

    `url` is where the Web API is. Use it as an async context manager, or call `close`.
    """

    def __init__(self, workspaces: Workspaces, url: str = SLACK) -> None:
        self._workspaces = workspaces
        self._url = url
        self._session: aiohttp.ClientSession | None = None
        self._clients: dict[str, AsyncWebClient] = {}

    async def of(self, tenant: str) -> AsyncWebClient:
        """Return the client of a workspace; raises NotInstalled."""
        token = await self._workspaces.token(tenant)
        if token is None:
            raise NotInstalled(tenant)
        known = self._clients.get(tenant)
        if known is None or known.token != token:
            known = self._clients[tenant] = self.anonymous(token)
        return known

    def anonymous(self, token: str | None = None) -> AsyncWebClient:
        """Return a client with a token of one's own, or with none, as for an installation."""
        # slack_sdk's own retry posted a message twice after a dropped connection.
        return FormClient(token, self._url, session=self.session(), retry_handlers=[])

    def session(self) -> aiohttp.ClientSession:
        """Return the connections that all share; to be called on the event loop."""
        if self._session is None or self._session.closed:
            connector = aiohttp.TCPConnector(limit=CONNECTIONS)
            self._session = aiohttp.ClientSession(connector=connector, timeout=TIMEOUT)
            self._clients.clear()
        return self._session

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()

    async def __aenter__(self) -> Self:
        """Keep the connections for as long as the block lasts."""
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        await self.close()
