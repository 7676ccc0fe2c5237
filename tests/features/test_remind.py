"""Reminders in plain words: shown before they count, sent in time, changed and cancelled."""

from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.events import Press
from storage import reminders
from storage.database import Database
from tests.conversation import Conversation, Somebody

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NUMBERS = count(1)


async def begun(database: Database, language: str = "en") -> tuple[Conversation, list[Somebody]]:
    chat = await Conversation.open(database)
    members = ("Anna", "Bram de Vries", "Bram Smit", "Jan")
    return chat, await chat.network(members=members, language=language)


def sent(chat: Conversation) -> list[str]:
    """When every message went out, in the network's wall-clock time."""
    local = [message.due_at.astimezone(AMSTERDAM) for message in chat.ledger.posts()]
    return [f"{one:%a %d %b %H:%M}" for one in local]


async def test_the_group_is_reminded_once_after_a_preview(database: Database) -> None:
    chat, (vera, *_rest) = await begun(database)
    assert await vera.says("remind us thursday at 9: bring your poster") == (
        "Shall I set this reminder?\nbring your poster\nTo: the group\nWhy: You ask for it.\n"
        "Thursday 5 March 2026, 09:00\n[Set it] [Change] [Never mind]"
    )
    await chat.advance(hours=1)
    said = await vera.presses("Set it")
    assert said == (
        "It is set. Next: Thursday 5 March 2026, 09:00. Type 'remind list' to change it."
    )
    assert "set already" in await vera.presses("Set it")
    assert "Next: Thursday 5 March 2026, 09:00" in await vera.home()
    await chat.advance(days=10)
    assert chat.room.all() == ["A reminder\nbring your poster\nVera asked for this reminder."]
    assert sent(chat) == ["Thu 05 Mar 09:00"]
    assert "No reminder is set." in await vera.says("remind list")


async def test_a_draft_that_is_not_set_never_goes_out(database: Database) -> None:
    chat, (vera, *_rest) = await begun(database)
    await vera.says("remind us tomorrow at 9: first")
    assert await vera.presses("Never mind") == "Fine, nothing is set."
    assert "no longer there" in await vera.presses("Set it")
    await vera.says("remind us tomorrow at 9: second")
    await chat.advance(days=3)
    assert "moment has passed" in await vera.presses("Set it")
    before = chat.clock.now - timedelta(days=1)
    gone = await database.write(lambda unit: reminders.forget_drafts(unit.connection, before))
    assert gone == 1
    assert "no longer there" in await vera.presses("Set it")
    assert chat.ledger.posts() == []


async def test_one_person_is_reminded_privately(database: Database) -> None:
    chat, (vera, anna, *_rest) = await begun(database)
    said = await vera.says("remind Anna tomorrow 10:00 to book the room")
    assert "book the room\nTo: Anna\nWhy: You ask for it.\nTuesday 3 March 2026, 10:00" in said
    await vera.presses("Set it")
    await chat.advance(days=2)
    assert anna.private.all() == ["A reminder\nbook the room\nVera asked for this reminder."]
    assert chat.room.all() == []


async def test_everybody_may_remind_themselves_but_nobody_else(database: Database) -> None:
    chat, (vera, anna, *_rest) = await begun(database)
    assert "To: you" in await anna.says("remind me in two weeks: hand in the report")
    assert "Next: Monday 16 March 2026, 09:00" in await anna.presses("Set it")
    for line in ("remind us tomorrow: hello", "remind Jan tomorrow 9:00: hello"):
        assert "Facilitators remind others." in await anna.says(line)
    assert "No reminder is set." in await vera.says("remind list")
    assert "hand in the report" in await anna.says("remind list")
    await chat.advance(days=15)
    assert anna.private.all() == ["A reminder\nhand in the report\nYou asked for this reminder."]


