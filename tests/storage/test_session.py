"""The ORM session of a unit: made when asked for, part of the unit, gone with it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import MetaData
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel, select

from storage.database import Database
from storage.types import Json, Moment
from storage.unit import Unit

AT = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)


class Base(SQLModel, registry=registry(metadata=MetaData())):
    """Tables of this test, apart from Kring's."""


class Leaf(Base, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    at: datetime = Field(sa_type=Moment)
    extra: dict[str, Any] | None = Field(default=None, sa_type=Json)


@pytest.fixture(autouse=True)
async def _leaves(database: Database) -> None:
    await database.write(lambda unit: Base.metadata.create_all(unit.connection))


def names(unit: Unit) -> list[str]:
    return list(unit.session.exec(select(Leaf.name).order_by(Leaf.name)))


async def test_a_row_is_flushed_and_stays_readable(database: Database) -> None:
    def add(unit: Unit) -> Leaf:
        leaf = Leaf(name="oak", at=AT, extra={"years": [1, 2]})
        unit.session.add(leaf)
        return leaf

    leaf = await database.write(add)
    assert leaf.id is not None
    found = await database.read(lambda unit: unit.session.exec(select(Leaf)).one())
    assert (found.name, found.at, found.extra) == ("oak", AT, {"years": [1, 2]})


async def test_an_error_undoes_even_what_the_session_committed(database: Database) -> None:
    def fail(unit: Unit) -> None:
        unit.session.add(Leaf(name="oak", at=AT))
        unit.session.commit()
        raise ValueError("No.")

    with pytest.raises(ValueError, match=r"No\."):
        await database.write(fail)
    assert await database.read(names) == []
