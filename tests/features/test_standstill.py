"""Kring stood still for a while: what is overdue is merged, what is no use any more is listed."""

from datetime import UTC, datetime

from sqlalchemy import bindparam, text

from storage.database import Database
from storage.types import Moment
from tests.conversation import Conversation, Somebody

SATURDAY = datetime(2026, 3, 21, 11, tzinfo=UTC)
MONDAY_MORNING = datetime(2026, 3, 23, 7, tzinfo=UTC)


async def planned(database: Database) -> tuple[Conversation, list[Somebody]]:
    """A monthly network that meets on 26 March; its first line is due on the 12th."""
    chat = await Conversation.open(database)
    people = await chat.network()
    await people[0].says("meeting 26 March 14:00-17:00 at De Linde: reading aloud")
    await people[0].says("speaker Marit de Wit, De Linde: data in the classroom")
    return chat, people


async def wake(chat: Conversation, moment: datetime) -> None:
    """Come back at a moment, as after a standstill: nothing happened on the way."""
    chat.clock.now = moment
    await chat.settle()


async def test_what_is_overdue_goes_out_once_and_merged(database: Database) -> None:
    chat, _people = await planned(database)
    before = len(chat.room.all())
    await wake(chat, SATURDAY)
    assert len(chat.room.all()) == before  # the weekend is quiet
    await chat.advance_to(MONDAY_MORNING)
    [post] = chat.room.all()[before:]
    assert "I come" in post
    assert "Ask a question" in post
    for name in ("Anna", "Bram", "Carla"):
        assert len(chat.people[name].private.all()) == 1


async def test_what_no_longer_serves_is_listed_to_the_facilitator(database: Database) -> None:
    chat, (vera, anna, *_rest) = await planned(database)
    assert chat.ledger.posts() == []
    await wake(chat, datetime(2026, 3, 26, 16, 30, tzinfo=UTC))  # it is over
    [asked] = chat.ledger.posts()
    assert [ref.kind for ref in asked.refs] == ["evaluations.meeting"]  # which serves for days
    plan = await vera.says("plan")
    assert "Not sent, because it would have come too late" in plan
    assert "Do you come?" in plan
    assert "too late" not in await anna.says("plan")


async def test_a_deadline_of_the_evening_waits_for_the_morning(database: Database) -> None:
    chat, _people = await planned(database)
    before = len(chat.room.all())
    await wake(chat, datetime(2026, 3, 12, 20, tzinfo=UTC))
    assert len(chat.room.all()) == before
    await chat.advance(hours=12)
    assert [one.due_at for one in chat.ledger.rooms()][-1] == datetime(2026, 3, 13, 7, tzinfo=UTC)


async def test_lines_follow_new_zone_data(database: Database) -> None:
    chat, _people = await planned(database)
    moved = "UPDATE moment SET due_at = :due WHERE handler = 'timetable.line' AND state = 'planned'"
    late = datetime(2027, 1, 1, tzinfo=UTC)
    spoiled = text(moved).bindparams(bindparam("due", late, type_=Moment))
    await database.write(lambda unit: unit.connection.execute(spoiled) and None)
    await chat.core.time_again()
    await chat.advance_to(datetime(2026, 3, 12, 8, tzinfo=UTC))
    assert "I come" in chat.room.last()