async def test_a_recurring_reminder_in_dutch(database: Database) -> None:
    chat, (vera, *_rest) = await begun(database, "nl")
    line = "herinner ons elke eerste dinsdag van de maand om 9 uur: lees het verslag"
    assert await vera.says(line) == (
        "Zal ik deze herinnering instellen?\nlees het verslag\nAan: de groep\n"
        "Waarom: Jij vraagt erom.\n"
        "dinsdag 3 maart 2026, 09:00\ndinsdag 7 april 2026, 09:00\n"
        "dinsdag 5 mei 2026, 09:00\n"
        "dinsdag 2 juni 2026, 09:00\ndinsdag 7 juli 2026, 09:00\n"
        "[Instellen] [Aanpassen] [Laat maar]"
    )
    await vera.presses("Instellen")
    await chat.advance(days=130)
    assert sent(chat) == [
        "Tue 03 Mar 09:00",
        "Tue 07 Apr 09:00",  # summer time since 29 March
        "Tue 05 May 09:00",
        "Tue 02 Jun 09:00",
        "Tue 07 Jul 09:00",
    ]
    assert chat.room.last() == (
        "Een herinnering\nlees het verslag\nVera vroeg om deze herinnering."
    )


async def test_what_falls_on_a_holiday_moves(database: Database) -> None:
    chat, (vera, *_rest) = await begun(database, "nl")
    said = await vera.says("herinner ons elke laatste maandag van de maand om 9 uur: kijk vooruit")
    assert "maandag 25 mei 2026, 09:00: verschoven naar dinsdag 26 mei 2026, 08:00," in said
    assert "dat is een feestdag" in said
    await vera.presses("Instellen")
    await chat.advance(days=100)
    assert sent(chat) == ["Mon 30 Mar 09:00", "Tue 28 Apr 08:00", "Tue 26 May 08:00"]


@pytest.mark.slow
async def test_what_falls_in_the_weekend_every_day_is_left_out(database: Database) -> None:
    chat, (vera, *_rest) = await begun(database)
    await chat.advance(days=2)
    said = await vera.says("remind us every day at 9:00 to breathe")
    assert (
        "Thursday 5 March 2026, 09:00\nFriday 6 March 2026, 09:00\n"
        "Saturday 7 March 2026, 09:00: left out, that is a weekend\n"
        "Sunday 8 March 2026, 09:00: moved to Monday 9 March 2026, 08:00, that is a weekend\n"
        "Monday 9 March 2026, 09:00\n"
    ) in said
    await vera.presses("Set it")
    await chat.advance(days=6)
    assert sent(chat) == [
        "Thu 05 Mar 09:00",
        "Fri 06 Mar 09:00",
        "Mon 09 Mar 08:00",
        "Mon 09 Mar 09:00",
        "Tue 10 Mar 09:00",
    ]


async def test_pause_resume_change_and_cancel(database: Database) -> None:
    chat, (vera, anna, *_rest) = await begun(database)
    await vera.says("remind us every thursday at 9: bring your poster")
    await vera.presses("Set it")
    await vera.says("remind list")
    assert "Manage this reminder" in await vera.presses("Manage “bring your poster”")
    assert "paused" in await vera.presses("Pause")
    assert "paused already" in await vera.presses("Pause")
    await chat.advance(days=7)
    assert chat.ledger.posts() == []
    assert "Paused." in await vera.says("remind list")
    await vera.presses("Manage “bring your poster”")
    assert await vera.presses("Resume") == (
        "The reminder goes on. Next: Thursday 12 March 2026, 09:00."
    )
    assert "is on already" in await vera.presses("Resume")
    await vera.presses("Change")
    said = await vera.fills_in(text="bring a pen", when="every friday 10:00")
    assert "Shall I set this reminder?\nbring a pen" in said
    await vera.presses("Change")
    assert vera.form.inputs[0].value == "bring a pen"  # type: ignore[union-attr] # a line
    await vera.fills_in(text="bring two pens")
    assert "Friday 13 March 2026, 10:00" in await vera.presses("Set it")
    await chat.advance(days=7)
    assert chat.room.all() == ["A reminder\nbring two pens\nVera asked for this reminder."]
    await vera.says("remind list")
    await vera.presses("Manage “bring two pens”")
    assert "cancelled" in await vera.presses("Cancel this reminder")
    assert "no longer there" in await vera.presses("Cancel this reminder")
    await chat.advance(days=30)
    assert len(chat.ledger.posts()) == 1
    assert "Manage" not in await anna.says("remind list")


async def test_another_text_keeps_the_rhythm(database: Database) -> None:
    chat, (vera, *_rest) = await begun(database)
    await vera.says("remind us every two weeks on friday at 9: water the plants")
    await vera.presses("Set it")
    await chat.advance(days=5)
    await vera.says("remind list")
    await vera.presses("Manage “water the plants”")
    await vera.presses("Change")
    assert "Friday 20 March 2026, 09:00\nFriday 3 April" in await vera.fills_in(text="water them")


