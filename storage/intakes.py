"""What people tell about themselves as they begin: named, theirs to change."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import Field, SQLModel

from storage.networks import Membership
from storage.people import Person
from storage.tables import table
from storage.types import Json


class Intake(SQLModel, table=True):
    """One person's answers in one network, by the names of the questions (bot.features.intake)."""

    network_id: int = Field(primary_key=True, foreign_key="network.id")
    person_id: int = Field(primary_key=True, foreign_key="person.id", index=True)
    answers: dict[str, str] = Field(default_factory=dict, sa_type=Json)


@dataclass(frozen=True)
class Told:
    """Who told what; `answers` by the names of the questions."""

    person: int
    answers: dict[str, str]


_intake, _member, _person = table(Intake), table(Membership), table(Person)


def get(connection: Connection, network: int, person: int) -> dict[str, str]:
    """Return what somebody told in a network, nothing where they told nothing."""
    chosen = select(_intake.c.answers).where(
        _intake.c.network_id == network, _intake.c.person_id == person
    )
    found: dict[str, str] | None = connection.execute(chosen).scalar()
    return found or {}


def put(connection: Connection, network: int, person: int, answers: dict[str, str]) -> None:
    """Keep what somebody tells; nothing at all takes it out."""
    remove(connection, network, person)
    if answers:
        values = {"network_id": network, "person_id": person, "answers": answers}
        connection.execute(_intake.insert().values(values))


def remove(connection: Connection, network: int, person: int) -> None:
    """Forget what somebody told in a network."""
    same = (_intake.c.network_id == network) & (_intake.c.person_id == person)
    connection.execute(_intake.delete().where(same))


def all_of(connection: Connection, network: int) -> list[Told]:
    """Return what everybody who is in a network told, by their names."""
    here = (_member.c.person_id == _intake.c.person_id) & (
        _member.c.network_id == _intake.c.network_id
    )
    chosen = (
        select(_intake.c.person_id, _intake.c.answers)
        .join(_member, here)
        .join(_person, _person.c.id == _intake.c.person_id)
        .where(_intake.c.network_id == network, _member.c.left_at.is_(None))
        .order_by(_person.c.name, _person.c.id)
    )
    rows: list[Any] = list(connection.execute(chosen))
    return [Told(person, answers) for person, answers in rows]
