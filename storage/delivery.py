"""The rows of a delivery: what is on its way or shown somewhere, and which cards it shows."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import JSON, Index, text
from sqlmodel import Field, SQLModel

from storage.tables import table
from storage.types import Moment

OPEN = text("state IN ('sending', 'unknown', 'failed') AND again_at IS NOT NULL")
"""What was begun and has no end yet, or failed and nobody has heard so."""


class Delivery(SQLModel, table=True):
    """A message for one room or person on one platform, and the card it keeps up to date.

    `state` is 'pending', 'sending' (intent written before the send), 'sent', 'unknown',
    'failed', 'cancelled' or 'expired'. `again_at` (UTC) is when its next step may be taken: to
    post, to look up what is unknown, to report what failed; None when nothing is left to do.
    After the post, `wanted_rev` above `shown_rev` asks for an edit, not before `edit_at` (UTC;
    the due moment at first). `refs` are [kind, args] pairs, drawn when it is sent. `place` is
    the order in which deliveries were queued, kept within a lane among those due together.
    `window_until` (UTC) ends the time of day it may go out, `expires_at` the time it is of use.
    `intent_at` (UTC) is when sending began, or when its outcome became unknown; `attempt`
    counts what was tried since the last success.
    """

    __table_args__ = (
        Index(
            "ix_delivery_pending",
            "due_at",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index(
            "ix_delivery_edit",
            "edit_at",
            sqlite_where=text("state = 'sent' AND wanted_rev > shown_rev"),
            postgresql_where=text("state = 'sent' AND wanted_rev > shown_rev"),
        ),
        Index(
            "ix_delivery_unsettled",
            "state",
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_delivery_place", "place"),
        Index("ix_delivery_person", "to_kind", "to_id", "due_at"),
    )
    id: UUID = Field(primary_key=True)
    network_id: int = Field(foreign_key="network.id")
    to_kind: str
    to_id: int
    platform: str
    tenant: str
    room: str = ""
    user: str = ""
    lane: str
    language: str
    refs: list[Any] = Field(default_factory=list, sa_type=JSON)
    why: str = ""
    urgent: bool = False
    place: int = 0
    due_at: datetime = Field(sa_type=Moment)
    again_at: datetime | None = Field(default=None, sa_type=Moment)
    window_until: datetime | None = Field(default=None, sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    state: str = "pending"
    attempt: int = 0
    owner: str = ""
    intent_at: datetime | None = Field(default=None, sa_type=Moment)
    external_ref: str = ""
    last_error: str = ""
    wanted_rev: int = 1
    shown_rev: int = 0
    edit_at: datetime = Field(sa_type=Moment)


class ShownCard(SQLModel, table=True):
    """Which deliveries show a card ('slice.name' and its arguments as text)."""

    __table_args__ = (Index("ix_showncard_card", "card"),)
    delivery_id: UUID = Field(primary_key=True, foreign_key="delivery.id")
    card: str = Field(primary_key=True)


class Parcel(NamedTuple):
    """A delivery as it was at one look: all that is needed to draw it and to send it."""

    id: UUID
    network_id: int
    to_kind: str
    to_id: int
    platform: str
    tenant: str
    room: str
    user: str
    language: str
    refs: list[Any]
    why: str
    due_at: datetime
    expires_at: datetime | None
    state: str
    owner: str
    attempt: int
    external_ref: str
    last_error: str
    wanted_rev: int
    shown_rev: int


PARCEL = tuple(table(Delivery).c[name] for name in Parcel._fields)
"""The columns of a parcel, in its order."""


_BY_CHANCE = 0xFFF << 64 | (1 << 62) - 1  # the bits that RFC 9562 leaves to chance in version 7


def delivery_id(chance: UUID, now: datetime) -> UUID:
    """Return an id (version 7) that begins with the moment (UTC), the rest of it by chance.

    Ids in the order of time are kept side by side: chance alone would have the database touch a
    page of its file for each of many, when they are queued and again when they are sent.
    """
    since = int(now.timestamp() * 1000)
    return UUID(int=since << 80 | 0x7 << 76 | chance.int & _BY_CHANCE | 0b10 << 62)


def card_key(kind: str, args: tuple[int | str, ...]) -> str:
    """Return how a card is found again: 'polls.poll:17'."""
    return f"{kind}:{','.join(str(arg) for arg in args)}"
