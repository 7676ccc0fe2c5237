"""The outbox: every message on its way, and what is shown where."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Connection,
    bindparam,
    func,
    literal_column,
    select,
    text,
)

from storage.delivery import PARCEL, Delivery, Parcel, ShownCard, card_key
from storage.many import Many
from storage.tables import table

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

_by_id = select(*PARCEL).where(_delivery.c.id == bindparam("which"))
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


def get(connection: Connection, delivery: UUID) -> Parcel | None:
    """Return a delivery by its id."""
    row = connection.execute(_by_id, {"which": delivery}).first()
    return Parcel._make(row) if row else None


def waits(connection: Connection, delivery: Parcel) -> bool:
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


def stuck(connection: Connection, network: int) -> list[Parcel]:
    """Return what failed or could not be confirmed in a network, newest first."""
    chosen = select(*PARCEL).where(
        _delivery.c.network_id == network, _delivery.c.state.in_(("failed", "unknown"))
    )
    rows = connection.execute(chosen.order_by(_delivery.c.due_at.desc()).limit(10))
    return [Parcel._make(row) for row in rows]


def retry(connection: Connection, network: int, delivery: UUID, now: datetime) -> bool:
    """Let a person decide that a failed or unconfirmed delivery goes out again."""
    change = _delivery.update().where(
        _delivery.c.id == delivery,
        _delivery.c.network_id == network,
        _delivery.c.state.in_(("failed", "unknown")),
    )
    values = {"state": "pending", "due_at": now, "again_at": now, "last_error": ""}
    return connection.execute(change.values(window_until=None, **values)).rowcount == 1
