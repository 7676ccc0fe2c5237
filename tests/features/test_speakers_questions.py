"""Members ask, change, withdraw and support questions; the card shows them, within bounds."""

import pytest

from bot.events import Press
from storage.database import Database
from storage.meetings import Meeting
from storage.questions import Question, Upvote
from tests.features.speaking import rows, with_speaker

pytestmark = pytest.mark.slow


async def test_asking_in_one_line_and_by_the_card(database: Database) -> None:
    chat, (_vera, anna, bram, *_) = await with_speaker(database)
    told = await anna.says("ask How do you begin?")
    assert told == (
        "Your question is on the list\n“How do you begin?”\nIt goes to Marit de Wit.\n"
        "Your name stands with it.\n[Change it] [Withdraw it]"
    )
    assert "“How do you begin?”\nAnna\n[Ask a question]" in chat.room.last()
    assert await bram.presses("Ask a question") == "Ask Marit de Wit"
    assert "Write your question" in await bram.fills_in(text="  ")
    told = await bram.fills_in(text="and if it fails", nameless="yes")
    assert "shows your name to nobody" in told
    assert "could find it" in told
    assert "“and if it fails”\nname not shown" in chat.room.last()
    assert "Bram" not in chat.room.last()
    assert "vraag" not in chat.room.last()


async def test_a_question_twice_too_long_or_too_many(database: Database) -> None:
    chat, (_vera, anna, *_) = await with_speaker(database)
    await anna.says("vraag Why?")
    assert "You have asked this already" in await anna.says("ask why?")
    assert "at most 500 fit" in await anna.says("ask " + "é" * 10_000)
    await anna.says("ask")
    assert "at most 500 fit" in await anna.fills_in(text="x" * 501)
    for number in range(9):
        await anna.says(f"ask Number {number}?")
    assert "You have 10 questions on this list." in await anna.says("ask One more?")
    assert len(await rows(chat, Question)) == 10
    card = chat.room.last()
    assert card.count("“") == 5
    assert "[Show all]" in card
    # The newest come first; everything is there when asked for, page after page.
    assert "Number 8?" in card
    assert (await anna.presses("Show all")).count("“") == 10


async def test_page_after_page(database: Database) -> None:
    chat, people = await with_speaker(database, members=14)
    for person in people[1:]:
        await person.says(f"ask What does {person.name} want?")
    told = await people[1].presses("Show all")
    assert told.count("“") == 10
    assert "[Show 4 more]" in told
    assert (await people[1].presses("Show 4 more")).count("“") == 4
    assert "too" not in chat.room.last()


async def test_changing_and_withdrawing_until_the_list_goes_out(database: Database) -> None:
    chat, (vera, anna, bram, *_) = await with_speaker(database)
    await anna.says("ask Why?")
    button = anna._button("Change it")
    assert "Only the person who asked" in await bram._gets(
        Press(bram.origin(), button.action, button.args)
    )
    assert "Only the person who asked" in await vera._gets(
        Press(vera.origin(), button.action, button.args)
    )
    assert await anna.presses("Change it") == "Change your question"
    assert anna.form.inputs[0].value == "Why?"
    await anna.fills_in(text="Why not?", nameless="yes")
    assert "“Why not?”\nname not shown" in chat.room.last()
    await anna.presses("Change it")
    await anna.fills_in(nameless=())
    assert "“Why not?”\nAnna" in chat.room.last()
    assert await anna.presses("Withdraw it") == "Your question is off the list."
    assert "This question was withdrawn." in await anna._gets(
        Press(anna.origin(), button.action, button.args)
    )
    await anna.says("ask Again?")
    await chat.advance(days=10)  # B-4d has passed
    assert "Again?" in vera.private.last()
    assert "The list has gone out" in await anna.presses("Withdraw it")
    await anna.home()
    assert "the list has gone out" in await anna.presses("My questions")
    # Asking goes on; the facilitators' card follows.
    assert "had the list already" in await bram.says("ask Late?")
    assert "Late?" in vera.private.last()
    await chat.advance(days=5)
    assert "The meeting has begun" in await bram.presses("Ask a question")
    assert "No guest speaker is planned yet." in await bram.says("ask Too late?")


async def test_upvotes_in_a_large_group(database: Database) -> None:
    chat, people = await with_speaker(database, members=17)
    anna, bram, carla = people[1:4]
    await anna.says("ask Why?")
    assert "“Why?”\nAnna\n[I want to know this too]" in chat.room.last()
    assert "You are counted" in await bram.presses("I want to know this too")
    assert "2 people want to know" in chat.room.last()
    assert "You asked this yourself" in await anna.presses("I want to know this too")
    assert "Taken back" in await bram.presses("I want to know this too")
    assert "want to know" not in chat.room.last().replace("I want to know", "")
    for person in people[4:11]:
        await person.says(f"ask {person.name}?")
    await carla.picks("Support another question", "Why?")
    assert "Anna · 2 people want to know" in chat.room.last().splitlines()[4]
    pick = Press(carla.origin(), "speakers.support", (chat.network_id, 1), "nothing")
    assert "Pick one of the list." in await carla._gets(pick)


async def test_in_a_small_group_there_is_nothing_to_press(database: Database) -> None:
    chat, (_vera, anna, *_) = await with_speaker(database, members=14)
    await anna.says("ask Why?")
    assert "too" not in chat.room.last()


async def test_the_question_of_somebody_who_left_stays_without_a_name(database: Database) -> None:
    chat, (_vera, anna, *_) = await with_speaker(database)
    await anna.says("ask Why?")
    assert "“Why?”\nAnna" in chat.room.last()
    await anna.leaves()
    assert "“Why?”\nname not shown" in chat.room.last()


async def test_a_moved_meeting_moves_the_card(database: Database) -> None:
    chat, (vera, *_) = await with_speaker(database)
    meeting = (await rows(chat, Meeting))[0].id
    args = (chat.network_id, meeting)
    await vera._gets(Press(vera.origin(), "meetings.open_move", args))
    await vera.fills_in(day="2026-04-02", last_day="2026-04-02", start="14:00", end="17:00")
    assert any(text.startswith("Read and ask for Thu 2 April") for text in chat.room.all())
    assert not any("Read and ask for Thu 26 March" in text for text in chat.room.all())
    await vera._gets(Press(vera.origin(), "meetings.cancel", args))
    assert any(text.startswith("Cancelled: Thu 2 April") for text in chat.room.all())
    assert not any("Ask a question" in text for text in chat.room.all())


async def test_odd_texts_stay_texts(database: Database) -> None:
    _chat, (vera, anna, *_) = await with_speaker(database)
    for text in (
        "<b>bold</b> & <script>alert(1)</script>",
        "=1+1",
        "{name} {0} %s",
        "שלום עולם",
        "\u202eevil\u202c",
        "\ue0001\ue001 forged",
        "🙂" * 30,
        "two\nlines",
    ):
        assert "on the list" in await anna.says(f"ask {text}")
    shown = await anna.presses("Show all")
    assert "<script>" in shown
    assert "{name} {0} %s" in shown
    assert "“evil”" in shown
    assert "“1 forged”" in shown
    listed = await vera.says("speaker list")
    assert "=1+1" in listed
    assert "two lines" in listed


async def test_upvotes_are_gone_with_the_question(database: Database) -> None:
    chat, people = await with_speaker(database, members=17)
    await people[1].says("ask Why?")
    await people[2].presses("I want to know this too")
    await people[1].presses("Withdraw it")
    assert await rows(chat, Upvote) == []
    assert await rows(chat, Question) == []
