"""The networks that people are in, looked up for many at once."""

from collections import defaultdict
from collections.abc import Collection

from sqlalchemy import Connection, bindparam, select

from storage.networks import PLACE, Membership, Network, Place, as_place
from storage.tables import table

_network, _member = table(Network).c, table(Membership).c
_theirs = (
    select(_member.person_id, *PLACE)
    .join_from(table(Membership), table(Network), _network.id == _member.network_id)
    .where(_member.person_id.in_(bindparam("people", expanding=True)), _member.left_at.is_(None))
    .order_by(_network.id)
)


def places_of_all(connection: Connection, people: Collection[int]) -> dict[int, list[Place]]:
    """Return the networks that each of these people is in, oldest first."""
    found: dict[int, list[Place]] = defaultdict(list)
    for person, *place in connection.execute(_theirs, {"people": sorted(people)}):
        found[person].append(as_place(place))
    return found
