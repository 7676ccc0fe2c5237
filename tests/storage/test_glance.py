"""When there is anything to do at all, told without reading all that waits, as is a start."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, event

from storage import moments, outbox, sending, setback, waiting
from storage.database import Database, Unit
from storage.glance import first_step
from storage.networks import Network
from tests.scheduler.stand_in import number, row

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
async def _network(database: Database) -> None:
    await database.write(lambda unit: unit.session.add(Network(id=1, name="A circle")))


async def at(database: Database) -> datetime | None:
    return await database.read(lambda unit: first_step(unit.connection))


async def test_nothing_planned_is_never(database: Database) -> None:
    assert await at(database) is None


async def test_it_is_the_first_of_all_there_is(database: Database) -> None:
    delivery = number(1)

    async def do(step: Any) -> datetime | None:
        await database.write(lambda unit: step(unit.connection))
        return await at(database)

    assert await do(lambda c: moments.plan(c, 1, "a.b", "1", NOW + 9 * HOUR)) == NOW + 9 * HOUR
    assert await do(lambda c: outbox.put(c, [row(1, due=NOW + HOUR)])) == NOW + HOUR
    claimed = NOW + 2 * HOUR
    assert await do(lambda c: sending.claim(c, [delivery], "me", claimed)) == NOW + HOUR
    assert await do(lambda c: sending.confirm(c, [(delivery, "ref")])) == NOW + 9 * HOUR
    assert await do(lambda c: outbox.want(c, [("polls.poll", (1,))])) == NOW + HOUR
    assert await do(lambda c: moments.plan(c, 1, "a.b", "1", NOW)) == NOW


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_neither_a_look_nor_a_start_reads_all_that_waits(database: Database) -> None:
    """Every statement finds its rows by an index, however many wait for later."""
    plans: list[str] = []

    def explain(
        connection: Connection, cursor: Any, statement: str, parameters: Any, *_more: object
    ) -> None:
        if not statement.startswith("EXPLAIN"):
            found = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
            plans.extend(row[3] for row in found)

    def looks(unit: Unit) -> None:
        connection = unit.connection
        event.listen(connection, "before_cursor_execute", explain)
        first_step(connection)
        for look in (moments.next_due, moments.due, waiting.next_due, waiting.ready):
            look(connection, NOW)
        waiting.late(connection, NOW)
        waiting.edits(connection, NOW)
        waiting.unsettled(connection)
        setback.wait_no_more(connection, NOW, NOW + HOUR)
        event.remove(connection, "before_cursor_execute", explain)

    await database.write(looks)
    assert plans
    assert [plan for plan in plans if plan in ("SCAN delivery", "SCAN moment")] == []
    assert [plan for plan in plans if plan.startswith("SCAN delivery USING INDEX")] == []