async def test_a_cancelled_reminder_that_waits_for_morning_never_goes_out(
    database: Database,
) -> None:
    chat, (vera, *_rest) = await begun(database)
    said = await vera.says("remind us today at 20:00: lock the door")
    moved = "20:00: moved to Tuesday 3 March 2026, 08:00, those are quiet hours"
    assert moved in said
    assert moved in await vera.presses("Set it")
    await vera.says("remind us every day at 19:00: sleep well")
    await vera.presses("Set it")
    await vera.says("remind list")
    await vera.presses("Manage “sleep well”")
    await chat.advance(hours=12)
    await vera.presses("Cancel this reminder")
    await chat.advance(days=2)
    assert chat.room.all() == ["A reminder\nlock the door\nVera asked for this reminder."]


async def test_by_form(database: Database) -> None:
    chat, (vera, anna, bram, *_rest) = await begun(database)
    await vera.says("remind")
    assert "no date or time" in await vera.fills_in(text="x", when="blue", whom="room")
    assert "Say when" in await vera.fills_in(text="x", when="")
    assert "Say what to remind of" in await vera.fills_in(text=" ", when="tomorrow")
    assert "has passed" in await vera.fills_in(text="x", when="2026-03-01 09:00")
    assert "Choose whom" in await vera.fills_in(text="x", when="tomorrow", whom="999")
    assert "Choose whom" in await vera.fills_in(text="x", when="tomorrow", whom="zzz")
    said = await vera.fills_in(text="Book", when="tomorrow 9:00", whom=("me", str(bram.id)))
    assert "To: Bram de Vries and Vera" in said
    await vera.presses("Set it")
    await anna.says("remind")
    assert [one.name for one in anna.form.inputs] == ["text", "when"]
    assert "To: you" in await anna.fills_in(text="Book", when="elke dag om 9 uur")
    await chat.advance(days=1)
    assert bram.private.all() == ["A reminder\nBook\nVera asked for this reminder."]
    assert vera.private.all() == ["A reminder\nBook\nYou asked for this reminder."]


NO_REMINDERS = (
    ("remind Ana tomorrow 9:00: hello", "Names like it: Anna."),
    ("remind Xyzzyx tomorrow 9:00: hello", "I know nobody called “xyzzyx”"),
    ("remind Bram tomorrow 9:00: hello", "Bram de Vries and Bram Smit. Write the whole"),
    ("remind us bring your poster", "no day or time"),
    ("remind us tomorrow at 9", "Say what to remind of"),
    ("remind us yesterday at 9: hello", "passed"),
    ("remind us 30 february: hello", "not in the calendar"),
    (f"remind us tomorrow: {'x' * 600}", "at most 500 characters; this one has 600"),
    (f"remind {'x' * 10_000}", "too long for one line"),
    ("remind : tomorrow", "Say whom, when and what"),
)


async def test_what_is_no_reminder_is_answered_with_a_way_out(database: Database) -> None:
    _chat, (vera, *_rest) = await begun(database)
    for line, answer in NO_REMINDERS:
        assert answer in await vera.says(line), line
    assert "No reminder is set." in await vera.says("remind list")


PLAIN_WORDS = (
    ("Bram Smit tomorrow 9:00 about the key", "Bram Smit", "the key", "3 March 2026, 09:00"),
    ("Anna and Jan friday 9:00: come", "Anna and Jan", "come", "6 March 2026, 09:00"),
    ("Jan and me friday 9:00: come", "Jan and Vera", "come", "6 March 2026, 09:00"),
    ("the group friday 9:00: come", "the group", "come", "6 March 2026, 09:00"),
    ("de groep vrijdag om 9 uur: kom", "the group", "kom", "6 March 2026, 09:00"),
    ("Anna morgen om 10 uur dat je de zaal boekt", "Anna", "je de zaal boekt", "3 March"),
    ("mij over een uur: koffie", "you", "koffie", "2 March 2026, 11:00"),
    ("me to call Piet tomorrow at 10", "you", "call Piet", "3 March 2026, 10:00"),
    ("us thursday at 9: the day is on 12 March", "the group", "the day is on 12 March", "5 M"),
    ("us every monday 9:00 {x} <b>=1</b> 😀 אבג", "the group", "{x} <b>=1</b> 😀 אבג", "9 M"),
)


