"""Looks in a conversation's history for the message that a delivery became."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

from slack_sdk.web.async_client import AsyncWebClient

from adapters.payload import Json
from bot.errors import DeliveryError

EVENT = "kring_delivery"
# Slack's clock and ours may differ by so much: requests beyond five minutes are not taken.
SKEW = timedelta(minutes=10)
PAGE, PAGES = 200, 100


def marked(delivery: UUID) -> Json:
    """Return the metadata that names a delivery, and nothing else: all may read it."""
    return {"event_type": EVENT, "event_payload": {"id": delivery.hex}}


async def found(
    client: AsyncWebClient, channel: str, thread: str, delivery: UUID, since: datetime
) -> str | None:
    """Return the time stamp of a delivery's message, None when it is certainly not there."""
    async for message in _messages(client, channel, thread, since):
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") == EVENT and payload.get("id") == delivery.hex:
            return str(message["ts"])
    return None


async def _messages(
    client: AsyncWebClient, channel: str, thread: str, since: datetime
) -> AsyncIterator[Json]:
    """Give a thread's messages, or a channel's from the newest on until before `since`.

    The newest page is read whole, however old it looks: our own clock may have been wrong.
    """
    method = "conversations.replies" if thread else "conversations.history"
    asked = {"channel": channel, "limit": str(PAGE)}
    if thread:
        asked["ts"] = thread
    for _page in range(PAGES):
        # As a form: all servers that speak as Slack does read those, not all the address.
        answer = await client.api_call(method, data={**asked, "include_all_metadata": "true"})
        for message in answer["messages"]:
            yield message
        asked["cursor"] = (answer.get("response_metadata") or {}).get("next_cursor") or ""
        if not asked["cursor"] or (not thread and _all_before(answer["messages"], since - SKEW)):
            return
    raise DeliveryError("more was said since than can be read", "not_sent")


def _all_before(messages: list[Json], moment: datetime) -> bool:
    return all(float(message["ts"]) < moment.timestamp() for message in messages)
