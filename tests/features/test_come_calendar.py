"""The calendar file: one event, replaced by every change, right over days and clock changes."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar, Event

from bot.features.come.ics import calendar_file
from storage.database import Database
from tests.conversation import Conversation, Somebody


async def planned(database: Database, line: str) -> tuple[Conversation, Somebody]:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network()
    await vera.says(line)
    return chat, vera


async def event(chat: Conversation, meeting: int = 1) -> tuple[Calendar, Event]:
    found = await chat.database.read(lambda unit: calendar_file(unit, meeting, chat.clock.now))
    assert found is not None
    calendar = Calendar.from_ical(found)
    assert isinstance(calendar, Calendar)
    return calendar, calendar.walk("VEVENT")[0]  # type: ignore[return-value] # icalendar types it loosely


async def test_a_move_and_a_cancellation_replace_the_event(database: Database) -> None:
    chat, vera = await planned(database, "meeting 26 March 14:00-17:00 at De Linde: reading")
    calendar, first = await event(chat)
    assert calendar["METHOD"] == "PUBLISH"
    assert (first["SEQUENCE"], first["STATUS"]) == (0, "CONFIRMED")
    assert first["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert first["LOCATION"] == "De Linde"
    await vera.says("meeting next")
    await vera.presses("Move")
    await vera.fills_in(day="2026-04-02")
    _calendar, second = await event(chat)
    assert (second["UID"], second["SEQUENCE"]) == (first["UID"], 1)
    await vera.says("meeting next")
    await vera.presses("Cancel the meeting")
    _calendar, third = await event(chat)
    assert (third["UID"], third["SEQUENCE"], third["STATUS"]) == (first["UID"], 2, "CANCELLED")


async def test_it_tells_nothing_about_people(database: Database) -> None:
    chat, vera = await planned(database, "meeting 26 March 14:00-17:00: reading")
    await vera.says("come yes")
    found = await chat.database.read(lambda unit: calendar_file(unit, 1, chat.clock.now))
    assert b"Vera" not in (found or b"")
    assert b"ATTENDEE" not in (found or b"")


async def test_two_days(database: Database) -> None:
    chat, _vera = await planned(database, "meeting 12 November 10:00 - 13 November 16:00")
    _calendar, found = await event(chat)
    assert found.end - found.start == timedelta(hours=30)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "begins"),
    [
        ("meeting 29 March 02:15-05:00", datetime(2026, 3, 29, 1, 15, tzinfo=UTC)),
        ("meeting 25 October 02:15-05:00", datetime(2026, 10, 25, 0, 15, tzinfo=UTC)),
        ("meeting 28 March 10:00 - 29 March 16:00", datetime(2026, 3, 28, 9, tzinfo=UTC)),
    ],
)
async def test_over_a_change_of_the_clock(database: Database, line: str, begins: datetime) -> None:
    chat, _vera = await planned(database, line)
    _calendar, found = await event(chat)
    assert found["DTSTART"].dt.astimezone(UTC) == begins


async def test_there_is_none_of_no_meeting(database: Database) -> None:
    chat = await Conversation.open(database)
    assert await chat.database.read(lambda unit: calendar_file(unit, 7, chat.clock.now)) is None
