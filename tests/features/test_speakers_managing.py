"""Facilitators merge, hide and mark questions; the list goes to the speaker as it stands."""

import pytest

from bot.cards import Actions, Link
from bot.events import Press
from bot.features.speakers.listing import file_name, question_list
from storage.database import Database
from storage.questions import Question
from storage.speakers import Speaker
from tests.conversation import Conversation, Somebody
from tests.features.speaking import change, rows, with_speaker

pytestmark = pytest.mark.slow


async def does(person: Somebody, action: str, *args: int, value: str = "") -> str:
    """Press a button of the manage card by its action."""
    network = person.chat.network_id
    return await person._gets(Press(person.origin(), f"speakers.{action}", (network, *args), value))


async def ids(chat: Conversation) -> dict[str, int]:
    """Return the ids of all questions by their text."""
    return {row.text: row.id for row in await rows(chat, Question)}


async def the_list(chat: Conversation, speaker: int = 1) -> str:
    return await chat.database.read(lambda unit: question_list(unit, speaker)) or ""


async def test_putting_two_together_counts_each_person_once(database: Database) -> None:
    chat, people = await with_speaker(database, members=17)
    vera, anna, bram, carla, dirk = people[:5]
    await anna.says("ask How do you begin?")
    await bram.says("ask Where do you start?")
    known = await ids(chat)
    one, two = known["How do you begin?"], known["Where do you start?"]
    for question in (one, two):
        await does(carla, "upvote", question)
        await does(dirk, "upvote", question)
    assert chat.room.last().count("3 people want to know") == 2
    await does(vera, "manage", 1, 0)
    await vera.presses("Put together with…")
    assert "put together with “Where do you start?”" in await vera.picks(
        "With which question?", "How do you begin?"
    )
    assert "Anna and Bram · 4 people want to know" in chat.room.last()
    # Taking it back takes both of a person's votes, on the merged one too.
    assert "Taken back" in await does(carla, "upvote", two)
    assert "3 people want to know" in chat.room.last()
    assert "You asked this yourself" in await does(bram, "upvote", one)
    await does(vera, "unmerge", one)
    assert chat.room.last().count("2 people want to know") == 2


async def test_chains_of_merging(database: Database) -> None:
    chat, (vera, anna, bram, carla) = await with_speaker(database)
    for person, text in ((anna, "A"), (bram, "B"), (carla, "C")):
        await person.says(f"ask {text}")
    known = await ids(chat)
    a, b, c = known["A"], known["B"], known["C"]
    await does(vera, "into", a, value=str(b))
    await does(vera, "into", b, value=str(c))
    assert "“C”\nAnna, Bram and Carla · 3 people want to know" in chat.room.last()
    assert "part of another already" in await does(vera, "into", a, value=str(c))
    assert "Pick another question" in await does(vera, "into", c, value=str(a))
    assert "Pick another question" in await does(vera, "into", c, value=str(c))
    assert "This question was withdrawn." in await does(vera, "into", c, value="4711")
    assert "Pick one of the list." in await does(vera, "into", c, value="C")
    await does(vera, "unmerge", c)
    assert "“B”\nAnna and Bram" in chat.room.last()
    assert "“C”\nCarla" in chat.room.last()


async def test_a_withdrawn_question_leaves_those_put_together_with_it(database: Database) -> None:
    chat, (vera, anna, bram, carla) = await with_speaker(database)
    for person, text in ((anna, "A"), (bram, "B"), (carla, "C")):
        await person.says(f"ask {text}")
    known = await ids(chat)
    await does(vera, "into", known["A"], value=str(known["C"]))
    await does(vera, "into", known["B"], value=str(known["C"]))
    await does(vera, "answered", known["C"], 1)
    assert "“C”\nAnna, Bram and Carla · 3 people want to know · answered" in chat.room.last()
    await does(carla, "withdraw", known["C"])
    assert "“A”\nAnna and Bram · 2 people want to know · answered" in chat.room.last()
    # The middle of a chain: what hung on it hangs on what it was put together with.
    await carla.says("ask D")
    fourth = (await ids(chat))["D"]
    await does(vera, "into", known["A"], value=str(fourth))
    await does(anna, "withdraw", known["A"])
    assert "“D”\nBram and Carla" in chat.room.last()


async def test_counting_does_not_give_a_name_away(database: Database) -> None:
    chat, (vera, anna, *_) = await with_speaker(database)
    await anna.says("ask With my name")
    await anna.presses("Ask a question")
    await anna.fills_in(text="Without my name", nameless="yes")
    known = await ids(chat)
    told = await does(vera, "into", known["Without my name"], value=str(known["With my name"]))
    assert "Anna and one name not shown · 2 people want to know" in told


