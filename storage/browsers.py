"""Networks in the browser: a network has one room there, in which are its members who came in."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, bindparam, literal, select
from sqlmodel import Session

from storage import networks, webrooms
from storage.networks import Membership, Network, Room
from storage.people import Account
from storage.tables import table
from storage.webrooms import ACCOUNTS, BROWSER, PLATFORM, RoomHere, User

_account, _member = table(Account), table(Membership)
_network, _room = table(Network), table(Room)
_here: tuple[Any, ...] = (_room.c.platform == PLATFORM, _room.c.tenant == BROWSER)
_came_in = ACCOUNTS.where(_account.c.tenant == BROWSER)


def _within(chosen: Select[Any]) -> Select[Any]:
    """Join who came in with the rooms of the networks that they have not left."""
    return (
        chosen.join(_member, _member.c.person_id == _account.c.person_id)
        .join(_room, _room.c.network_id == _member.c.network_id)
        .where(_member.c.left_at.is_(None), *_here)
    )


_columns = (_room.c.room_ref, _network.c.name, _network.c.goal, literal(""), _network.c.zone)
_rooms_of = (
    _within(select(*_columns).select_from(_account))
    .join(_network, _network.c.id == _room.c.network_id)
    .where(
        _account.c.platform == PLATFORM,
        _account.c.tenant == BROWSER,
        _account.c.user_ref == bindparam("user"),
    )
    .order_by(_network.c.name, _room.c.room_ref)
)
_in_room = _within(_came_in).where(_room.c.room_ref == bindparam("room"))
_room_of = select(_room.c.room_ref).where(_room.c.network_id == bindparam("network"), *_here)


def rooms(connection: Connection, ref: str) -> list[RoomHere]:
    """Return the rooms of the networks that somebody is a member of now, by name."""
    return [RoomHere(*row) for row in connection.execute(_rooms_of, {"user": ref})]


def people(connection: Connection, room: str) -> list[User]:
    """Return the members of a room's network who came in, by name."""
    return [User(*row) for row in connection.execute(_in_room, {"room": room})]


def named(connection: Connection, refs: Iterable[str]) -> list[User]:
    """Return who these are, of those who are known still."""
    return [User(*row) for row in connection.execute(_came_in.where(_account.c.user_ref.in_(refs)))]


def room_of(connection: Connection, network: int) -> str | None:
    """Return the room of a network in the browser, None while it has none."""
    return connection.execute(_room_of, {"network": network}).scalar()


def make_room(session: Session, network: int, ref: str) -> None:
    """Give a network its room in the browser; `ref` is not in use yet.

    Its name is the network's, and goes with it.
    """
    webrooms.make(session.connection(), ref, "")
    networks.add_room(session, network, PLATFORM, BROWSER, ref)
