"""Looks in a conversation's history for the message that a delivery became."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from uuid import UUID

from slack_sdk.web.async_client import AsyncWebClient

from adapters.payload import Json
from bot.errors import DeliveryError

EVENT = "kring_delivery"
ANSWER = {"event_type": "kring_answer", "event_payload": {}}
"""The mark of what is said at once and belongs to no delivery."""

# Slack's clock and ours may differ by so much: requests beyond five minutes are not taken.
SKEW = timedelta(minutes=10)
PAGE, PAGES = 200, 100


def marked(delivery: UUID) -> Json:
    """Return the metadata that names a delivery, and nothing else: all may read it."""
    return {"event_type": EVENT, "event_payload": {"id": delivery.hex}}


async def found(
    client: AsyncWebClient, channel: str, thread: str, delivery: UUID, since: datetime
) -> str | None:
    """Return the time stamp of a delivery's message, None when it is certainly not there.

    A permanent DeliveryError when that cannot be told, for messages come back without their marks.
    """
    unmarked: list[Json] = []
    async for message in _messages(client, channel, thread, since):
        metadata = message.get("metadata") or {}
        payload = metadata.get("event_payload") or {}
        if metadata.get("event_type") == EVENT and payload.get("id") == delivery.hex:
            return str(message["ts"])
        if not metadata and not _all_before([message], since - SKEW):
            unmarked.append(message)
    if await _some_are_ours(client, unmarked):
        raise DeliveryError("messages are shown without their marks", "permanent")
    return None


async def _some_are_ours(client: AsyncWebClient, messages: list[Json]) -> bool:
    """Say whether Kring wrote one of these: all that it posts bears a mark."""
    said = [one for one in messages if one.get("subtype") in (None, "bot_message")]
    if not any(one.get("bot_id") or one.get("app_id") for one in said):
        return False
    me = await client.auth_test()
    known = {me.get("user_id"), me.get("bot_id")} - {None, ""}
    return any(not known.isdisjoint({one.get("user"), one.get("bot_id")}) for one in said)


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
