"""Many rows at once are kept as one by one they would be."""

from datetime import UTC, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Integer,
    MetaData,
    String,
    Table,
    Uuid,
    bindparam,
    literal_column,
    select,
)

from storage.database import Database
from storage.many import Many
from storage.types import Moment

NAMES = ("number", "text", "which", "some", "at", "on")
rows_of = Table(
    "several",
    MetaData(),
    Column("number", Integer, primary_key=True),
    Column("text", String),
    Column("which", Uuid),
    Column("some", JSON),
    Column("at", Moment()),
    Column("on", Boolean),
    Column("state", String),
    prefixes=["TEMPORARY"],
)
INSERT = Many(rows_of.insert().values(state=literal_column("'new'")), NAMES)
WHICH = rows_of.update().where(rows_of.c.number == bindparam("it"))
RENAME = Many(WHICH.values(text=bindparam("called")), ("it", "called"))
EAST = timezone(timedelta(hours=5))
values = st.fixed_dictionaries(
    {
        "text": st.text(st.characters(exclude_characters="\0", codec="utf-8")),
        "which": st.none() | st.uuids(),
        "some": st.lists(st.integers(-9, 9) | st.sampled_from(["a", "é", "'"])),
        "at": st.none() | st.datetimes(timezones=st.sampled_from([UTC, EAST])),
        "on": st.booleans(),
    }
)


def kept(connection: Connection) -> list[dict[str, Any]]:
    found = connection.execute(select(rows_of).order_by(rows_of.c.number)).mappings()
    return [dict(one) for one in found]


async def test_they_are_kept_as_they_were_given(database: Database) -> None:
    await database.write(lambda unit: each_is_kept(unit.connection))


def each_is_kept(connection: Connection) -> None:
    rows_of.create(connection)

    @given(st.lists(values, max_size=5))
    def check(given_: list[dict[str, Any]]) -> None:
        connection.execute(rows_of.delete())
        rows = [{"number": number, **one} for number, one in enumerate(given_)]
        INSERT.run(connection, rows)
        assert kept(connection) == [{**row, "state": "new"} for row in rows]
        RENAME.run(connection, [{"it": row["number"], "called": "x"} for row in rows[1:]])
        assert [row["text"] for row in kept(connection)[1:]] == ["x"] * (len(rows) - 1)

    check()


async def test_each_row_has_a_value_for_every_name(database: Database) -> None:
    with pytest.raises(KeyError):
        await database.write(lambda unit: INSERT.run(unit.connection, [{"number": 1}]))


async def test_a_statement_has_no_values_of_its_own(database: Database) -> None:
    strange = Many(rows_of.update().values(text="always"), ("number",))
    with pytest.raises(TypeError, match="values of its own"):
        await database.write(lambda unit: strange.run(unit.connection, [{"number": 1}]))
