"""A day typed without its year that has passed: asked back, so that nothing is a year off."""

from datetime import UTC, datetime

from storage.database import Database
from tests.conversation import Conversation

LATE_SEPTEMBER = datetime(2026, 9, 29, 9, tzinfo=UTC)


async def test_a_day_that_has_passed_is_asked_back_with_the_form_filled_in(
    database: Database,
) -> None:
    chat = await Conversation.open(database, LATE_SEPTEMBER)
    vera, *_rest = await chat.network()
    asked = await vera.says("meeting 1 September 14:00-17:00 at De Linde: reading")
    assert "That day has passed this year. Did you mean Wednesday 1 September 2027?" in asked
    assert "There is no meeting planned yet" in await vera.says("meeting list")
    said = await vera.fills_in()
    assert "Planned: reading" in said
    assert "Wednesday 1 September 2027, 14:00 to 17:00" in said
    assert "Where: De Linde" in said


async def test_the_form_takes_another_day(database: Database) -> None:
    chat = await Conversation.open(database, LATE_SEPTEMBER)
    vera, *_rest = await chat.network(language="nl")
    asked = await vera.says("bijeenkomst 1 september 14.00-17.00: voorlezen")
    assert "Die dag is dit jaar al voorbij. Bedoel je woensdag 1 september 2027?" in asked
    assert "donderdag 1 oktober 2026" in await vera.fills_in(day="2026-10-01")


CLEAR = {
    "1 October": "Thursday 1 October 2026",
    "12 January": "Tuesday 12 January 2027",
    "1 September 2027": "Wednesday 1 September 2027",
    "1-9-2027": "Wednesday 1 September 2027",
    "1 September next year": "Wednesday 1 September 2027",
}


async def test_a_clear_day_needs_no_question(database: Database) -> None:
    chat = await Conversation.open(database, LATE_SEPTEMBER)
    vera, *_rest = await chat.network()
    for day, full in CLEAR.items():
        assert full in await vera.says(f"meeting {day} 14:00-17:00"), day


async def test_every_way_to_leave_the_year_out_is_asked_back(database: Database) -> None:
    chat = await Conversation.open(database, LATE_SEPTEMBER)
    vera, *_rest = await chat.network()
    for day in ("1/9", "the first Tuesday of September", "Monday week 36"):
        assert "has passed this year" in await vera.says(f"meeting {day} 14:00-17:00"), day
