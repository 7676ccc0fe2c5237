"""Slack's sending side: each message once, named by its delivery, and looked up when in doubt."""

from datetime import datetime, timedelta
from uuid import UUID

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.naming import Readers
from adapters.payload import Json
from adapters.slack import naming, readback, render
from adapters.slack.clients import Clients
from adapters.slack.outcomes import error_of, told
from bot.messenger import Outgoing, Target
from bot.texts import speaking
from storage.database import Database

KNOWN_CHATS = 10_000


class SlackMessenger:
    """Implements bot.messenger.Messenger for all workspaces that Kring is in.

    A room is a channel's id, or 'channel:thread' for a thread in it. The reference to a message
    is 'channel:ts'. `base` is the address of Kring's own server as people reach it.
    """

    platform = "slack"
    can_find = True
    settle = timedelta(seconds=5)

    def __init__(self, clients: Clients, database: Database, base: str = "") -> None:
        self._clients = clients
        self._database = database
        self._base = base
        self._chats: dict[tuple[str, str], str] = {}
        self._without_charts: set[str] = set()

    async def post(self, message: Outgoing) -> str:
        """Post a message and return 'channel:ts'."""
        target = message.target
        with told(target, before=True):
            client = await self._clients.of(target.tenant)
            channel, thread = await self._place(client, target)
            readers = await self._readers(message)
        said: Json = {"channel": channel, "metadata": readback.marked(message.delivery)}
        if thread:
            said["thread_ts"] = thread
        with told(target):
            answer = await self._say(client, "chat.postMessage", said, message, readers)
        return f"{channel}:{answer['ts']}"

    async def edit(self, ref: str, message: Outgoing) -> None:
        """Replace a posted message's card; what names it stays with it."""
        with told(message.target, wide=True):
            client = await self._clients.of(message.target.tenant)
            readers = await self._readers(message)
            await self._say(client, "chat.update", _where(ref), message, readers)

    async def delete(self, ref: str, target: Target) -> None:
        """Take a posted message back."""
        with told(target, wide=True):
            client = await self._clients.of(target.tenant)
            await client.api_call("chat.delete", data=_where(ref))

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        """Look a delivery up where it was to be posted, from just before `since` on."""
        with told(target, wide=True):
            client = await self._clients.of(target.tenant)
            channel, thread = await self._place(client, target)
            ts = await readback.found(client, channel, thread, delivery, since)
        return None if ts is None else f"{channel}:{ts}"

    async def _place(self, client: AsyncWebClient, target: Target) -> tuple[str, str]:
        """Return the channel and the thread ('' for none), a private chat opened at need."""
        if target.room:
            channel, _, thread = target.room.partition(":")
            return channel, thread
        key = (target.tenant, target.user)
        if key not in self._chats:
            answer = await client.api_call("conversations.open", data={"users": target.user})
            if len(self._chats) >= KNOWN_CHATS:
                self._chats.clear()
            self._chats[key] = answer["channel"]["id"]
        return self._chats[key], ""

    async def _readers(self, message: Outgoing) -> Readers:
        tenant = message.target.tenant
        return await naming.readers(self._database, tenant, message.card, self._base)

    async def _say(
        self, client: AsyncWebClient, method: str, where: Json, message: Outgoing, readers: Readers
    ) -> Json:
        """Send a card, with a chart of Slack's own where the workspace takes them."""
        tenant = message.target.tenant
        charts = tenant not in self._without_charts
        drawn = _drawn(message, readers, method, charts=charts)
        try:
            return _answer(await client.api_call(method, json={**where, **drawn}))
        except SlackApiError as error:
            # Refused as a whole, so sending it once more doubles nothing.
            if error_of(error) != "invalid_blocks" or not _has_chart(drawn):
                raise
        drawn = _drawn(message, readers, method, charts=False)
        answer = _answer(await client.api_call(method, json={**where, **drawn}))
        self._without_charts.add(tenant)  # it went well without: the chart it was
        return answer


def _answer(response: object) -> Json:
    found: Json = getattr(response, "data", {})
    return found


def _drawn(message: Outgoing, readers: Readers, method: str, *, charts: bool) -> Json:
    with speaking(message.language):
        more = str(message.delivery)
        drawn = render.message(message.card, readers, more=more, charts=charts).payload()
    if method == "chat.update":
        drawn = {key: drawn[key] for key in ("text", "blocks")}
    return drawn


def _has_chart(drawn: Json) -> bool:
    return any(block["type"] == "data_visualization" for block in drawn["blocks"])


def _where(ref: str) -> Json:
    channel, _, ts = ref.partition(":")
    return {"channel": channel, "ts": ts}
