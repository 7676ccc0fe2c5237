"""Named quick polls and their votes; a vote is a row, so that none gets lost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Index, bindparam, exists, select, text
from sqlmodel import Field, SQLModel

from storage.people import Person
from storage.tables import loaded, table
from storage.types import Json, Moment, WallTime


class Poll(SQLModel, table=True):
    """A question with its options. `opens` and `closes` are wall-clock times in the network's zone.

    `state` is 'scheduled', 'open', 'closed' or 'cancelled'. A recurring poll always has one next
    poll 'scheduled' with the `rule` and the `first` wall-clock time it counts from; `series` is the
    id of the first poll of them all.
    """

    __table_args__ = (
        Index(
            "ix_poll_live",
            "network_id",
            sqlite_where=text("state IN ('scheduled', 'open')"),
            postgresql_where=text("state IN ('scheduled', 'open')"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id")
    person_id: int = Field(foreign_key="person.id")
    question: str
    options: list[str] = Field(default_factory=list, sa_type=Json)
    many: bool = False
    state: str = "open"
    opens: datetime = Field(sa_type=WallTime)
    closes: datetime = Field(sa_type=WallTime)
    closes_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    rule: str = ""
    first: datetime | None = Field(default=None, sa_type=WallTime)
    series: int | None = Field(default=None, foreign_key="poll.id", index=True)


class PollVote(SQLModel, table=True):
    """One person's choice of one option, counted from 0."""

    poll_id: int = Field(primary_key=True, foreign_key="poll.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id")
    option: int = Field(primary_key=True)


@dataclass(frozen=True)
class Votable:
    """What a vote needs to know of its poll: a whole Poll takes longer to make than the vote.

    `mine` are the options that the voter has chosen before.
    """

    state: str
    many: bool
    options: list[str]
    opens: datetime
    closes_at: datetime
    mine: frozenset[int]


_poll, _vote, _person = table(Poll), table(PollVote), table(Person)
_by_id = select(_poll).where(
    _poll.c.id == bindparam("poll"), _poll.c.network_id == bindparam("network")
)
_open = (
    select(
        *(_poll.c.state, _poll.c.many, _poll.c.options, _poll.c.opens, _poll.c.closes_at),
        _vote.c.option,
    )
    .outerjoin(_vote, (_vote.c.poll_id == _poll.c.id) & (_vote.c.person_id == bindparam("person")))
    .where(_poll.c.id == bindparam("poll"), _poll.c.network_id == bindparam("network"))
)
_cast = _vote.insert()
_move = (
    _vote.update()
    .where(_vote.c.poll_id == bindparam("poll"), _vote.c.person_id == bindparam("person"))
    .values(option=bindparam("to"))
)
_take_back = _vote.delete().where(
    _vote.c.poll_id == bindparam("poll"),
    _vote.c.person_id == bindparam("person"),
    _vote.c.option == bindparam("was"),
)
_votes = (
    select(_vote.c.option, _vote.c.person_id)
    .join(_person, _person.c.id == _vote.c.person_id)
    .where(_vote.c.poll_id == bindparam("poll"))
    .order_by(_person.c.name, _person.c.id)
)
_live = (
    select(_poll)
    .where(_poll.c.network_id == bindparam("network"), _poll.c.state.in_(("scheduled", "open")))
    .order_by(_poll.c.state, _poll.c.closes_at, _poll.c.id)
)
_unvoted = _live.where(
    _poll.c.state == "open",
    _poll.c.closes_at > bindparam("now"),
    ~exists().where(_vote.c.poll_id == _poll.c.id, _vote.c.person_id == bindparam("person")),
)
_next = select(_poll).where(_poll.c.series == bindparam("series"), _poll.c.state == "scheduled")


def get(connection: Connection, network: int, poll: int) -> Poll | None:
    """Return a poll of this network by its id, whatever its state."""
    return _one(connection, _by_id, network=network, poll=poll)


def to_vote_in(connection: Connection, network: int, poll: int, person: int) -> Votable | None:
    """Return what a person's vote needs to know of a poll of this network, whatever its state."""
    keys = {"network": network, "poll": poll, "person": person}
    rows = connection.execute(_open, keys).all()  # one for each choice made before
    if not rows:
        return None
    return Votable(*rows[0][:-1], frozenset(row[-1] for row in rows if row[-1] is not None))


def next_of(connection: Connection, series: int) -> Poll | None:
    """Return the scheduled poll of a series, None when it has ended or was never one."""
    return _one(connection, _next, series=series)


def add(connection: Connection, values: dict[str, Any]) -> int:
    """Keep a poll and return its id; without a `series` a recurring one begins its own."""
    made = connection.execute(_poll.insert().values(values).returning(_poll.c.id)).scalar_one()
    number = int(made)
    if values.get("rule") and not values.get("series"):
        change(connection, number, series=number)
    return number


def change(connection: Connection, poll: int, **values: Any) -> None:
    """Change some columns of a poll."""
    connection.execute(_poll.update().where(_poll.c.id == poll).values(values))


def cast(connection: Connection, poll: int, person: int, option: int) -> None:
    """Add a choice that this person has not made yet."""
    row = {"poll_id": poll, "person_id": person, "option": option}
    connection.execute(_cast, row)


def move(connection: Connection, poll: int, person: int, option: int) -> None:
    """Put a person's only choice on another option."""
    connection.execute(_move, {"poll": poll, "person": person, "to": option})


def take_back(connection: Connection, poll: int, person: int, option: int) -> None:
    """Take a choice away."""
    connection.execute(_take_back, {"poll": poll, "person": person, "was": option})


def votes(connection: Connection, poll: int) -> list[tuple[int, int]]:
    """Return (option, person id) of every choice, by people's names."""
    return [(row[0], row[1]) for row in connection.execute(_votes, {"poll": poll})]


def live(connection: Connection, network: int) -> list[Poll]:
    """Return the open polls of a network, then the scheduled ones, each by their closing."""
    return _all(connection, _live, network=network)


def unvoted(connection: Connection, network: int, person: int, now: datetime) -> list[Poll]:
    """Return the open polls in which a person has not chosen yet, those that close first first."""
    return _all(connection, _unvoted, network=network, person=person, now=now)


def _one(connection: Connection, statement: Any, **keys: object) -> Poll | None:
    row = connection.execute(statement, keys).mappings().first()
    return loaded(Poll, row) if row else None


def _all(connection: Connection, statement: Any, **keys: object) -> list[Poll]:
    return [loaded(Poll, row) for row in connection.execute(statement, keys).mappings()]
