"""Planning meetings: by line and by form, in both languages, and what is refused."""

import pytest

from storage.database import Database
from tests.conversation import Conversation


async def test_one_line_plans_a_meeting_and_confirms_it_in_full(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network()
    said = await vera.says("meeting 26 March 14:00-17:00 at De Linde: reading aloud")
    assert "Planned: reading aloud" in said
    assert "When: Thursday 26 March 2026, 14:00 to 17:00" in said
    assert "Where: De Linde" in said
    assert "[Change] [Move] [Cancel the meeting] [All meetings]" in said
    listed = await anna.says("meeting list")
    assert "reading aloud: Thursday 26 March 2026, 14:00 to 17:00" in listed
    assert "Plan a meeting" not in listed


async def test_one_line_in_dutch(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network(language="nl")
    said = await vera.says("bijeenkomst 26 maart 14.00-17.00 in De Linde: voorlezen")
    assert "Gepland: voorlezen" in said
    assert "Wanneer: donderdag 26 maart 2026, 14:00 tot 17:00" in said
    said = await vera.says("bijeenkomst 16 april van 9 tot 12 uur")
    assert "donderdag 16 april 2026, 09:00 tot 12:00" in said
    assert "Waar: volgt nog" in said
    assert "voorlezen" in await anna.says("bijeenkomst volgende")
    assert "Bijeenkomst 2" in await anna.says("bijeenkomst lijst")


async def test_two_days_in_one_line(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network(template="twice-a-year")
    said = await vera.says("meeting 12 November 10:00 - 13 November 16:00")
    assert "Thursday 12 November 2026, 10:00 to Friday 13 November 2026, 16:00" in said


async def test_the_form_plans_a_meeting(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network()
    assert "A new meeting" in await vera.says("meeting")
    said = await vera.fills_in(day="next thursday", start="9.30", end="half past 12", title="Maths")
    assert "Planned: Maths" in said
    assert "Thursday 12 March 2026, 09:30 to 12:30" in said
    assert "Type 'plan'" in said


async def test_numbers_follow_the_order_of_beginning(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network()
    await vera.says("meeting 16 April 14:00-17:00")
    await vera.says("meeting 26 March 14:00-17:00")
    listed = await vera.says("meeting list")
    assert "Meeting 1: Thursday 26 March 2026" in listed
    assert "Meeting 2: Thursday 16 April 2026" in listed


NO_MEETINGS = (
    ("meeting 2 March 2026 8:00-9:00", "That moment has passed"),
    ("meeting 30 February 14:00-17:00", "That day or time does not exist"),
    ("meeting 26 March 17:00-14:00", "end before it begins"),
    ("meeting 26 March 10:00 - 2 April 12:00", "at most five days"),
    ("meeting 26 March 2029 10:00-12:00", "at most two years ahead"),
    ("meeting 26 March", "Write the day, from when to when"),
    ("meeting gibberish", "Write the day, from when to when"),
    ("meeting =1+1", "Write the day, from when to when"),
    ("meeting <b>x</b> 🎉", "Write the day, from when to when"),
    ("meeting " + "9" * 10_000, "Write the day, from when to when"),
    ("meeting 26 March 14:00-17:00: " + "x" * 121, "at most 120 fit"),
)


async def test_a_line_is_refused_with_what_to_do(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network()
    for line, answer in NO_MEETINGS:
        assert answer in await vera.says(line), line
    assert "no meeting planned" in await vera.says("meeting list")


NO_FORMS = (
    ({"day": "nonsense"}, "no date or time"),
    ({"start": "nonsense"}, "Write it like 14:00"),
    ({"day": "2026-03-01"}, "has passed"),
    ({"end": "9:00"}, "end before it begins"),
    ({"last_day": "2026-04-20"}, "at most five days"),
    ({"place": "x" * 10_000}, "at most 120 fit"),
    ({"bring": "‮" * 400 + "x" * 301}, "at most 300 fit"),
)


async def test_a_form_is_refused_at_its_field(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network()
    await vera.says("meeting")
    good = {"day": "2026-03-26", "start": "10:00", "end": "12:00"}
    for values, answer in NO_FORMS:
        assert answer in await vera.fills_in(**good | values), values


async def test_a_form_handed_in_twice_plans_one_meeting(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network()
    await vera.says("meeting")
    values = {"day": "2026-03-26", "start": "10:00", "end": "12:00"}
    await vera.fills_in(**values, key="same")
    assert await vera.fills_in(**values, key="same") == ""
    assert "at the same time as Meeting 1" in await vera.fills_in(**values)
    assert "Meeting 2" not in await vera.says("meeting list")


async def test_two_at_the_same_time_is_asked_about(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network()
    await vera.says("meeting 26 March 14:00-17:00: reading")
    asked = await vera.says("meeting 26 March 16:00-18:00 at A1: maths")
    assert "at the same time as reading" in asked
    assert "Planned: maths" in await vera.fills_in(overlap="yes")


async def test_participants_see_meetings_and_do_not_plan_them(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network()
    assert "A facilitator plans" in await anna.says("meeting 26 March 14:00-17:00")
    assert "no meeting planned" in await anna.says("meeting")
    await vera.says("meeting 26 March 14:00-17:00")
    await vera.says("meeting next")
    button = vera._button("Change")
    anna.answers = list(vera.answers)
    assert "for the facilitators" in await anna.presses(button.label)


async def test_before_ready_nothing_is_said_of_it(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network(ready=False)
    assert "before you press ready" in await vera.says("meeting 26 March 14:00-17:00")
    await vera.says("meeting next")
    await vera.presses("Move")
    await vera.fills_in(day="2026-04-02")
    await vera.says("meeting next")
    await vera.presses("Cancel the meeting")
    await chat.advance(days=60)
    assert chat.ledger.posts() == []


async def test_a_late_meeting_gets_its_lines_once_and_merged(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network()
    await vera.says("meeting 5 March 14:00-17:00 at De Linde")
    await chat.advance(hours=1)
    assert [one for one in chat.room.all() if "Do you come?" in one] == chat.room.all()
    assert anna.private.all() == []
    await chat.advance(days=3)
    shown = [one for one in chat.room.all() if "the practical side" in one]
    assert len(shown) == 1


async def test_a_day_in_a_holiday_is_noted(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network()
    said = await vera.says("meeting 27 April 10:00-12:00")
    assert "Monday 27 April 2026 is a public holiday" in said


async def test_another_networks_meeting_reaches_nothing(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network("Circle")
    await vera.says("meeting 26 March 14:00-17:00 at De Linde: secret")
    await vera.says("meeting next")
    theirs = [vera._button(one) for one in ("Change", "Move", "Cancel the meeting", "Sessions")]
    _wim, *_others = await chat.network("Square", facilitators=("Wim",), members=("Eva",))
    from bot.events import Press

    wim = chat.people["Wim"]
    for button in theirs:
        args = (chat.network_id, *button.args[1:])
        assert "cannot find that meeting" in await wim._gets(
            Press(wim.origin(), button.action, args)
        )
        assert "not in this learning network" in await wim._gets(
            Press(wim.origin(), button.action, button.args)
        )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("meeting 31 february 14:00", "That day or time does not exist. Write the day"),
        ("meeting 15 october at 2pm", "I read Thursday 15 October 2026, but not until when."),
        ("meeting 15 october at De Linde", "15 October 2026, but not from when to when."),
    ],
)
async def test_a_line_without_an_end_hears_what_it_lacks(
    typed: str, said: str, database: Database
) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network()
    assert said in await vera.says(typed)
