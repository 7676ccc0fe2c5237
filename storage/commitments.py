"""Commitments, who takes them on, and what changed about them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, UniqueConstraint, bindparam, select
from sqlmodel import Field, SQLModel

from storage.tables import IDS_ONCE, loaded, table
from storage.types import Moment, WallTime


class Commitment(SQLModel, table=True):
    """What somebody will do: `text`, if `trigger`, because `because`.

    `until` is a wall-clock time, the last minute of a day unless `has_time`; with `meeting_id`
    it is due at that meeting, wherever it moves. `visible` is 'me', 'buddy' or 'group'. `state`
    is 'draft' (shown, not confirmed), 'asked' (nobody has agreed yet), 'open', 'done' or
    'let_go'. `stage` says which nudge comes next (0: on the day, 1: after a week, 2: at the next
    meeting), `round` counts new dates, `carried` how often a meeting took it along.
    """

    __table_args__ = IDS_ONCE
    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id", index=True)
    maker_id: int = Field(foreign_key="person.id", index=True)
    organisation: str = ""
    text: str
    trigger: str = ""
    because: str = ""
    until: datetime | None = Field(default=None, sa_type=WallTime)
    has_time: bool = False
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    visible: str = "me"
    buddy_id: int | None = Field(default=None, foreign_key="person.id")
    buddy_agreed: bool = False
    link: str = ""
    state: str = "draft"
    stage: int = 0
    round: int = 0
    carried: int = 0
    made_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)


class CommitmentOwner(SQLModel, table=True):
    """One person of a commitment: 'asked', 'yes', or 'let_go' when others go on with it."""

    __table_args__ = (UniqueConstraint("commitment_id", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    state: str = "asked"


class CommitmentChange(SQLModel, table=True):
    """What an owner changed: `what` is 'text', 'until', 'visible', 'trigger' or 'because'."""

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=Moment)
    what: str
    before: str = ""
    after: str = ""


_commitment, _owner = table(Commitment), table(CommitmentOwner)
_change = table(CommitmentChange)
ENDED = ("done", "let_go")
_by_id = select(_commitment).where(
    _commitment.c.id == bindparam("commitment"), _commitment.c.network_id == bindparam("network")
)
_owners = (
    select(_owner.c.commitment_id, _owner.c.person_id, _owner.c.state)
    .join(_commitment, _commitment.c.id == _owner.c.commitment_id)
    .where(_commitment.c.network_id == bindparam("network"))
    .order_by(_owner.c.id)
)


def add(connection: Connection, values: dict[str, Any], owners: dict[int, str]) -> int:
    """Keep a commitment with its owners' states by person; return its id."""
    first = {"stage": 0, "round": 0, "carried": 0}
    made = connection.execute(
        _commitment.insert().values(**first | values).returning(_commitment.c.id)
    )
    number = int(made.scalar_one())
    for person, state in owners.items():
        put_owner(connection, number, person, state)
    return number


def get(connection: Connection, network: int, commitment: int) -> Commitment | None:
    """Return a commitment of this network, whatever its state."""
    keys = {"network": network, "commitment": commitment}
    row = connection.execute(_by_id, keys).mappings().first()
    return loaded(Commitment, row) if row else None


def of_network(connection: Connection, network: int, states: Iterable[str]) -> list[Commitment]:
    """Return the commitments of a network in these states, soonest first, undated last."""
    chosen = select(_commitment).where(
        _commitment.c.network_id == network, _commitment.c.state.in_(list(states))
    )
    found = [loaded(Commitment, row) for row in connection.execute(chosen).mappings()]
    return sorted(found, key=lambda one: (one.until or datetime.max, one.id or 0))  # noqa: DTZ901 - a wall-clock time


def owners(connection: Connection, network: int) -> dict[int, dict[int, str]]:
    """Return the states of all owners in a network by commitment and person."""
    found: dict[int, dict[int, str]] = {}
    for commitment, person, state in connection.execute(_owners, {"network": network}):
        found.setdefault(commitment, {})[person] = state
    return found


def owners_of(connection: Connection, commitment: int) -> dict[int, str]:
    """Return the states of one commitment's owners by person."""
    chosen = select(_owner.c.person_id, _owner.c.state).where(_owner.c.commitment_id == commitment)
    return {row.person_id: row.state for row in connection.execute(chosen.order_by(_owner.c.id))}


def put_owner(connection: Connection, commitment: int, person: int, state: str) -> None:
    """Set the state of one owner, new or not."""
    same = (_owner.c.commitment_id == commitment) & (_owner.c.person_id == person)
    if connection.execute(_owner.update().where(same).values(state=state)).rowcount == 0:
        values = {"commitment_id": commitment, "person_id": person, "state": state}
        connection.execute(_owner.insert(), values)


def remove_owner(connection: Connection, commitment: int, person: int) -> None:
    """Take somebody off without a trace."""
    same = (_owner.c.commitment_id == commitment) & (_owner.c.person_id == person)
    connection.execute(_owner.delete().where(same))


def change(connection: Connection, commitment: int, values: dict[str, Any]) -> None:
    """Set some of a commitment's columns."""
    connection.execute(_commitment.update().where(_commitment.c.id == commitment).values(values))


def drop(connection: Connection, commitment: int) -> None:
    """Forget a commitment with all that belongs to it."""
    _forget(connection, [commitment])


def note(connection: Connection, values: dict[str, Any]) -> None:
    """Keep what changed."""
    connection.execute(_change.insert(), values)


def changes(connection: Connection, commitment: int) -> list[CommitmentChange]:
    """Return what changed about a commitment, oldest first."""
    chosen = select(_change).where(_change.c.commitment_id == commitment).order_by(_change.c.id)
    return [loaded(CommitmentChange, row) for row in connection.execute(chosen).mappings()]


def forget_drafts(connection: Connection, before: datetime) -> int:
    """Forget the drafts made before a moment (UTC); return how many."""
    chosen = select(_commitment.c.id).where(
        _commitment.c.state == "draft", _commitment.c.made_at < before
    )
    found = list(connection.execute(chosen).scalars())
    _forget(connection, found)
    return len(found)


def _forget(connection: Connection, numbers: list[int]) -> None:
    for rows in (_owner, _change):
        connection.execute(rows.delete().where(rows.c.commitment_id.in_(numbers)))
    connection.execute(_commitment.delete().where(_commitment.c.id.in_(numbers)))
