"""Moments come back as they went in, in UTC, and sort in order on both databases."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select
from sqlalchemy.exc import StatementError

from storage.database import Database
from storage.unit import Unit
from tests.storage import probe

AT = datetime(2026, 3, 12, 9, 30, 0, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def _probe(database: Database) -> None:
    await database.write(probe.make)


async def test_a_moment_comes_back_in_utc(database: Database) -> None:
    local = AT.astimezone(ZoneInfo("Europe/Amsterdam"))
    await database.write(probe.add("lunch", at=local))
    found = await database.read(lambda unit: unit.connection.scalar(select(probe.note.c.at)))
    assert found == AT
    assert found.tzinfo is UTC


async def test_an_hour_that_comes_twice_is_two_moments(database: Database) -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    for one in (first, first.replace(fold=1)):
        await database.write(probe.add(f"fold {one.fold}", at=one))
    chosen = select(probe.note.c.at).order_by(probe.note.c.at)
    found = await database.read(lambda unit: list(unit.connection.scalars(chosen)))
    assert [moment.hour for moment in found] == [0, 1]


async def test_a_naive_moment_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="naive"):
        await database.write(probe.add("lunch", at=AT.replace(tzinfo=None)))


async def test_a_wall_clock_time_has_no_zone(database: Database) -> None:
    local = AT.replace(tzinfo=None)
    await database.write(probe.add("lunch", local=local))
    found = await database.read(lambda unit: unit.connection.scalar(select(probe.note.c.local)))
    assert found == local
    with pytest.raises(StatementError, match="aware"):
        await database.write(probe.add("dinner", local=AT))


async def test_moments_sort_and_compare_in_order(database: Database) -> None:
    steps = [timedelta(0), timedelta(microseconds=1), timedelta(hours=1), timedelta(days=3000)]
    for number, step in enumerate(reversed(steps)):
        await database.write(probe.add(f"note {number}", at=AT + step))

    def after_the_first(unit: Unit) -> list[datetime]:
        at = probe.note.c.at
        return list(unit.connection.scalars(select(at).where(at > AT).order_by(at)))

    assert await database.read(after_the_first) == [AT + step for step in steps[1:]]


async def test_json_comes_back_and_none_is_null(database: Database) -> None:
    extra = {"names": ["Zoë", "ش"], "n": 1.5, "yes": True}
    await database.write(probe.add("one", extra=extra))
    await database.write(probe.add("two", extra=None))

    def look(unit: Unit) -> list[object]:
        column = probe.note.c.extra
        return list(unit.connection.scalars(select(column).order_by(column.is_(None))))

    assert await database.read(look) == [extra, None]
