"""What is declared of a table with something of people in it, and which rows are a person's."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, Table, and_, exists, or_, select
from sqlmodel import SQLModel

from storage.commitments import CommitmentOwner
from storage.evaluations import OWN_WORDS
from storage.people import Account
from storage.tables import table
from storage.webrooms import BROWSER, PLATFORM, TENANT

Whose = Callable[[Table, int], ColumnElement[bool]]
Way = Literal["delete", "blank", "nobody", "step"]
"""What erasure does: delete the rows, blank `blank`, leave them to nobody, or a step of its own.

What is left to nobody still holds the number of a person of whom nothing else is known.
"""


@dataclass(frozen=True)
class Kept:
    """One table with something of people: whose rows, under which kind they are told of.

    The kind is '' where others may not have told them of it yet, or it goes with another row.

    `refers` are the columns that name a person, `texts` those that hold what somebody wrote or is
    called, `codes` other columns of text. `export` are the columns that a person takes along.
    """

    model: type[SQLModel]
    kind: str
    whose: Whose
    refers: tuple[str, ...]
    way: Way
    export: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    blank: dict[str, Any] = field(default_factory=dict)

    @property
    def table(self) -> Table:
        """The Core table."""
        return table(self.model)


_account, _owner = table(Account), table(CommitmentOwner)


def by(column: str) -> Whose:
    """Choose the rows whose column holds the person's id."""
    return lambda rows, person: rows.c[column] == person


def user_here(column: str) -> Whose:
    """Choose the rows whose column holds how the local chat knows the person."""
    return lambda rows, person: rows.c[column].in_(users_here(person))


def user_on(platform: str, column: str) -> Whose:
    """Choose the rows whose tenant and column name an account of the person on a platform."""

    def whose(rows: Table, person: int) -> ColumnElement[bool]:
        theirs = (_account.c.platform == platform, _account.c.person_id == person)
        same = (_account.c.tenant == rows.c.tenant, _account.c.user_ref == rows.c[column])
        return exists().where(*theirs, *same)

    return whose


def users_here(person: int) -> Select[Any]:
    """Choose how the local chat and the browser know a person."""
    return select(_account.c.user_ref).where(
        _account.c.person_id == person,
        _account.c.platform == PLATFORM,
        _account.c.tenant.in_((TENANT, BROWSER)),
    )


def written_here(rows: Table, person: int) -> ColumnElement[bool]:
    """Choose what somebody wrote in the local chat."""
    return rows.c.author.in_(users_here(person))


def to_person(rows: Table, person: int) -> ColumnElement[bool]:
    """Choose what is for one person."""
    return and_(rows.c.to_kind == "person", rows.c.to_id == person)


def owner_key(rows: Table, person: int) -> ColumnElement[bool]:
    """Choose what is about a person and not about an organisation."""
    return rows.c.owner == f"p{person}"


def swapped(rows: Table, person: int) -> ColumnElement[bool]:
    """Choose the swaps that somebody asked for or was asked."""
    return or_(rows.c.person_id == person, rows.c.other_id == person)


def changed(rows: Table, person: int) -> ColumnElement[bool]:
    """Choose what somebody changed in a network, and what others changed about them."""
    return or_(rows.c.person_id == person, rows.c.about_id == person)


def taken_on(rows: Table, person: int) -> ColumnElement[bool]:
    """Choose the commitments that somebody does; what they left to others is theirs no longer."""
    own = select(_owner.c.commitment_id).where(_owner.c.person_id == person)
    let_go = and_(rows.c.id.in_(own.where(_owner.c.state == "let_go")), rows.c.state == "let_go")
    return or_(rows.c.id.in_(own.where(_owner.c.state == "yes")), let_go)


def in_own_words(rows: Table, person: int) -> ColumnElement[bool]:
    """Choose the evaluations and polls without names that somebody asked in their own words."""
    return and_(rows.c.person_id == person, rows.c.form.in_(OWN_WORDS))


def ready_made(rows: Table, person: int) -> ColumnElement[bool]:
    """Choose the evaluations that somebody asked with a ready-made form."""
    return and_(rows.c.person_id == person, rows.c.form.not_in(OWN_WORDS))


def settled(model: type[SQLModel], whose: Whose) -> Whose:
    """Choose of these rows those that are no drafts any more."""
    state = table(model).c.state
    return lambda rows, person: and_(whose(rows, person), state != "draft")


def draft(model: type[SQLModel], whose: Whose) -> Whose:
    """Choose of these rows those that were shown and not confirmed."""
    state = table(model).c.state
    return lambda rows, person: and_(whose(rows, person), state == "draft")
