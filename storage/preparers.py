"""Who helps prepare which meeting: turns, swaps, the pool, and how many a network wants."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, UniqueConstraint, bindparam, func, select
from sqlmodel import Field, SQLModel

from storage.meetings import Meeting
from storage.tables import IDS_ONCE, loaded, table
from storage.types import Moment


class Preparing(SQLModel, table=True):
    """How many people help prepare a meeting of a network, where it chose a number itself."""

    network_id: int = Field(primary_key=True, foreign_key="network.id")
    number: int


class PoolChoice(SQLModel, table=True):
    """Whether somebody may be asked to help prepare, where they chose themselves."""

    network_id: int = Field(primary_key=True, foreign_key="network.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    inside: bool


class PreparerTurn(SQLModel, table=True):
    """A turn to help prepare a meeting; see bot.timetable.view.TurnView."""

    __tablename__ = "preparer_turn"
    __table_args__ = (UniqueConstraint("meeting_id", "person_id"),)
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    person_id: int = Field(foreign_key="person.id", index=True)
    state: str = "asked"
    how: str = "plan"
    asked_at: datetime = Field(sa_type=Moment)
    told: bool = False


class Unsuited(SQLModel, table=True):
    """That a turn did not suit somebody: theirs alone, shown to nobody, gone after the meeting."""

    meeting_id: int = Field(primary_key=True, foreign_key="meeting.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")


class TurnSwap(SQLModel, table=True):
    """Somebody's turn at a meeting offered to another, for a turn at `back_id` or for nothing.

    `state` is 'open', 'accepted', 'refused', 'withdrawn' or 'expired'.
    """

    __tablename__ = "turn_swap"
    __table_args__ = IDS_ONCE
    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    other_id: int = Field(foreign_key="person.id")
    back_id: int | None = Field(default=None, foreign_key="meeting.id")
    expires_at: datetime = Field(sa_type=Moment)
    state: str = "open"


@dataclass(frozen=True)
class Swap:
    """A swap as it stands; `back` is the meeting given back, 0 for none."""

    id: int
    meeting: int
    person: int
    other: int
    back: int
    expires_at: datetime
    state: str


_preparing, _pool, _turn = table(Preparing), table(PoolChoice), table(PreparerTurn)
_unsuited, _swap, _meeting = table(Unsuited), table(TurnSwap), table(Meeting)

# What the picture of a network asks is put together once: it is drawn with all that happens.
_number = select(_preparing.c.number).where(_preparing.c.network_id == bindparam("network"))
_choices = select(_pool.c.person_id, _pool.c.inside).where(
    _pool.c.network_id == bindparam("network")
)
_turns = (
    select(_turn)
    .join(_meeting, _meeting.c.id == _turn.c.meeting_id)
    .where(_meeting.c.network_id == bindparam("network"))
    .order_by(_turn.c.meeting_id, _turn.c.person_id)
)
_suits_ill = (
    select(_unsuited.c.meeting_id, _unsuited.c.person_id)
    .join(_meeting, _meeting.c.id == _unsuited.c.meeting_id)
    .where(_meeting.c.network_id == bindparam("network"))
)


def number(connection: Connection, network: int) -> int | None:
    """Return how many a network wants to help prepare, None where it did not choose."""
    return connection.execute(_number, {"network": network}).scalar()


def set_number(connection: Connection, network: int, wanted: int) -> None:
    """Keep how many a network wants to help prepare."""
    same = _preparing.c.network_id == network
    if connection.execute(_preparing.update().where(same).values(number=wanted)).rowcount == 0:
        connection.execute(_preparing.insert().values(network_id=network, number=wanted))


def pool(connection: Connection, network: int) -> dict[int, bool]:
    """Return who chose to be asked, or not to be."""
    return {row[0]: row[1] for row in connection.execute(_choices, {"network": network})}


def set_pool(connection: Connection, network: int, person: int, inside: bool) -> None:
    """Keep whether somebody may be asked."""
    keys = {"network_id": network, "person_id": person}
    same = [_pool.c[name] == value for name, value in keys.items()]
    if connection.execute(_pool.update().where(*same).values(inside=inside)).rowcount == 0:
        connection.execute(_pool.insert().values(**keys, inside=inside))


def turns(connection: Connection, network: int) -> list[PreparerTurn]:
    """Return all turns of a network, by meeting and person."""
    found = connection.execute(_turns, {"network": network})
    return [loaded(PreparerTurn, row) for row in found.mappings()]


def has_turn(connection: Connection, meeting: int, person: int) -> bool:
    """Say whether somebody has a turn at a meeting."""
    chosen = select(_turn.c.id).where(_turn.c.meeting_id == meeting, _turn.c.person_id == person)
    return connection.execute(chosen).first() is not None


def has_turns(connection: Connection, network: int, person: int) -> bool:
    """Say whether somebody has, or had, a turn in a network."""
    chosen = (
        select(_turn.c.id)
        .join(_meeting, _meeting.c.id == _turn.c.meeting_id)
        .where(_meeting.c.network_id == network, _turn.c.person_id == person)
    )
    return connection.execute(chosen.limit(1)).first() is not None


def put_turn(connection: Connection, meeting: int, person: int, values: dict[str, Any]) -> None:
    """Keep a turn, or change some of its columns; a new one needs `asked_at` (UTC)."""
    keys = {"meeting_id": meeting, "person_id": person}
    same = [_turn.c[name] == value for name, value in keys.items()]
    if connection.execute(_turn.update().where(*same).values(values)).rowcount == 0:
        full = {"state": "asked", "how": "plan", "told": False}
        connection.execute(_turn.insert().values(**keys, **full | values))


def drop_turn(connection: Connection, meeting: int, person: int) -> bool:
    """Take a turn away; False when there was none."""
    gone = _turn.delete().where(_turn.c.meeting_id == meeting, _turn.c.person_id == person)
    return connection.execute(gone).rowcount == 1


def unsuited(connection: Connection, network: int) -> set[tuple[int, int]]:
    """Return (meeting, person) of those whom a turn does not suit, for planning alone."""
    found = connection.execute(_suits_ill, {"network": network})
    return {(row[0], row[1]) for row in found}


def set_unsuited(connection: Connection, meeting: int, person: int) -> None:
    """Keep that a turn does not suit somebody, until the meeting is over."""
    known = select(_unsuited.c.meeting_id).where(
        _unsuited.c.meeting_id == meeting, _unsuited.c.person_id == person
    )
    if connection.execute(known).first() is None:
        connection.execute(_unsuited.insert().values(meeting_id=meeting, person_id=person))


def suits_again(connection: Connection, meeting: int, person: int) -> None:
    """Forget that a turn did not suit somebody."""
    own = (_unsuited.c.meeting_id == meeting, _unsuited.c.person_id == person)
    connection.execute(_unsuited.delete().where(*own))


def forget(connection: Connection, meeting: int) -> list[Swap]:
    """Forget whom turns did not suit, and who asked whom to swap; return those swaps."""
    connection.execute(_unsuited.delete().where(_unsuited.c.meeting_id == meeting))
    about = (_swap.c.meeting_id == meeting) | (_swap.c.back_id == meeting)
    gone = [_as_swap(row) for row in connection.execute(select(_swap).where(about)).mappings()]
    connection.execute(_swap.delete().where(about))
    return gone


def add_swap(
    connection: Connection, meeting: int, person: int, other: int, back: int, until: datetime
) -> int:
    """Offer somebody's turn to another until a moment (UTC); return the swap's id."""
    values = {"meeting_id": meeting, "person_id": person, "other_id": other, "state": "open"}
    made = _swap.insert().values(**values, back_id=back or None, expires_at=until)
    key = connection.execute(made).inserted_primary_key
    return int(key[0]) if key else 0


def swaps(connection: Connection, network: int, person: int) -> list[Swap]:
    """Return the swaps that one person asked for or was asked, newest first."""
    chosen = (
        select(_swap)
        .join(_meeting, _meeting.c.id == _swap.c.meeting_id)
        .where(_meeting.c.network_id == network)
        .where((_swap.c.person_id == person) | (_swap.c.other_id == person))
        .order_by(_swap.c.id.desc())
    )
    return [_as_swap(row) for row in connection.execute(chosen).mappings()]


def swap(connection: Connection, network: int, number: int) -> Swap | None:
    """Return one swap of a network, None when there is none of that id."""
    chosen = (
        select(_swap)
        .join(_meeting, _meeting.c.id == _swap.c.meeting_id)
        .where(_meeting.c.network_id == network, _swap.c.id == number)
    )
    row = connection.execute(chosen).mappings().first()
    return _as_swap(row) if row else None


def _as_swap(row: Any) -> Swap:
    return Swap(
        row["id"],
        row["meeting_id"],
        row["person_id"],
        row["other_id"],
        row["back_id"] or 0,
        row["expires_at"],
        row["state"],
    )


def close_swap(connection: Connection, number: int, state: str) -> bool:
    """Bring an open swap to its end; False when somebody else did so first."""
    chosen = _swap.update().where(_swap.c.id == number, _swap.c.state == "open")
    return connection.execute(chosen.values(state=state)).rowcount == 1


def open_swaps(connection: Connection, meeting: int) -> list[Swap]:
    """Return the open swaps in which a turn at this meeting changes hands."""
    about = (_swap.c.meeting_id == meeting) | (_swap.c.back_id == meeting)
    chosen = select(_swap).where(about, _swap.c.state == "open").order_by(_swap.c.id)
    return [_as_swap(row) for row in connection.execute(chosen).mappings()]


def count(connection: Connection, meeting: int) -> int:
    """Return how many have a turn at a meeting."""
    chosen = select(func.count()).where(_turn.c.meeting_id == meeting)
    return int(connection.execute(chosen).scalar_one())
