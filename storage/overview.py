"""What an administrator sees of everything: counts, codes and times, no texts and no people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, func, select

from storage.delivery import Delivery
from storage.meetings import Meeting
from storage.networks import Membership, Network, Room
from storage.people import Account
from storage.tables import table
from storage.teamsplaces import TeamsPlace
from storage.workspaces import SlackWorkspace

PAGE = 50
"""How many networks, or messages that did not arrive, are read at once."""


@dataclass(frozen=True)
class Tenant:
    """A workspace or tenant of a platform: how many accounts are known and rooms joined there.

    `since` (UTC) is when Kring was installed, None where nobody noted it.
    """

    platform: str
    tenant: str
    accounts: int
    rooms: int
    networks: int
    since: datetime | None


@dataclass(frozen=True)
class Circle:
    """A network by its number: how many are in it, steer it, and of what is in it.

    `waiting`, `unknown` and `failed` count its messages.
    """

    id: int
    ready: bool
    members: int
    facilitators: int
    rooms: int
    meetings: int
    waiting: int
    unknown: int
    failed: int


@dataclass(frozen=True)
class Stuck:
    """A message that failed or could not be confirmed: to a room, or to a person not named."""

    id: UUID
    network: int
    platform: str
    to_room: bool
    why: str
    unknown: bool
    due_at: datetime
    error: str


_account, _room, _network = table(Account), table(Room), table(Network)
_member, _meeting, _delivery = table(Membership), table(Meeting), table(Delivery)
_place, _workspace = table(TeamsPlace), table(SlackWorkspace)
_d = _delivery.c

_accounts = select(_account.c.platform, _account.c.tenant, func.count()).group_by(
    _account.c.platform, _account.c.tenant
)
_rooms = select(
    _room.c.platform,
    _room.c.tenant,
    func.count(),
    func.count(func.distinct(_room.c.network_id)),
).group_by(_room.c.platform, _room.c.tenant)
_stuck = (
    select(_delivery)
    .where(_d.state.in_(("failed", "unknown")))
    .order_by(_d.due_at.desc(), _d.id)
    .limit(PAGE)
)


def tenants(connection: Connection) -> list[Tenant]:
    """Return every workspace and tenant that is known, by platform and id."""
    accounts = {(row[0], row[1]): row[2] for row in connection.execute(_accounts)}
    rooms = {(row[0], row[1]): (row[2], row[3]) for row in connection.execute(_rooms)}
    since = {
        ("slack", row[0]): row[1]
        for row in connection.execute(select(_workspace.c.tenant, _workspace.c.installed_at))
    }
    teams = {("teams", one) for one in connection.execute(select(_place.c.tenant)).scalars()}
    return [
        Tenant(*key, accounts.get(key, 0), *rooms.get(key, (0, 0)), since.get(key))
        for key in sorted({*accounts, *rooms, *since, *teams})
    ]


def circles(connection: Connection, after: int) -> list[Circle]:
    """Return the first networks whose number is higher than `after`, at most PAGE."""
    chosen = select(_network.c.id, _network.c.ready_at).where(_network.c.id > after)
    rows = connection.execute(chosen.order_by(_network.c.id).limit(PAGE)).all()
    ids = [row.id for row in rows]
    here = _member.c.left_at.is_(None) & _member.c.network_id.in_(ids)
    members = _counts(connection, _by(_member.c.network_id).where(here))
    steer = _by(_member.c.network_id).where(here, _member.c.role == "facilitator")
    facilitators = _counts(connection, steer)
    rooms = _counts(connection, _by(_room.c.network_id).where(_room.c.network_id.in_(ids)))
    held = _by(_meeting.c.network_id).where(_meeting.c.network_id.in_(ids))
    meetings, states = _counts(connection, held), _states(connection, ids)
    return [
        Circle(
            row.id,
            row.ready_at is not None,
            members.get(row.id, 0),
            facilitators.get(row.id, 0),
            rooms.get(row.id, 0),
            meetings.get(row.id, 0),
            states.get((row.id, "pending"), 0) + states.get((row.id, "sending"), 0),
            states.get((row.id, "unknown"), 0),
            states.get((row.id, "failed"), 0),
        )
        for row in rows
    ]


def number_of_networks(connection: Connection) -> int:
    """Return how many networks there are."""
    return connection.execute(select(func.count()).select_from(_network)).scalar() or 0


def stuck(connection: Connection) -> list[Stuck]:
    """Return what failed or could not be confirmed in any network, newest first, at most PAGE."""
    return [
        Stuck(
            row.id,
            row.network_id,
            row.platform,
            row.to_kind == "room",
            row.why,
            row.state == "unknown",
            row.due_at,
            row.last_error,
        )
        for row in connection.execute(_stuck)
    ]


def _by(column: Any) -> Select[Any]:
    return select(column, func.count()).group_by(column)


def _counts(connection: Connection, counted: Select[Any]) -> dict[int, int]:
    return {row[0]: row[1] for row in connection.execute(counted)}


def _states(connection: Connection, ids: list[int]) -> dict[tuple[int, str], int]:
    open_ones = _d.state.in_(("pending", "sending", "unknown", "failed"))
    counted = select(_d.network_id, _d.state, func.count()).where(open_ones, _d.network_id.in_(ids))
    rows = connection.execute(counted.group_by(_d.network_id, _d.state))
    return {(row[0], row[1]): row[2] for row in rows}
