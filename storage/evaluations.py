"""Anonymous evaluations and polls: sealed ballots until the closing, afterwards only outcomes.

Who took part stands on the roll, without a time, and only until the closing. A ballot is a
sealed box under a random key. At the closing both go, and what may be shown is written.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Index, LargeBinary, bindparam, func, select, text
from sqlmodel import Field, SQLModel

from storage import scrub
from storage.tables import IDS_ONCE, loaded, table
from storage.types import Json, Moment, WallTime

OWN_WORDS = ("own", "poll")
"""The forms whose questions are in somebody's own words."""


class Evaluation(SQLModel, table=True):
    """A round of questions. `opens` and `closes` are wall-clock times in the network's zone.

    `form` names a ready-made form, 'own' or 'poll'; `questions` is what was asked, as
    bot.ballots.questions.dump wrote it, in the language of the room. `state` is 'scheduled',
    'open', 'closed' or 'cancelled', or 'draft' as long as only its maker sees it. `key` names
    the private key, `public` is the other half; both are empty until it opens.
    `took_part` and `electorate` are counted at the closing;
    `ending` is then 'shown', 'few' or 'lost' (the key was not there). Rounds of one form have
    the same `series`, the id of the first.
    """

    __table_args__ = (
        Index(
            "ix_evaluation_live",
            "network_id",
            sqlite_where=text("state IN ('scheduled', 'open')"),
            postgresql_where=text("state IN ('scheduled', 'open')"),
        ),
        IDS_ONCE,
    )
    id: int | None = Field(default=None, primary_key=True)
    network_id: int = Field(foreign_key="network.id", index=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True)
    person_id: int | None = Field(default=None, foreign_key="person.id")
    form: str
    title: str = ""
    questions: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)
    least: int
    state: str = "open"
    opens: datetime = Field(sa_type=WallTime)
    closes: datetime = Field(sa_type=WallTime)
    closes_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    rule: str = ""
    first: datetime | None = Field(default=None, sa_type=WallTime)
    series: int | None = Field(default=None, foreign_key="evaluation.id", index=True)
    key: str = ""
    public: bytes = Field(default=b"", sa_type=LargeBinary)
    took_part: int | None = None
    electorate: int | None = None
    ending: str = ""


class EvaluationChoice(SQLModel, table=True):
    """What a network asks after its meetings: a ready-made form, or 'own' with its questions."""

    network_id: int = Field(primary_key=True, foreign_key="network.id")
    form: str
    least: int
    questions: list[dict[str, Any]] = Field(default_factory=list, sa_type=Json)


