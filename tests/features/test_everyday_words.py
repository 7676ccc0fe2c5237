"""Everyday words: a warm short answer or the command they stand for; commands stay first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.dispatch import split
from bot.features.help.phrases import LINES, meant
from bot.registry import standard
from storage.database import Database
from tests.conversation import Conversation

LINE = "meeting 26 March 14:00-17:00 at De Linde: reading aloud"


def test_every_phrase_stands_for_a_command_and_is_none_itself() -> None:
    registry = standard()
    for phrase, line in LINES.items():
        assert registry.command(split(line)[0]), phrase
        assert registry.command(split(phrase)[0]) is None, phrase


@pytest.mark.parametrize("line", ["Who is coming?", "when do we meet??", "  WHERE do we meet"])
async def test_questions_in_english(line: str, database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network()
    await vera.says(LINE)
    await anna.says("come yes")
    said = await anna.says(line)
    assert "Thursday 26 March 2026, 14:00 to 17:00" in said
    assert "1 comes: Anna" in said
    await vera.says("meeting next")
    await vera.presses("Show it to the group")
    assert "1 person comes." in chat.room.last()  # a post that names people calls them


@pytest.mark.parametrize("line", ["wie komt er?", "Wanneer is de volgende?", "kring, waar is het?"])
async def test_questions_in_dutch(line: str, database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network(language="nl")
    await vera.says(LINE)
    await vera.says("aanwezig ja")
    said = await anna.says(line)
    assert "donderdag 26 maart 2026, 14:00 tot 17:00" in said
    assert "1 komt: Vera" in said


async def test_greetings_and_thanks(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network()
    assert "Hello Anna" in await anna.says("Hi!")
    assert "What I can do" in await anna.presses("What can you do?")
    assert await vera.says("thanks", privately=True) == "You're welcome."


async def test_greetings_and_thanks_in_dutch(database: Database) -> None:
    chat = await Conversation.open(database)
    _vera, anna, *_rest = await chat.network(language="nl")
    assert "Hallo Anna" in await anna.says("hoi")
    assert await anna.says("Dankjewel!") == "Graag gedaan."


async def test_coming_in_ones_own_words(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, anna, *_rest = await chat.network()
    await vera.says(LINE)
    assert "You come." in await anna.says("I'll be there")
    assert "You can't come. That is fine." in await anna.says("I can’t come")


NEWCOMERS = (
    ("what is left undone?", "What is open"),
    ("Ready", "The plan of"),
    ("what is kept about me", "What is kept about you"),
    ("who prepares the next meeting?", "Preparing together"),
    ("yes", "press the button below the question"),
    ("cancel the meeting", "[Cancel the meeting]"),
    ("wat ligt er nog open?", "What is open"),
    ("stop", "[Everything] [Only what needs an answer] [Only my home view] [Without Kring]"),
    ("Minder berichten!", "privacy erase"),
    ("settings stop", "How much reaches you"),
    ("meeting cancel", "[Cancel the meeting]"),
    ("bijeenkomst afzeggen", "[Cancel the meeting]"),
)


async def test_what_newcomers_type(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *_rest = await chat.network()
    await vera.says(LINE)
    for line, shown in NEWCOMERS:
        assert shown in await vera.says(line, privately=True), line


async def test_other_words_are_asked_back(database: Database) -> None:
    chat = await Conversation.open(database)
    _vera, anna, *_rest = await chat.network()
    assert "I don't understand 'when is the sun up'" in await anna.says("when is the sun up")
    assert "I don't understand 'hi hi" in await anna.says("hi " * 3000)
    assert "[help]" in await anna.says("Vera will call Bram by friday")  # and not: ask will call


@given(st.text(max_size=100))
def test_no_text_breaks_it(text: str) -> None:
    assert meant(text) in {None, *LINES.values()}
