"""Networks: their settings, rooms, members and holiday periods."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import Connection, Select, UniqueConstraint, bindparam, false, select
from sqlmodel import Field, Session, SQLModel
from sqlmodel import select as choose

from storage.people import Account, Person, Who
from storage.tables import table
from storage.types import Moment


class Network(SQLModel, table=True):
    """A learning network. Nothing is sent while `ready_at` is None.

    `quiet_from` and `quiet_until` are wall-clock times in `zone`; `country` and `region` name
    the public holidays (ISO 3166), `country` '' for none. With `rotates` whoever helps prepare a
    meeting facilitates it too.
    """

    id: int | None = Field(default=None, primary_key=True)
    name: str
    goal: str = ""
    agreements: str = ""
    language: str = "en"
    zone: str = "Europe/Amsterdam"
    template: str = "monthly"
    ready_at: datetime | None = Field(default=None, sa_type=Moment)
    quiet_from: time = time(18)
    quiet_until: time = time(8)
    quiet_weekends: bool = True
    country: str = "NL"
    region: str = ""
    rotates: bool = Field(default=False, sa_column_kwargs={"server_default": false()})


class HolidayPeriod(SQLModel, table=True):
    """Days, first and last included, in which nothing goes out and deadlines pause."""

    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id", index=True)
    first: date
    last: date
    name: str = ""


class LineSetting(SQLModel, table=True):
    """A line of the timetable changed by this network: an offset ('B-14d 09:00') or 'off'."""

    __table_args__ = (UniqueConstraint("network_id", "line"),)
    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id")
    line: str
    offset: str


class Room(SQLModel, table=True):
    """A channel or group chat of a network on one platform."""

    __table_args__ = (UniqueConstraint("platform", "tenant", "room_ref"),)
    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id", index=True)
    platform: str
    tenant: str
    room_ref: str
    name: str = ""


class Membership(SQLModel, table=True):
    """A person in a network; kept when they leave, for what they did counts on.

    `role` is 'facilitator' or 'participant'; `less` is how much reaches them privately: 'all',
    'must' (only what needs an answer), 'home' (only their home view) or 'without' (nothing).
    """

    __table_args__ = (UniqueConstraint("network_id", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    role: str = "participant"
    organisation_id: int | None = Field(default=None, foreign_key="organisation.id")
    less: str = "all"
    joined_at: datetime = Field(sa_type=Moment)
    left_at: datetime | None = Field(default=None, sa_type=Moment)


@dataclass(frozen=True)
class Place:
    """The network a turn is in, as far as every turn needs it; `role` is '' for an outsider.

    `rotates` says that whoever helps prepare a meeting facilitates it too.
    """

    id: int
    name: str
    language: str
    zone: str
    role: str
    ready: bool
    rotates: bool = False


_network = table(Network)
_room = table(Room)
_member = table(Membership)
_period = table(HolidayPeriod)
_line = table(LineSetting)
PLACE: tuple[Any, ...] = (
    _network.c.id,
    _network.c.name,
    _network.c.language,
    _network.c.zone,
    _member.c.role,
    _network.c.ready_at,
    _network.c.rotates,
)
"""The columns that `as_place` reads."""

_place = (
    select(*PLACE)
    .select_from(_network)
    .outerjoin(
        _member,
        (_member.c.network_id == _network.c.id)
        & (_member.c.person_id == bindparam("person"))
        & (_member.c.left_at.is_(None)),
    )
)
_place_by_id = _place.where(_network.c.id == bindparam("network"))
_place_by_room = _place.join(_room, _room.c.network_id == _network.c.id).where(
    _room.c.platform == bindparam("platform"),
    _room.c.tenant == bindparam("tenant"),
    _room.c.room_ref == bindparam("room"),
)
_person, _account = table(Person), table(Account)
_who_in = (
    select(*(_person.c.id, _person.c.name, _person.c.language, _person.c.zone), *PLACE)
    .select_from(_account)
    .join(_person, _person.c.id == _account.c.person_id)
    .outerjoin(_network, _network.c.id == bindparam("network"))
    .outerjoin(
        _member,
        (_member.c.network_id == _network.c.id)
        & (_member.c.person_id == _person.c.id)
        & (_member.c.left_at.is_(None)),
    )
    .where(
        _account.c.platform == bindparam("platform"),
        _account.c.tenant == bindparam("tenant"),
        _account.c.user_ref == bindparam("user"),
    )
)
_places_of = _place.where(_member.c.person_id == bindparam("person")).order_by(_network.c.id)


def place(connection: Connection, network: int, person: int) -> Place | None:
    """Return a network with the role this person has in it."""
    return _first(connection, _place_by_id, network=network, person=person)


def who_in(
    connection: Connection, platform: str, tenant: str, user: str, network: int
) -> tuple[Who, Place | None] | None:
    """Return who is behind an account, and a network with their role in it, at one look.

    None for an account never seen; no place for a network that there is not.
    """
    keys = {"platform": platform, "tenant": tenant, "user": user, "network": network}
    row = connection.execute(_who_in, keys).first()
    if row is None:
        return None
    return Who(*row[:4]), None if row[4] is None else as_place(row[4:])


def place_of_room(
    connection: Connection, platform: str, tenant: str, room: str, person: int
) -> Place | None:
    """Return the network a room belongs to, with the role this person has in it."""
    keys = {"platform": platform, "tenant": tenant, "room": room, "person": person}
    return _first(connection, _place_by_room, **keys)


def places_of(connection: Connection, person: int) -> list[Place]:
    """Return the networks a person is in, oldest first."""
    rows = connection.execute(_places_of, {"person": person})
    return [as_place(row) for row in rows]


def ready(connection: Connection) -> list[int]:
    """Return the ids of the networks that messages go out of."""
    chosen = select(_network.c.id).where(_network.c.ready_at.is_not(None))
    return list(connection.execute(chosen.order_by(_network.c.id)).scalars())


def rooms(connection: Connection, network: int) -> list[tuple[int, str, str, str]]:
    """Return (id, platform, tenant, room) of a network's rooms, oldest first."""
    columns = select(_room.c.id, _room.c.platform, _room.c.tenant, _room.c.room_ref)
    chosen = columns.where(_room.c.network_id == network).order_by(_room.c.id)
    return [(row.id, row.platform, row.tenant, row.room_ref) for row in connection.execute(chosen)]


