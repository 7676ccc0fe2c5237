"""The local chat's own rooms and who is in them, as a platform would keep them."""

from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, bindparam, func, select
from sqlmodel import Field, SQLModel

from storage.networks import Membership, Network, Room
from storage.people import Account, Person
from storage.tables import table

PLATFORM = "web"
TENANT = "local"
BROWSER = "browser"
"""The tenant of those who come in by a personal link; nobody of the local chat is in it."""

IN_BROWSER = (PLATFORM, BROWSER)


class WebRoom(SQLModel, table=True):
    """A room of the local chat; `owner` is the user who made it, '' when the demo did."""

    room_ref: str = Field(primary_key=True)
    name: str
    about: str = ""
    owner: str = ""


class WebMember(SQLModel, table=True):
    """A user of the local chat in a room."""

    room_ref: str = Field(primary_key=True, foreign_key="webroom.room_ref")
    user_ref: str = Field(primary_key=True, index=True)


@dataclass(frozen=True)
class RoomHere:
    """A room as the chat shows it; `zone` is that of its network, '' without one."""

    ref: str
    name: str
    about: str
    owner: str
    zone: str


@dataclass(frozen=True)
class User:
    """A person one can be in the local chat, or who came into the browser by a link."""

    ref: str
    person: int
    name: str
    language: str
    zone: str
    tenant: str = TENANT


_room = table(WebRoom)
_member = table(WebMember)
_account = table(Account)
_person = table(Person)
_joined = table(Room)
_network = table(Network)
_membership = table(Membership)

_rooms = (
    select(
        _room.c.room_ref,
        _room.c.name,
        _room.c.about,
        _room.c.owner,
        func.coalesce(_network.c.zone, ""),
    )
    .select_from(_room)
    .outerjoin(
        _joined,
        (_joined.c.room_ref == _room.c.room_ref)
        & (_joined.c.platform == PLATFORM)
        & (_joined.c.tenant == TENANT),
    )
    .outerjoin(_network, _network.c.id == _joined.c.network_id)
    .order_by(_room.c.name, _room.c.room_ref)
)
_rooms_of = _rooms.join(
    _member,
    (_member.c.room_ref == _room.c.room_ref) & (_member.c.user_ref == bindparam("user")),
)
ACCOUNTS = (
    select(
        *(_account.c.user_ref, _person.c.id, _person.c.name, _person.c.language, _person.c.zone),
        _account.c.tenant,
    )
    .join(_person, _person.c.id == _account.c.person_id)
    .where(_account.c.platform == PLATFORM)
    .order_by(_person.c.name, _account.c.user_ref)
)
"""Chooses everybody of the local chat and the browser, in the columns of `User`."""

_users = ACCOUNTS.where(_account.c.tenant == TENANT)
_user = ACCOUNTS.where(
    _account.c.tenant == bindparam("tenant"), _account.c.user_ref == bindparam("user")
)
_exists = select(_room.c.room_ref).where(_room.c.room_ref == bindparam("room"))
_within = select(_member.c.user_ref).where(
    _member.c.room_ref == bindparam("room"), _member.c.user_ref == bindparam("user")
)
_in_room = _users.join(_member, _member.c.user_ref == _account.c.user_ref).where(
    _member.c.room_ref == bindparam("room")
)

_circles = (
    select(_network.c.id, _network.c.name, _account.c.user_ref, _membership.c.role)
    .join(_membership, _membership.c.network_id == _network.c.id)
    .join(_person, _person.c.id == _membership.c.person_id)
    .join(_account, _account.c.person_id == _person.c.id)
    .where(_membership.c.left_at.is_(None))
    .where(_account.c.platform == PLATFORM, _account.c.tenant == TENANT)
    .order_by(_network.c.id, _membership.c.role, _person.c.name, _account.c.user_ref)
)


@dataclass(frozen=True)
class Circle:
    """A network and who is in it, facilitators first."""

    name: str
    facilitators: tuple[str, ...]
    participants: tuple[str, ...]


def circles(connection: Connection) -> list[Circle]:
    """Return the networks that people of the local chat are in, oldest first."""
    found = []
    rows = connection.execute(_circles).all()
    for _number, group in groupby(rows, key=lambda row: row[0]):
        members = [(name, ref, role) for _id, name, ref, role in group]
        steer = tuple(ref for _name, ref, role in members if role == "facilitator")
        others = tuple(ref for _name, ref, role in members if role != "facilitator")
        found.append(Circle(members[0][0], steer, others))
    return found


def users(connection: Connection) -> list[User]:
    """Return everybody one can be, by name."""
    return [User(*row) for row in connection.execute(_users)]


def user(connection: Connection, ref: str, tenant: str = TENANT) -> User | None:
    """Return one person one can be, or who came into the browser by a link."""
    row = connection.execute(_user, {"user": ref, "tenant": tenant}).first()
    return User(*row) if row else None


def speak(connection: Connection, person: int, language: str) -> None:
    """Let a person read Kring in another language."""
    connection.execute(_person.update().where(_person.c.id == person).values(language=language))


def make(connection: Connection, ref: str, name: str, about: str = "", owner: str = "") -> None:
    """Make a room without anybody in it; `ref` is not in use yet."""
    values = {"room_ref": ref, "name": name, "about": about, "owner": owner}
    connection.execute(_room.insert(), values)


def exists(connection: Connection, room: str) -> bool:
    """Say whether there is such a room."""
    return connection.execute(_exists, {"room": room}).first() is not None


def is_in(connection: Connection, room: str, user_ref: str) -> bool:
    """Say whether a user is in a room."""
    return connection.execute(_within, {"room": room, "user": user_ref}).first() is not None


def join(connection: Connection, room: str, user_ref: str) -> bool:
    """Bring a user into a room; False when they were in it."""
    if is_in(connection, room, user_ref):
        return False
    connection.execute(_member.insert(), {"room_ref": room, "user_ref": user_ref})
    return True


def leave(connection: Connection, room: str, user_ref: str) -> bool:
    """Take a user out of a room; False when they were not in it."""
    gone = _member.delete().where(_member.c.room_ref == room, _member.c.user_ref == user_ref)
    return connection.execute(gone).rowcount == 1


def in_its_network(connection: Connection, room: str, user_ref: str) -> bool:
    """Say whether a user is in any room of the network that a room belongs to."""
    here = _joined.alias()
    same = select(_member.c.room_ref).join(_joined, _joined.c.room_ref == _member.c.room_ref)
    same = same.join(here, here.c.network_id == _joined.c.network_id)
    chosen = same.where(here.c.room_ref == room, _member.c.user_ref == user_ref)
    return connection.execute(chosen).first() is not None


def of_user(connection: Connection, user_ref: str) -> list[RoomHere]:
    """Return the rooms a user is in, by name."""
    return [RoomHere(*row) for row in connection.execute(_rooms_of, {"user": user_ref})]


def people(connection: Connection, room: str) -> list[User]:
    """Return who is in a room, by name."""
    return [User(*row) for row in connection.execute(_in_room, {"room": room})]