class RollEntry(SQLModel, table=True):
    """That somebody has taken part in an evaluation that is open; leavers stay on it."""

    evaluation_id: int = Field(primary_key=True, foreign_key="evaluation.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)


class SealedBallot(SQLModel, table=True):
    """A ballot in a sealed box, all of one length in an evaluation; its key is random."""

    key: UUID = Field(primary_key=True)
    evaluation_id: int = Field(foreign_key="evaluation.id", index=True)
    box: bytes = Field(sa_type=LargeBinary)


class EvaluationOutcome(SQLModel, table=True):
    """What may be shown of one question (from 0), as bot.ballots.counting.dump wrote it."""

    evaluation_id: int = Field(primary_key=True, foreign_key="evaluation.id")
    number: int = Field(primary_key=True)
    outcome: dict[str, Any] = Field(sa_type=Json)


_evaluation, _roll = table(Evaluation), table(RollEntry)
_choice = table(EvaluationChoice)
_sealed, _outcome = table(SealedBallot), table(EvaluationOutcome)
_of = _evaluation.c.network_id == bindparam("network")
_by_id = select(_evaluation).where(_evaluation.c.id == bindparam("evaluation"), _of)
_of_meeting = (
    select(_evaluation)
    .where(_of, _evaluation.c.meeting_id == bindparam("meeting"))
    .order_by(_evaluation.c.id)
)
_live = (
    select(_evaluation)
    .where(_of, _evaluation.c.state.in_(("scheduled", "open")))
    .order_by(_evaluation.c.state, _evaluation.c.closes_at, _evaluation.c.id)
)
_closed = (
    select(_evaluation)
    .where(_of, _evaluation.c.state == "closed")
    .order_by(_evaluation.c.closed_at.desc(), _evaluation.c.id.desc())
)
_on_roll = select(_roll.c.person_id).where(_roll.c.evaluation_id == bindparam("evaluation"))
_of_person = _on_roll.where(_roll.c.person_id == bindparam("person"))
_boxes = select(_sealed.c.box).where(_sealed.c.evaluation_id == bindparam("evaluation"))
_enrol, _drop_in = _roll.insert(), _sealed.insert()
_outcomes = (
    select(_outcome.c.outcome)
    .where(_outcome.c.evaluation_id == bindparam("evaluation"))
    .order_by(_outcome.c.number)
)


def add(connection: Connection, values: dict[str, Any]) -> int:
    """Keep an evaluation and return its id; without a `series` it begins its own."""
    made = connection.execute(_evaluation.insert().values(values).returning(_evaluation.c.id))
    number = int(made.scalar_one())
    if not values.get("series"):
        change(connection, number, series=number)
    return number


def change(connection: Connection, evaluation: int, **values: Any) -> None:
    """Change some columns of an evaluation."""
    same = _evaluation.c.id == evaluation
    connection.execute(_evaluation.update().where(same).values(values))


def get(connection: Connection, network: int, evaluation: int) -> Evaluation | None:
    """Return an evaluation of this network by its id, whatever its state."""
    keys = {"network": network, "evaluation": evaluation}
    row = connection.execute(_by_id, keys).mappings().first()
    return loaded(Evaluation, row) if row else None


def of_meeting(connection: Connection, network: int, meeting: int) -> list[Evaluation]:
    """Return the evaluations of a meeting, those called off among them, oldest first."""
    return _all(connection, _of_meeting, network=network, meeting=meeting)


def live(connection: Connection, network: int) -> list[Evaluation]:
    """Return the open evaluations of a network, then the scheduled ones, by their closing."""
    return _all(connection, _live, network=network)


def closed(connection: Connection, network: int) -> list[Evaluation]:
    """Return the closed evaluations of a network, newest first."""
    return _all(connection, _closed, network=network)


def is_on_roll(connection: Connection, evaluation: int, person: int) -> bool:
    """Say whether somebody has taken part in an open evaluation."""
    keys = {"evaluation": evaluation, "person": person}
    return connection.execute(_of_person, keys).first() is not None


def roll(connection: Connection, evaluation: int) -> set[int]:
    """Return who has taken part in an open evaluation; for nobody's eyes."""
    return set(connection.execute(_on_roll, {"evaluation": evaluation}).scalars())


def put(connection: Connection, evaluation: int, person: int, key: UUID, box: bytes) -> None:
    """Keep a sealed ballot and put who cast it on the roll, where they are not yet."""
    connection.execute(_enrol, {"evaluation_id": evaluation, "person_id": person})
    connection.execute(_drop_in, {"key": key, "evaluation_id": evaluation, "box": box})


def boxes(connection: Connection, evaluation: int) -> list[bytes]:
    """Return the sealed ballots of an open evaluation."""
    return list(connection.execute(_boxes, {"evaluation": evaluation}).scalars())


def empty(connection: Connection, evaluation: int, now: datetime) -> None:
    """Destroy the sealed ballots and the roll of an evaluation, in the files too soon after."""
    connection.execute(_sealed.delete().where(_sealed.c.evaluation_id == evaluation))
    connection.execute(_roll.delete().where(_roll.c.evaluation_id == evaluation))
    scrub.wish(connection, (_sealed.name, _roll.name), now)


def put_outcomes(
    connection: Connection, evaluation: int, outcomes: Sequence[dict[str, Any]]
) -> None:
    """Keep what may be shown of each question, in their order."""
    rows = [
        {"evaluation_id": evaluation, "number": number, "outcome": outcome}
        for number, outcome in enumerate(outcomes)
    ]
    if rows:
        connection.execute(_outcome.insert(), rows)


def outcomes(connection: Connection, evaluation: int) -> list[dict[str, Any]]:
    """Return what may be shown of each question, in their order."""
    return list(connection.execute(_outcomes, {"evaluation": evaluation}).scalars())


def keys_in_use(connection: Connection) -> set[str]:
    """Return the names of the keys that open evaluations have, in all networks."""
    open_ones = (_evaluation.c.key != "") & (_evaluation.c.state == "open")
    return set(connection.execute(select(_evaluation.c.key).where(open_ones)).scalars())


def keys_done_with(connection: Connection) -> set[str]:
    """Return the names of the keys of evaluations that have closed or were cancelled."""
    done = (_evaluation.c.key != "") & _evaluation.c.state.in_(("closed", "cancelled"))
    return set(connection.execute(select(_evaluation.c.key).where(done)).scalars())


def taken_part(connection: Connection, evaluation: int) -> int:
    """Return how many have taken part in an open evaluation; for the closing alone.

    The boxes are counted and not the roll: of whoever was erased meanwhile only a box is left.
    """
    chosen = select(func.count()).where(_sealed.c.evaluation_id == evaluation)
    return int(connection.execute(chosen).scalar_one())


def next_of(connection: Connection, series: int) -> Evaluation | None:
    """Return the scheduled evaluation of a series, None when no more come."""
    chosen = select(_evaluation).where(
        _evaluation.c.series == series, _evaluation.c.state == "scheduled"
    )
    row = connection.execute(chosen).mappings().first()
    return loaded(Evaluation, row) if row else None


def forget_drafts(connection: Connection, before: datetime) -> None:
    """Delete drafts that were to close before a moment (UTC): nobody opened them."""
    old = (_evaluation.c.state == "draft") & (_evaluation.c.closes_at < before)
    connection.execute(_evaluation.delete().where(old))


def forget(connection: Connection, numbers: Sequence[int]) -> None:
    """Delete evaluations with all there is of them; the rest of a series stays together."""
    for number in numbers:
        same = (_evaluation.c.series == number) & _evaluation.c.id.not_in(numbers)
        heir = connection.execute(select(func.min(_evaluation.c.id)).where(same)).scalar()
        connection.execute(_evaluation.update().where(same).values(series=heir))
    for rows in (_sealed, _roll, _outcome):
        connection.execute(rows.delete().where(rows.c.evaluation_id.in_(numbers)))
    own = _evaluation.c.id.in_(numbers)
    connection.execute(_evaluation.update().where(own).values(series=None))
    connection.execute(_evaluation.delete().where(own))


def remove_draft(connection: Connection, evaluation: int) -> None:
    """Delete a draft."""
    draft = (_evaluation.c.id == evaluation) & (_evaluation.c.state == "draft")
    connection.execute(_evaluation.delete().where(draft))


def choice(connection: Connection, network: int) -> EvaluationChoice | None:
    """Return what a network asks after its meetings, None where it never chose."""
    chosen = select(_choice).where(_choice.c.network_id == network)
    row = connection.execute(chosen).mappings().first()
    return loaded(EvaluationChoice, row) if row else None


def choose(
    connection: Connection, network: int, form: str, least: int, questions: list[dict[str, Any]]
) -> None:
    """Keep what a network asks after its meetings."""
    values = {"form": form, "least": least, "questions": questions}
    same = _choice.c.network_id == network
    if connection.execute(_choice.update().where(same).values(values)).rowcount == 0:
        connection.execute(_choice.insert().values(network_id=network, **values))


def _all(connection: Connection, statement: Any, **keys: object) -> list[Evaluation]:
    return [loaded(Evaluation, row) for row in connection.execute(statement, keys).mappings()]
