"""Saying whether one comes: asked, answered, changed, asked again; never who does not, or why."""

from datetime import UTC, datetime

import pytest

from bot.events import Press
from storage.database import Database
from tests.conversation import Conversation, Somebody

LINE = "meeting 26 March 14:00-17:00 at De Linde: reading"
LATER = "meeting 30 April 14:00-17:00 at De Linde: writing"


async def planned(
    database: Database, line: str = LINE, **how: object
) -> tuple[Conversation, list[Somebody]]:
    chat = await Conversation.open(database)
    people = await chat.network(**how)  # type: ignore[arg-type] # passed on as they are
    await people[0].says(line)
    return chat, people


async def test_the_room_sees_who_comes_and_never_who_does_not(database: Database) -> None:
    chat, (_vera, anna, bram, carla) = await planned(database)
    await chat.advance_to(datetime(2026, 3, 12, 12, tzinfo=UTC))
    assert "Do you come? reading" in chat.room.last()
    assert "You come." in await anna.presses("I come")
    assert "1 comes: Anna" in chat.room.last()
    assert "That is fine" in await bram.presses("I can't come")
    await carla.presses("I come")
    assert "2 come: Anna, Carla" in chat.room.last()
    assert "Bram" not in chat.room.last()
    await anna.presses("I can't come")
    assert "1 comes: Carla" in chat.room.last()
    assert len(chat.room.all()) == 1


async def test_each_is_asked_once_and_reminded_for_the_last_time(database: Database) -> None:
    line = "meeting 9 April 14:00-17:00 at De Linde: reading"
    chat, (_vera, anna, bram, _carla) = await planned(database, line, template="five-times")
    await chat.advance_to(datetime(2026, 3, 20, 12, tzinfo=UTC))
    assert "Do you come? reading" in anna.private.last()
    assert "last time" not in anna.private.last()
    await anna.presses("I come")
    assert "You come." in anna.private.last()
    await chat.advance_to(datetime(2026, 4, 9, 10, tzinfo=UTC))
    assert len(anna.private.all()) == 1
    first, last = bram.private.all()
    assert "last time" not in first
    assert "This is the last time I ask." in last
    await bram.presses("I can't come")
    assert all("You can't come. That is fine." in one for one in bram.private.all())


LINES = (
    ("come yes", "You come."),
    ("come no", "That is fine"),
    ("aanwezig ja", "You come."),
    ("aanwezig nee", "That is fine"),
    ("come yes 30 April", "30 April 2026"),
    ("come", "[I come] [I can't come] [Calendar file]"),
    ("come yes 1 May", "no meeting on that day. The next ones: Thu 26 March and Thu 30 April"),
    ("come perhaps", "Write 'come yes' or 'come no'"),
    ("come yes nonsense", "no date or time"),
    ("come yes " + "9" * 10_000, "long text for a date"),
    ("come =1+1", "Write 'come yes' or 'come no'"),
    ("come ‮🎉<b>", "Write 'come yes' or 'come no'"),
)


async def test_one_line_answers(database: Database) -> None:
    _chat, (vera, anna, *_rest) = await planned(database)
    await vera.says(LATER)
    for line, answer in LINES:
        assert answer in await anna.says(line), line


async def test_without_a_meeting_there_is_nothing_to_say(database: Database) -> None:
    chat = await Conversation.open(database)
    _vera, anna, *_rest = await chat.network()
    assert "no meeting planned" in await anna.says("come yes")
    assert "I come" not in await anna.home()


async def test_in_dutch(database: Database) -> None:
    line = "bijeenkomst 26 maart 14.00-17.00 in De Linde: voorlezen"
    chat, (_vera, anna, *_rest) = await planned(database, line, language="nl")
    await chat.advance_to(datetime(2026, 3, 12, 12, tzinfo=UTC))
    assert "Kom je? voorlezen" in chat.room.last()
    assert "Je komt." in await anna.presses("Ik kom")
    assert "1 komt: Anna" in chat.room.last()
    assert "Je kunt niet. Dat is prima." in await anna.says("aanwezig nee")