async def test_hiding_says_that_one_was(database: Database) -> None:
    chat, (vera, anna, bram, _carla) = await with_speaker(database)
    await anna.says("ask About somebody")
    await bram.says("ask About books")
    hidden = (await ids(chat))["About somebody"]
    assert "Show again" in await does(vera, "hide", hidden, 1)
    assert "About somebody" not in chat.room.last()
    assert "One line was hidden by a facilitator." in chat.room.last()
    assert "not shown any more" in await does(bram, "upvote", hidden)
    await anna.home()
    assert "hidden by a facilitator" in await anna.presses("My questions")
    assert "This question is hidden." in await does(vera, "merge", hidden)
    assert "no other question" in await does(vera, "merge", (await ids(chat))["About books"])
    assert "About somebody" not in await the_list(chat)
    await does(vera, "hide", hidden, 0)
    assert "About somebody" in chat.room.last()
    assert "for the facilitators" in await does(anna, "hide", hidden, 1)


async def test_marking_what_was_answered(database: Database) -> None:
    chat, (vera, anna, *_) = await with_speaker(database)
    await anna.says("ask Why?")
    await chat.advance(days=20)
    await vera.home()
    await vera.presses("Answered questions of Thu 26 March")
    await vera.presses("Manage questions")
    assert "[Not answered after all]" in await vera.presses("Answered")
    assert "“Why?”\nAnna · answered" in chat.room.last()
    assert "[Ask a question]" not in chat.room.last()
    await vera.presses("Not answered after all")
    assert "answered" not in chat.room.last()


async def test_the_list_goes_out_four_days_before(database: Database) -> None:
    chat, (vera, anna, bram, carla) = await with_speaker(database)
    for person, text in ((anna, "How do you begin?"), (bram, "Where do you start?")):
        await person.says(f"ask {text}")
    await carla.presses("Ask a question")
    await carla.fills_in(text="What failed?", nameless="yes")
    known = await ids(chat)
    await does(vera, "into", known["Where do you start?"], value=str(known["How do you begin?"]))
    await chat.advance(days=10)
    card = vera.private.last()
    assert "The questions for Thu 26 March, ready to send on" in card
    assert "2 questions, for example:\n“How do you begin?”\n“What failed?”" in card
    assert not any("ready to send on" in text for text in anna.private.all())
    parts = [one for one in vera.private.messages[-1].card.body if isinstance(one, Actions)]
    link = next(one for part in parts for one in part.items if isinstance(one, Link))
    assert chat.core.links.read("questions", link.url.rpartition("/")[2]) == (1, "")
    assert await the_list(chat) == (
        "Dear Marit de Wit,\n\n"
        "On Thursday 26 March 2026 at 14:00 you are the guest of the learning network Circle.\n"
        "Your topic: data in the classroom.\n\n"
        "These are the 2 questions that came in, the most shared first:\n\n"
        "1. How do you begin?\n"
        "   In other words: Where do you start?\n"
        "   (Anna and Bram; 2 people want to know)\n\n"
        "2. What failed?\n\n"
        "With kind regards,\nthe learning network Circle\n"
    )
    assert "1. How do you begin?" in await vera.presses("The list to copy")


async def test_the_list_without_questions_and_in_the_speakers_language(database: Database) -> None:
    chat, (vera, *_) = await with_speaker(database)
    await change(chat, Speaker, 1, language="nl")
    await chat.advance(days=10)
    assert "Nobody has asked anything yet." in vera.private.last()
    text = await the_list(chat)
    assert text.startswith("Beste Marit de Wit,\n\nOp donderdag 26 maart 2026 om 14:00 bent u")
    assert "Er zijn nog geen vragen binnengekomen." in text
    assert "je" not in text.split()
    name = await database.read(lambda unit: file_name(unit, 1))
    assert name == "vragen-marit-de-wit.txt"
    assert await database.read(lambda unit: question_list(unit, 4711)) is None
    assert await database.read(lambda unit: file_name(unit, 4711)) == "questions.txt"


async def test_what_was_removed_gives_its_number_to_nothing_else(database: Database) -> None:
    chat, people = await with_speaker(database)
    vera = people[0]
    [marit] = await rows(chat, Speaker)
    await vera._gets(Press(vera.origin(), "speakers.remove", (chat.network_id, marit.id)))
    await vera.says("speaker Somebody Else, De Brug: reading")
    [other] = await rows(chat, Speaker)
    assert other.id > marit.id
    old = Press(vera.origin(), "speakers.manage", (chat.network_id, marit.id, 0))
    assert "not there any more" in await vera._gets(old)
