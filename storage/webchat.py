"""What was written and posted in the local chat: its history, unread marks and ledger."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Index, Select, and_, bindparam, func, or_, select
from sqlmodel import Field, SQLModel

from storage.tables import loaded, table
from storage.types import Json, Moment

KRING = "kring"
"""The author of what Kring says; every other author is a user's reference."""

CHAT = 0
"""No network's number: under it changes of the chat are counted one after the other."""


class WebMessage(SQLModel, table=True):
    """A message in a room, or in the private chat of `user_ref` with Kring when `room` is ''.

    `only_for` names the one who sees it, '' for everybody there. `rev` rises with every change
    anywhere in the chat, so that a page asks for what it has not seen. Only what was taken back
    is removed, in time: together the rows are the ledger of what was posted, so a double would
    be two rows of one `delivery_id`. `card` is JSON of bot.cardjson, `refs` [kind, args] pairs.
    """

    __table_args__ = (Index("ix_webmessage_place", "room", "user_ref", "id"),)
    id: int | None = Field(default=None, primary_key=True)
    room: str = ""
    user_ref: str = ""
    author: str
    only_for: str = ""
    delivery_id: UUID | None = Field(default=None, index=True)
    due_at: datetime | None = Field(default=None, sa_type=Moment)
    text: str = ""
    card: dict[str, Any] | None = Field(default=None, sa_type=Json)
    refs: list[Any] = Field(default_factory=list, sa_type=Json)
    language: str = "en"
    at: datetime = Field(sa_type=Moment)
    rev: int = Field(index=True)
    edits: int = 0
    deleted: bool = False


class WebSeen(SQLModel, table=True):
    """Up to which message a user has read a room, or with room '' the private chat."""

    user_ref: str = Field(primary_key=True)
    room: str = Field(primary_key=True)
    last_id: int = 0


@dataclass(frozen=True)
class Place:
    """Where a user reads: a room, or with room '' the private chat with Kring."""

    user: str
    room: str = ""


_message = table(WebMessage)
_seen = table(WebSeen)
_next_rev = select(func.coalesce(func.max(_message.c.rev), 0) + 1).scalar_subquery()
_last_rev = select(func.coalesce(func.max(_message.c.rev), 0))
_of_delivery = (
    select(_message.c.id)
    .where(_message.c.delivery_id == bindparam("delivery"))
    .order_by(_message.c.id)
    .limit(1)
)


def put(connection: Connection, values: dict[str, Any]) -> int:
    """Keep a message and return its id; `rev` is given here."""
    new = _message.insert().values(rev=_next_rev, **values).returning(_message.c.id)
    return int(connection.execute(new).scalar_one())


def change(connection: Connection, message: int, values: dict[str, Any]) -> bool:
    """Change a message and count it as an edit; False when there is no such message."""
    chosen = _message.update().where(_message.c.id == message)
    new = chosen.values(rev=_next_rev, edits=_message.c.edits + 1, **values)
    return connection.execute(new).rowcount == 1


def forget_taken_back(connection: Connection, before: datetime) -> None:
    """Remove messages that were taken back and posted before a moment (UTC).

    The newest change stays, for the next one is numbered after it.
    """
    old = _message.c.deleted.is_(True) & (_message.c.at < before)
    newest = select(func.max(_message.c.rev)).scalar_subquery()
    connection.execute(_message.delete().where(old, _message.c.rev < newest))


def forget_posted(connection: Connection, deliveries: list[UUID]) -> None:
    """Remove what these deliveries had posted and was taken back.

    The newest change stays, for the next one is numbered after it; not for whom it was, nor of
    which delivery, which says so too.
    """
    posted = _message.c.delivery_id.in_(deliveries) & _message.c.deleted.is_(True)
    newest = select(func.max(_message.c.rev)).scalar_subquery()
    connection.execute(_message.delete().where(posted, _message.c.rev < newest))
    nobody = {"user_ref": "", "only_for": "", "delivery_id": None}
    connection.execute(_message.update().where(posted).values(nobody))


def of_delivery(connection: Connection, delivery: UUID) -> int | None:
    """Return the first message that a delivery became."""
    return connection.execute(_of_delivery, {"delivery": delivery}).scalar()