async def test_after_it_has_begun_answers_stay(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await planned(database)
    await chat.advance_to(datetime(2026, 3, 12, 12, tzinfo=UTC))
    await anna.presses("I come")
    await anna.says("come")
    await chat.advance_to(datetime(2026, 3, 26, 13, tzinfo=UTC))
    assert "has begun" in await anna.presses("I can't come")
    assert "1 comes: Anna" in "".join(chat.room.all())


@pytest.mark.parametrize(
    ("language", "asked", "button"), [("en", "Do you come?", "I come"), ("nl", "Kom je?", "Ik kom")]
)
async def test_once_it_has_begun_no_card_offers_to_answer(
    database: Database, language: str, asked: str, button: str
) -> None:
    chat, (vera, anna, *_) = await planned(database, template="five-times", language=language)
    for one in (vera, anna):
        one.language = language

    def cards() -> list[str]:
        seen = [card for one in (anna, vera) for card in one.private.all() if asked in card]
        assert len(seen) == 4
        return [card for card in seen if f"[{button}]" in card]

    await chat.advance_to(datetime(2026, 3, 26, 12, 30, tzinfo=UTC))
    assert len(cards()) == 4
    await chat.advance_to(datetime(2026, 3, 26, 13, 30, tzinfo=UTC))
    assert cards() == []


async def test_a_cancelled_meeting_takes_no_answers(database: Database) -> None:
    _chat, (vera, anna, *_rest) = await planned(database)
    await anna.says("come")
    await vera.says("meeting next")
    await vera.presses("Cancel the meeting")
    assert "nothing to answer" in await anna.presses("I come")


async def test_a_press_that_arrives_twice_counts_once(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await planned(database)
    await chat.advance_to(datetime(2026, 3, 12, 12, tzinfo=UTC))
    await anna.presses("I come", key="same")
    assert await anna.presses("I come", key="same") == ""
    await anna.presses("I come")
    assert "1 comes: Anna" in chat.room.last()


async def test_another_networks_meeting_takes_no_answers(database: Database) -> None:
    chat, (_vera, anna, *_rest) = await planned(database)
    await anna.says("come")
    yes = anna._button("I come")
    await chat.network("Square", facilitators=("Wim",), members=("Eva",))
    eva = chat.people["Eva"]
    mine = Press(eva.origin(), yes.action, (chat.network_id, *yes.args[1:]))
    assert "cannot find that meeting" in await eva._gets(mine)
    theirs = Press(eva.origin(), yes.action, yes.args)
    assert "not in this learning network" in await eva._gets(theirs)


@pytest.mark.slow
async def test_a_newcomer_is_asked_too(database: Database) -> None:
    line = "meeting 9 April 14:00-17:00 at De Linde: reading"
    chat, _people = await planned(database, line, template="five-times")
    await chat.advance_to(datetime(2026, 3, 24, 12, tzinfo=UTC))
    dirk = Somebody(chat, "Dirk", 0, "circle")
    await dirk.joins()
    await chat.advance(days=1)
    assert "Do you come? reading" in "".join(dirk.private.all())
    await dirk.presses("I come")
    shown = len(dirk.private.all())
    await chat.advance_to(datetime(2026, 4, 9, 9, tzinfo=UTC))
    assert len(dirk.private.all()) == shown


async def test_who_leaves_no_longer_comes(database: Database) -> None:
    chat, (_vera, anna, bram, _carla) = await planned(database)
    await chat.advance_to(datetime(2026, 3, 12, 12, tzinfo=UTC))
    await anna.presses("I come")
    await bram.presses("I come")
    await anna.leaves()
    assert "1 comes: Bram" in chat.room.last()


async def test_facilitators_see_who_has_not_said(database: Database) -> None:
    _chat, (vera, anna, bram, _carla) = await planned(database)
    await anna.says("come yes")
    await bram.says("come no")
    assert "2 people have not answered yet." in await vera.home()
    seen = await vera.presses("Who comes")
    assert "Come: 1 Anna" in seen
    assert "Have not said: 2 Vera, Carla" in seen
    assert "Can't come: 1" in seen
    assert "Bram" not in seen
    assert "have not answered" not in await anna.home()


async def test_the_home_view_shows_my_next_meeting_and_answer(database: Database) -> None:
    _chat, (_vera, anna, *_rest) = await planned(database)
    assert "Next meeting: reading" in await anna.home()
    await anna.presses("I come")
    assert "You come." in await anna.home()


@pytest.mark.slow
async def test_the_night_and_the_food_are_counted_and_forgotten(database: Database) -> None:
    line = "meeting 9 April 10:00 - 10 April 16:00 at De Linde: reading"
    chat, (vera, anna, bram, _carla) = await planned(database, line, template="twice-a-year")
    asked = await anna.says("come yes")
    assert "deleted the day after the meeting" in asked
    assert "at most 60 characters fit" in await anna.fills_in(diet="x" * 61)
    assert "You come." in await anna.fills_in(night="yes", diet="Vegetarian <b>=1+1")
    await bram.says("come yes")
    await bram.fills_in(night="no", diet="")
    await vera.says("meeting next")
    seen = await vera.presses("Who comes")
    assert "Stay the night: 1" in seen
    assert "Food: vegetarian <b>=1+1 (1)" in seen
    assert "Night and food" in await anna.says("come")
    await anna.presses("Night and food")
    assert anna.form.inputs[1].value == "Vegetarian <b>=1+1"  # type: ignore[union-attr] # a line to type in
    await chat.advance_to(datetime(2026, 4, 12, 9, tzinfo=UTC))
    assert "vegetarian" not in await vera.presses("Who comes")


async def test_saying_no_forgets_the_night_and_the_food(database: Database) -> None:
    line = "meeting 9 April 10:00 - 10 April 16:00 at De Linde: reading"
    _chat, (vera, anna, *_rest) = await planned(database, line, template="twice-a-year")
    await anna.says("come yes")
    form = anna.form
    await anna.fills_in(night="yes", diet="vegetarian")
    await anna.says("come no")
    anna.answers.append(form)
    assert "First say that you come" in await anna.fills_in(night="yes", diet="vegetarian")
    await vera.says("meeting next")
    assert "vegetarian" not in await vera.presses("Who comes")


@pytest.mark.slow
async def test_an_answer_from_before_a_move_counts_no_longer(database: Database) -> None:
    chat, (vera, anna, *_rest) = await planned(database)
    await chat.advance_to(datetime(2026, 3, 12, 12, tzinfo=UTC))
    await anna.presses("I come")
    await vera.says("meeting next")
    await vera.presses("Move")
    await vera.fills_in(day="2026-04-02")
    asked = chat.room.all()[0]
    assert "Anna" not in asked
    assert "It was moved. Before it was Thursday 26 March 2026" in asked
    await anna.says("come yes")
    assert "1 comes: Anna" in chat.room.all()[0]


@pytest.mark.slow
async def test_an_ask_that_waits_goes_out_once_after_a_move(database: Database) -> None:
    line = "meeting 9 April 14:00-17:00 at De Linde: reading"
    chat, (vera, anna, *_rest) = await planned(database, line, template="five-times")
    # Two private messages that week: what is asked on the 19th of March waits.
    await vera.says("meeting 8 April 14:00-17:00 at De Linde: first")
    await vera.says("meeting 7 April 14:00-17:00 at De Linde: before")
    await chat.advance_to(datetime(2026, 3, 19, 9, tzinfo=UTC))
    assert len(anna.private.all()) == 2
    assert "reading" not in "".join(anna.private.all())
    await vera.says("meeting list")
    await vera.presses("reading")
    await vera.presses("Move")
    await vera.fills_in(day="2026-04-16")
    await vera.says("meeting list")
    await vera.presses("first")
    await vera.presses("Cancel the meeting")
    await chat.advance_to(datetime(2026, 4, 1, 9, tzinfo=UTC))
    asked = [one for one in anna.private.all() if "Do you come? reading" in one]
    assert len(asked) == 1
    assert "Thursday 16 April 2026" in asked[0]


@pytest.mark.slow
async def test_few_twice_in_a_row_is_told_to_facilitators_once(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network()
    for day in ("12 March", "26 March", "9 April"):
        await vera.says(f"meeting {day} 14:00-17:00 at De Linde")
        await anna.says(f"come yes {day}")
    await chat.advance_to(datetime(2026, 3, 20, 9, tzinfo=UTC))
    assert "Fewer people came" not in "".join(vera.private.all())
    await chat.advance_to(datetime(2026, 5, 1, 9, tzinfo=UTC))
    assert "".join(vera.private.all()).count("Fewer people came") == 1
    assert "Fewer people came" not in "".join(anna.private.all())