async def test_plain_words_are_understood(database: Database) -> None:
    _chat, (vera, *_rest) = await begun(database)
    for line, whom, text, when in PLAIN_WORDS:
        said = await vera.says(f"remind {line}")
        assert f"?\n{text}\nTo: {whom}\n" in said
        assert when in said


async def test_another_network_reaches_nothing(database: Database) -> None:
    chat, (vera, anna, *_rest) = await begun(database)
    await vera.says("remind us every thursday at 9: bring your poster")
    button = vera._button("Set it")
    number = button.args[1]
    stolen = await chat.core.dispatch(Press(anna.origin(), "remind.set", button.args))
    assert "no longer there" in str(stolen)
    await vera.presses("Set it", key="once")
    await vera.presses("Set it", key="once")
    (zoe,) = await chat.network("Other", facilitators=("Zoe",), members=())
    for action in ("set", "manage", "pause", "resume", "cancel", "change", "drop"):
        args = (chat.network_id, number)
        said = await chat.core.dispatch(Press(zoe.origin(), f"remind.{action}", args))
        assert "no longer there" in str(said)
        said = await chat.core.dispatch(Press(anna.origin(), f"remind.{action}", button.args))
        assert "no longer there" in str(said)
        said = await chat.core.dispatch(Press(zoe.origin(), f"remind.{action}", button.args))
        assert "You are not in this learning network" in str(said)
    await chat.advance(days=4)
    assert len(chat.ledger.posts()) == 1


async def test_after_a_standstill_it_is_said_once(database: Database) -> None:
    chat, (vera, *_rest) = await begun(database)
    await vera.says("remind us every day at 9: breathe")
    await vera.presses("Set it")
    chat.clock.now = datetime(2026, 3, 12, 9, 30, tzinfo=UTC)
    await chat.settle()
    assert sent(chat) == ["Thu 12 Mar 10:30"]
    await chat.advance(days=1)
    assert sent(chat) == ["Thu 12 Mar 10:30", "Fri 13 Mar 09:00"]


@pytest.mark.parametrize(
    ("language", "line", "button", "kept"),
    [
        ("en", "remind us every day at 11: hello", "Set it", "It is kept"),
        ("nl", "herinner ons elke dag om 11 uur: hello", "Instellen", "Bewaard"),
    ],
)
async def test_before_ready_it_is_kept_and_nothing_goes_out(
    database: Database, language: str, line: str, button: str, kept: str
) -> None:
    chat = await Conversation.open(database)
    (vera, *_rest) = await chat.network(ready=False, language=language)
    assert {"en": "pressed ready", "nl": "klaar heeft gedrukt"}[language] in await vera.says(line)
    assert kept in await vera.presses(button)
    await chat.advance(days=2)
    assert not [one for one in chat.room.all() if "hello" in one]
    await vera.gets_press("networks.ready")
    await chat.advance(days=1)
    assert [one for one in chat.room.all() if "hello" in one]


async def test_a_time_that_passed_before_ready_waits_in_the_list(database: Database) -> None:
    chat = await Conversation.open(database)
    (vera, *_rest) = await chat.network(ready=False)
    await vera.says("remind us tomorrow at 9: hello")
    await vera.presses("Set it")
    await chat.advance(days=3)
    await vera.gets_press("networks.ready")
    await chat.advance(days=1)
    assert not [one for one in chat.room.all() if "hello" in one]
    assert "hello" in await vera.says("remind list")
    assert "give a later one" in await vera.gets_press("remind.resume", 1)


async def test_who_leaves_is_not_reminded_any_more(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await begun(database)
    await anna.says("remind me every day at 9: breathe")
    await anna.presses("Set it")
    await anna.leaves()
    await chat.advance(days=5)
    assert not [one for one in anna.private.all() if "breathe" in one]


@pytest.mark.slow
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None
)
@given(st.text(max_size=60), st.sampled_from(["", "us ", "me tomorrow: ", "Anna every ", "ons "]))
async def test_whatever_follows_the_word_is_answered(
    database: Database, words: str, start: str
) -> None:
    chat = await Conversation.open(database)
    chat.keys = NUMBERS  # the database is the same, so no event may look like an earlier one
    vera, *_rest = await chat.network(name=f"n{next(NUMBERS)}")
    said = await vera.says(f"remind {start}{words}")
    assert said
    assert "went wrong" not in said
