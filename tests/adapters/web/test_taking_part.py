"""The local chat keeps nothing that says who took part in an evaluation."""

from datetime import UTC, datetime, timedelta

from aiohttp.test_utils import TestClient
from sqlalchemy import select

from storage import webchat
from storage.database import Database, Unit
from storage.evaluations import Evaluation, RollEntry
from storage.tables import table
from tests.adapters.web.house import House

POLL = 'poll "Shall we go on?" "Yes" "No" --anonymous'
_message, _roll, _evaluation = table(webchat.WebMessage), table(RollEntry), table(Evaluation)


async def test_thanks_are_shown_and_not_kept(
    client: TestClient, house: House, database: Database
) -> None:
    line = {"room": "circle", "text": f"/kring {POLL}", "key": "asked"}
    assert (await client.post("/as/anna/say", json=line)).status == 200
    await house.settle()

    def messages(unit: Unit) -> list[tuple[object, ...]]:
        chosen = select(_message).order_by(_message.c.id)
        return [tuple(row) for row in unit.connection.execute(chosen)]

    number = await database.read(
        lambda unit: unit.connection.execute(select(_evaluation.c.id)).scalar_one()
    )
    before = await database.read(messages)
    vote = {"room": "circle", "action": "evaluations.vote", "args": [1, number, 0], "key": "one"}
    first = await (await client.post("/as/anna/press", json=vote)).json()
    second = await (await client.post("/as/anna/press", json={**vote, "key": "two"})).json()
    assert "It is sealed" in first["toast"]
    assert "You have answered already." in second["toast"]
    assert await database.read(messages) == before
    on_roll = select(_roll.c.person_id)
    assert len(await database.read(lambda unit: unit.connection.execute(on_roll).all())) == 1


async def test_what_was_taken_back_is_forgotten_in_time(database: Database) -> None:
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def work(unit: Unit) -> list[int]:
        kept = [
            webchat.put(unit.connection, {"user_ref": "anna", "author": "kring", "at": at})
            for _message in range(3)
        ]
        for number in kept[:2]:
            webchat.change(unit.connection, number, {"deleted": True})
        webchat.forget_taken_back(unit.connection, at)
        webchat.forget_taken_back(unit.connection, at + timedelta(seconds=1))
        return kept

    kept = await database.write(work)
    left = await database.read(
        lambda unit: unit.connection.execute(select(_message.c.id).order_by(_message.c.id)).all()
    )
    assert [row[0] for row in left] == kept[1:]  # the newest change stays
