"""People, the organisations they come from, and the accounts they use."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, UniqueConstraint, bindparam, select
from sqlmodel import Field, Session, SQLModel
from sqlmodel import select as choose

from storage.tables import id_of, table


class Organisation(SQLModel, table=True):
    """A school, board or other employer."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)


class Person(SQLModel, table=True):
    """Somebody, apart from any account: name as shown, language, zone."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    language: str = "en"
    zone: str = "Europe/Amsterdam"


class Account(SQLModel, table=True):
    """How a person is known on one platform; joined to a person only by a code of theirs."""

    __table_args__ = (UniqueConstraint("platform", "tenant", "user_ref"),)
    id: int | None = Field(default=None, primary_key=True)
    platform: str
    tenant: str
    user_ref: str
    person_id: int = Field(foreign_key="person.id", index=True)


@dataclass(frozen=True)
class Who:
    """The person a turn is about."""

    id: int
    name: str
    language: str
    zone: str


_person = table(Person)
_account = table(Account)
_by_account = (
    select(_person.c.id, _person.c.name, _person.c.language, _person.c.zone)
    .join(_account, _account.c.person_id == _person.c.id)
    .where(
        _account.c.platform == bindparam("platform"),
        _account.c.tenant == bindparam("tenant"),
        _account.c.user_ref == bindparam("user"),
    )
)


def find(connection: Connection, platform: str, tenant: str, user: str) -> Who | None:
    """Return the person behind an account, None for an account never seen."""
    keys = {"platform": platform, "tenant": tenant, "user": user}
    row = connection.execute(_by_account, keys).first()
    return Who(*row) if row else None


def add(session: Session, person: Person, platform: str, tenant: str, user: str) -> Who:
    """Keep a person with their first account."""
    session.add(person)
    session.flush()
    number = id_of(person)
    session.add(Account(platform=platform, tenant=tenant, user_ref=user, person_id=number))
    session.flush()
    return Who(number, person.name, person.language, person.zone)


def move_accounts(connection: Connection, person: int, to: int) -> None:
    """Let the accounts of one person be another's."""
    mine = _account.update().where(_account.c.person_id == person)
    connection.execute(mine.values(person_id=to))


def names(connection: Connection, ids: set[int]) -> dict[int, str]:
    """Return the names of these people by id."""
    rows = connection.execute(select(_person.c.id, _person.c.name).where(_person.c.id.in_(ids)))
    return {row.id: row.name for row in rows}


def first_accounts(
    connection: Connection, people: Iterable[int]
) -> dict[int, tuple[str, str, str]]:
    """Return (platform, tenant, user) of these people's oldest accounts, by person."""
    columns = (_account.c.person_id, _account.c.platform, _account.c.tenant, _account.c.user_ref)
    chosen = select(*columns).where(_account.c.person_id.in_(list(people)))
    newest_first = connection.execute(chosen.order_by(_account.c.id.desc()))
    return {person: (platform, tenant, user) for person, platform, tenant, user in newest_first}


def organisation(session: Session, name: str) -> Organisation:
    """Return the organisation of that name, made when it is new."""
    found = session.exec(choose(Organisation).where(Organisation.name == name)).first()
    if found is None:
        found = Organisation(name=name)
        session.add(found)
        session.flush()
    return found


def set_language(session: Session, person: int, language: str) -> None:
    """Set the language of what only this person sees."""
    row = session.get_one(Person, person)
    row.language = language
    session.add(row)


def introduce(session: Session, person: int, name: str, language: str, zone: str) -> None:
    """Give a person the name, language and zone that were not known when they came."""
    row = session.get_one(Person, person)
    row.name, row.language, row.zone = name, language, zone
    session.add(row)


def of_tenant(connection: Connection, platform: str, tenant: str) -> list[tuple[int, str]]:
    """Return (id, name) of everybody with an account there, by name."""
    chosen = (
        select(_person.c.id, _person.c.name)
        .join(_account, _account.c.person_id == _person.c.id)
        .where(_account.c.platform == platform, _account.c.tenant == tenant)
        .distinct()
        .order_by(_person.c.name)
    )
    return [(row.id, row.name) for row in connection.execute(chosen)]


def accounts_on(
    connection: Connection, platform: str, tenant: str, ids: set[int]
) -> dict[int, str]:
    """Return the accounts that these people have on one platform and tenant, by person."""
    chosen = select(_account.c.person_id, _account.c.user_ref).where(
        _account.c.platform == platform,
        _account.c.tenant == tenant,
        _account.c.person_id.in_(ids),
    )
    rows = connection.execute(chosen.order_by(_account.c.id.desc()))
    return {row.person_id: row.user_ref for row in rows}
