"""The outbox: every message on its way, and what is shown where."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Connection,
    Index,
    bindparam,
    func,
    literal_column,
    select,
    text,
)
from sqlmodel import Field, SQLModel

from storage.many import Many
from storage.tables import loaded, table
from storage.types import Moment

_OPEN = text("state IN ('sending', 'unknown', 'failed') AND again_at IS NOT NULL")


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
            sqlite_where=_OPEN,
            postgresql_where=_OPEN,
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


_delivery = table(Delivery)
_shown = table(ShownCard)
NEVER_SENT: dict[str, Any] = {
    "owner": "",
    "intent_at": None,
    "external_ref": "",
    "attempt": 0,
    "wanted_rev": 1,
    "shown_rev": 0,
    "edit_at": _delivery.c.due_at,
}
"""The columns of a delivery as if it had never been sent."""

_by_id = select(_delivery).where(_delivery.c.id == bindparam("which"))
_BY_CHANCE = 0xFFF << 64 | (1 << 62) - 1  # the bits that RFC 9562 leaves to chance in version 7
_last = select(func.coalesce(func.max(_delivery.c.place), 0))
_PUT = (
    *("id", "network_id", "to_kind", "to_id", "platform", "tenant", "room", "user", "lane"),
    *("language", "refs", "why", "urgent", "place", "due_at", "again_at", "window_until"),
    *("expires_at", "edit_at"),
)
_put = Many(
    _delivery.insert().values(
        # In plain SQL: what is bound is bound anew for each of thousands.
        state=literal_column("'pending'"),
        attempt=literal_column("0"),
        owner=literal_column("''"),
        external_ref=literal_column("''"),
        last_error=literal_column("''"),
        wanted_rev=literal_column("1"),
        shown_rev=literal_column("0"),
    ),
    _PUT,
)
_show = Many(_shown.insert(), ("delivery_id", "card"))


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


def put(connection: Connection, deliveries: list[dict[str, Any]]) -> None:
    """Queue deliveries, in their order, and remember which cards they show.

    Each gives the columns of `_PUT` but its place and `again_at`: where it goes, what it shows
    and when, and nothing of how far it has come.
    """
    if not deliveries:
        return
    last: int = connection.execute(_last).scalar_one()
    _put.run(
        connection,
        [
            {**values, "again_at": values["due_at"], "place": place}
            for place, values in enumerate(deliveries, last + 1)
        ],
    )
    _show.run(
        connection,
        [
            {"delivery_id": values["id"], "card": key}
            for values in deliveries
            for key in sorted({card_key(kind, tuple(args)) for kind, args in values["refs"]})
        ],
    )


_want = (
    _delivery.update()
    .where(
        _delivery.c.id.in_(select(_shown.c.delivery_id).where(_shown.c.card == bindparam("card"))),
        # In plain SQL: bound to a list it would be written anew each time, and votes are many.
        text("state IN ('pending', 'sending', 'sent', 'unknown')"),
    )
    .values(wanted_rev=_delivery.c.wanted_rev + 1)
)


def want(connection: Connection, cards: Iterable[tuple[str, tuple[int | str, ...]]]) -> None:
    """Ask that these cards (kind, arguments) be drawn again wherever they are shown."""
    if keys := [{"card": card_key(kind, args)} for kind, args in cards]:
        connection.execute(_want, keys)


def is_shown(connection: Connection, kind: str, args: tuple[int | str, ...]) -> bool:
    """Say whether a card was posted somewhere, alone or with others."""
    chosen = (
        select(_delivery.c.id)
        .join(_shown, _shown.c.delivery_id == _delivery.c.id)
        .where(_shown.c.card == card_key(kind, args), _delivery.c.state == "sent")
    )
    return connection.execute(chosen.limit(1)).first() is not None


def is_queued(
    connection: Connection, kind: str, args: tuple[int | str, ...], to_kind: str = ""
) -> bool:
    """Say whether a card was posted or is on its way, alone or with others.

    `to_kind` is 'room' or 'person', '' for anywhere.
    """
    on_its_way = ("pending", "sending", "sent", "unknown")
    chosen = (
        select(_delivery.c.id)
        .join(_shown, _shown.c.delivery_id == _delivery.c.id)
        .where(_shown.c.card == card_key(kind, args), _delivery.c.state.in_(on_its_way))
    )
    if to_kind:
        chosen = chosen.where(_delivery.c.to_kind == to_kind)
    return connection.execute(chosen.limit(1)).first() is not None


def get(connection: Connection, delivery: UUID) -> Delivery | None:
    """Return a delivery by its id."""
    row = connection.execute(_by_id, {"which": delivery}).mappings().first()
    return loaded(Delivery, row) if row else None


def waits(connection: Connection, delivery: Delivery) -> bool:
    """Say whether a delivery still waits, as it did when it was read."""
    there = get(connection, delivery.id)
    return there is not None and (there.state, there.due_at) == ("pending", delivery.due_at)


def sent_privately(
    connection: Connection,
    people: set[int],
    since: datetime,
    unseen: Callable[[int, str], bool] = lambda _person, _why: False,
) -> dict[int, list[datetime]]:
    """Return when not urgent private messages to these people were due since a moment (UTC).

    One that was taken back after it had reached them counts: they were disturbed all the same.
    So does one that drew to nothing, or what comes next would tell who got a last call, and so
    who had not answered. Of whose person and `why` `unseen` is true is left out.
    """
    counted = ("pending", "sending", "sent", "unknown", "cancelled")
    chosen = select(_delivery.c.to_id, _delivery.c.due_at, _delivery.c.why).where(
        _delivery.c.to_kind == "person",
        _delivery.c.to_id.in_(people),
        _delivery.c.due_at >= since,
        _delivery.c.urgent.is_(False),
        _delivery.c.state.in_(counted),
    )
    found: dict[int, list[datetime]] = {}
    for person, due_at, why in connection.execute(chosen.order_by(_delivery.c.due_at)):
        if not unseen(person, why):
            found.setdefault(person, []).append(due_at)
    return found


def remove(connection: Connection, delivery: UUID) -> None:
    """Forget a delivery, such as one never sent whose parts go out anew."""
    connection.execute(_shown.delete().where(_shown.c.delivery_id == delivery))
    connection.execute(_delivery.delete().where(_delivery.c.id == delivery))


def postpone(connection: Connection, delivery: UUID, due_at: datetime, window: datetime) -> None:
    """Move a pending delivery to another moment (UTC) and another end of its time of day."""
    change = _delivery.update().where(_delivery.c.id == delivery, _delivery.c.state == "pending")
    connection.execute(change.values(due_at=due_at, again_at=due_at, window_until=window))


def expire(connection: Connection, delivery: UUID) -> None:
    """Give up a pending delivery that is of no use any more."""
    change = _delivery.update().where(_delivery.c.id == delivery, _delivery.c.state == "pending")
    connection.execute(change.values(state="expired"))


def stuck(connection: Connection, network: int) -> list[Delivery]:
    """Return what failed or could not be confirmed in a network, newest first."""
    chosen = select(_delivery).where(
        _delivery.c.network_id == network, _delivery.c.state.in_(("failed", "unknown"))
    )
    rows = connection.execute(chosen.order_by(_delivery.c.due_at.desc()).limit(10)).mappings()
    return [loaded(Delivery, row) for row in rows]


def retry(connection: Connection, network: int, delivery: UUID, now: datetime) -> bool:
    """Let a person decide that a failed or unconfirmed delivery goes out again."""
    change = _delivery.update().where(
        _delivery.c.id == delivery,
        _delivery.c.network_id == network,
        _delivery.c.state.in_(("failed", "unknown")),
    )
    values = {"state": "pending", "due_at": now, "again_at": now, "last_error": ""}
    return connection.execute(change.values(window_until=None, **values)).rowcount == 1