def last_rev(connection: Connection) -> int:
    """Return the number of the last change anywhere, 0 before the first."""
    return int(connection.execute(_last_rev).scalar_one())


def _visible(place: Place) -> ColumnElement[bool]:
    return and_(_was_visible(place), _message.c.deleted.is_(False))


def _was_visible(place: Place) -> ColumnElement[bool]:
    mine = _message.c.only_for.in_(("", place.user))
    where = _message.c.user_ref == ("" if place.room else place.user)
    return and_(_message.c.room == place.room, where, mine)


def _read(connection: Connection, chosen: Select[Any]) -> list[WebMessage]:
    return [loaded(WebMessage, row) for row in connection.execute(chosen).mappings()]


def history(
    connection: Connection, place: Place, *, most: int = 100, before: int = 0
) -> list[WebMessage]:
    """Return the newest messages of a place, oldest of them first; `before` an id to go back."""
    chosen = select(_message).where(_visible(place)).order_by(_message.c.id.desc()).limit(most)
    if before:
        chosen = chosen.where(_message.c.id < before)
    return _read(connection, chosen)[::-1]


def message(connection: Connection, place: Place, number: int) -> WebMessage | None:
    """Return one message of a place, None when this user does not see it there."""
    found = _read(connection, select(_message).where(_visible(place), _message.c.id == number))
    return found[0] if found else None


def changed(connection: Connection, place: Place, rev: int) -> list[WebMessage]:
    """Return all from just before the first message that changed after `rev`, oldest first."""
    first = connection.execute(
        select(func.min(_message.c.id)).where(_visible(place), _message.c.rev > rev)
    ).scalar()
    if first is None:
        return []
    earlier = select(_message).where(_visible(place), _message.c.id < first)
    before = _read(connection, earlier.order_by(_message.c.id.desc()).limit(1))
    later = select(_message).where(_visible(place), _message.c.id >= first)
    return before + _read(connection, later.order_by(_message.c.id))


def gone(connection: Connection, place: Place, rev: int) -> list[int]:
    """Return the ids of messages of a place that were taken back after `rev`."""
    chosen = select(_message.c.id).where(
        _was_visible(place), _message.c.deleted.is_(True), _message.c.rev > rev
    )
    return list(connection.execute(chosen).scalars())


def seen(connection: Connection, place: Place) -> int:
    """Return the id of the last message a user has read in a place, 0 for none."""
    chosen = select(_seen.c.last_id).where(
        _seen.c.user_ref == place.user, _seen.c.room == place.room
    )
    return connection.execute(chosen).scalar() or 0


def see(connection: Connection, place: Place, last: int) -> None:
    """Remember that a user has read a place up to a message; never back."""
    known = seen(connection, place)
    if last <= known:
        return
    key = (_seen.c.user_ref == place.user) & (_seen.c.room == place.room)
    if connection.execute(_seen.update().where(key).values(last_id=last)).rowcount == 0:
        values = {"user_ref": place.user, "room": place.room, "last_id": last}
        connection.execute(_seen.insert(), values)


def unread(connection: Connection, user: str, rooms: list[str]) -> dict[str, int]:
    """Count what a user has not read, by room; '' is the private chat."""
    private = (_message.c.room == "") & (_message.c.user_ref == user)
    counted = (
        select(_message.c.room, func.count())
        .outerjoin(_seen, (_seen.c.user_ref == user) & (_seen.c.room == _message.c.room))
        .where(
            or_(private, _message.c.room.in_(rooms) & _message.c.only_for.in_(("", user))),
            _message.c.id > func.coalesce(_seen.c.last_id, 0),
            _message.c.author != user,
            _message.c.deleted.is_(False),
        )
        .group_by(_message.c.room)
    )
    return {row[0]: row[1] for row in connection.execute(counted)}


def ledger(connection: Connection) -> list[WebMessage]:
    """Return everything Kring ever posted by a delivery, in the order of posting."""
    chosen = select(_message).where(_message.c.delivery_id.is_not(None)).order_by(_message.c.id)
    return _read(connection, chosen)
