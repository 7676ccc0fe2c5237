"""The local chat's sending side: a message is a row, and the open pages are told."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from adapters.web.hub import Hub
from bot import cardjson
from bot.errors import DeliveryError
from bot.messenger import Outgoing, Target
from storage import webchat, webrooms
from storage.database import Database, Unit

CHAT = webchat.CHAT


class WebMessenger:
    """Implements bot.messenger.Messenger on the local chat's own tables."""

    platform = webrooms.PLATFORM
    can_find = True
    settle = timedelta(0)

    def __init__(self, database: Database, hub: Hub, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._hub = hub
        self._clock = clock

    async def post(self, message: Outgoing) -> str:
        """Keep a message and return its id; permanent when the room or user is not here."""
        at = self._clock()
        number = await self._database.write(lambda unit: _post(unit, message, at), network=CHAT)
        self._hub.tell()
        return str(number)

    async def edit(self, ref: str, message: Outgoing) -> None:
        """Put another card into a message."""
        await self._change(ref, _content(message))

    async def delete(self, ref: str, target: Target) -> None:
        """Take a message back: that there was one stays in the ledger, what it said does not."""
        del target  # a message's number says where it is
        await self._change(ref, {"deleted": True, "card": None, "text": "", "refs": []})

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        """Look up which message a delivery became."""
        del target, since
        number = await self._database.read(
            lambda unit: webchat.of_delivery(unit.connection, delivery)
        )
        return None if number is None else str(number)

    async def _change(self, ref: str, values: dict[str, Any]) -> None:
        known = await self._database.write(
            lambda unit: webchat.change(unit.connection, int(ref), values), network=CHAT
        )
        if not known:
            raise DeliveryError("The local chat has no such message.", "permanent")
        self._hub.tell()


def _content(message: Outgoing) -> dict[str, Any]:
    return {
        "card": cardjson.dump(message.card),
        "refs": [[ref.kind, list(ref.args)] for ref in message.refs],
        "language": message.language,
    }


def _post(unit: Unit, message: Outgoing, at: datetime) -> int:
    target = message.target
    if not _is_here(unit, target):
        raise DeliveryError("The local chat has no such room or user.", "permanent")
    values = {
        "room": target.room,
        "user_ref": "" if target.room else target.user,
        "author": webchat.KRING,
        "delivery_id": message.delivery,
        "due_at": message.due_at,
        "at": at,
    }
    return webchat.put(unit.connection, {**values, **_content(message)})


def _is_here(unit: Unit, target: Target) -> bool:
    if target.room:
        return webrooms.exists(unit.connection, target.room)
    return webrooms.user(unit.connection, target.user, target.tenant) is not None
