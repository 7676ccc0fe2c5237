"""The one big port: what Kring asks of a chat platform."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from uuid import UUID

from bot.cards import Card, CardRef


@dataclass(frozen=True)
class Target:
    """Where a message goes on one platform: a room's id or a user's id there."""

    platform: str
    tenant: str
    room: str = ""
    user: str = ""


@dataclass(frozen=True)
class Outgoing:
    """A message ready to be sent: drawn card, its language, and what it was drawn from."""

    delivery: UUID
    target: Target
    card: Card
    language: str
    refs: tuple[CardRef, ...]
    due_at: datetime


class Messenger(Protocol):
    """A platform's sending side. Every method sends once: no retries inside.

    Each raises bot.errors.DeliveryError; anything else that escapes counts as unknown.
    """

    platform: str
    can_find: bool
    settle: timedelta

    async def post(self, message: Outgoing) -> str:
        """Post a message and return the platform's reference to it."""
        ...

    async def edit(self, ref: str, message: Outgoing) -> None:
        """Replace a posted message's card."""
        ...

    async def delete(self, ref: str, target: Target) -> None:
        """Take a posted message back."""
        ...

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        """Look a delivery up by its id; None when the platform certainly does not have it.

        It was not sent before `since` (UTC). An error says that nobody could look: a permanent
        one that nobody ever can.
        """
        ...