def get(session: Session, network: int) -> Network:
    """Return a network; LookupError if there is none."""
    row = session.get(Network, network)
    if row is None:
        raise LookupError(network)
    return row


def change(session: Session, network: int, values: dict[str, Any]) -> None:
    """Set some of a network's columns."""
    row = get(session, network)
    for name, value in values.items():
        setattr(row, name, value)
    session.add(row)
    session.flush()


def add_room(session: Session, network: int, platform: str, tenant: str, room: str) -> None:
    """Let a network meet in a room that belongs to no network yet."""
    ref = Room(network_id=network, platform=platform, tenant=tenant, room_ref=room)
    session.add(ref)
    session.flush()


def set_periods(session: Session, network: int, days: list[tuple[date, date, str]]) -> None:
    """Replace a network's holiday periods."""
    session.execute(_period.delete().where(_period.c.network_id == network))
    for first, last, name in days:
        session.add(HolidayPeriod(network_id=network, first=first, last=last, name=name))
    session.flush()


def set_lines(session: Session, network: int, changed: list[LineSetting]) -> None:
    """Replace what a network changed of its timetable."""
    session.execute(_line.delete().where(_line.c.network_id == network))
    session.add_all(changed)
    session.flush()


def membership(session: Session, network: int, person: int) -> Membership | None:
    """Return a person's membership, also one that has ended."""
    chosen = choose(Membership).where(
        Membership.network_id == network, Membership.person_id == person
    )
    return session.exec(chosen).first()


def join(
    session: Session, network: int, person: int, now: datetime, role: str = "participant"
) -> bool:
    """Make somebody a member, or one again; False when they are one already.

    A facilitator stays one; a participant who joins as facilitator becomes one.
    """
    row = membership(session, network, person)
    if row is None:
        row = Membership(network_id=network, person_id=person, role=role, joined_at=now)
    elif row.left_at is not None:
        row.left_at, row.joined_at, row.role = None, now, role
    else:
        row.role = "facilitator" if role == "facilitator" else row.role
        session.add(row)
        return False
    session.add(row)
    session.flush()
    return True


def present(connection: Connection, network: int) -> set[int]:
    """Return the ids of the people in a network who have not left."""
    chosen = select(_member.c.person_id).where(
        _member.c.network_id == network, _member.c.left_at.is_(None)
    )
    return set(connection.execute(chosen).scalars())


def is_steered(connection: Connection, network: int) -> bool:
    """Say whether a network has a facilitator who has not left."""
    chosen = select(_member.c.id).where(
        _member.c.network_id == network,
        _member.c.left_at.is_(None),
        _member.c.role == "facilitator",
    )
    return connection.execute(chosen.limit(1)).first() is not None


def _first(connection: Connection, statement: Select[Any], **keys: object) -> Place | None:
    row = connection.execute(statement, keys).first()
    return as_place(row) if row else None


def as_place(row: Any) -> Place:
    """Return a place from the columns PLACE, of which the role may be NULL."""
    network, name, language, zone, role, ready_at, rotates = row
    return Place(network, name, language, zone, role or "", ready_at is not None, rotates)
