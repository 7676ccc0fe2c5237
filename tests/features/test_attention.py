"""What needs a facilitator's attention stands in the home view, whatever they chose to get."""

from datetime import UTC, datetime

import pytest

from storage.database import Database
from tests.conversation import Conversation, Somebody

pytestmark = pytest.mark.slow

FIVE_DAYS_BEFORE = datetime(2026, 3, 21, 9, tzinfo=UTC)
TWO_DAYS_BEFORE = datetime(2026, 3, 24, 9, tzinfo=UTC)


async def steered(database: Database, language: str = "en") -> tuple[Conversation, list[Somebody]]:
    """A network whose facilitator chose the home view alone; it meets with a speaker, nowhere."""
    chat = await Conversation.open(database)
    people = await chat.network(language=language)
    await people[0].says("meeting 26 March 14:00-17:00: reading")
    await people[0].says("speaker Marit de Wit, De Linde: data in the classroom")
    said = await people[0].gets_press("members.less", "home")
    assert {"en": "as facilitator", "nl": "als procesbegeleider"}[language] in said
    return chat, people


async def test_warnings_and_questions_stand_in_the_home_view(database: Database) -> None:
    chat, (vera, anna, *_rest) = await steered(database)
    assert "What needs attention" not in await vera.home()
    await chat.advance_to(FIVE_DAYS_BEFORE)
    home = await vera.home()
    assert "What needs attention" in home
    assert "There is no place yet." in home
    assert "There is nothing to read from Marit de Wit yet." in home
    assert "ready to send on" not in home
    await chat.advance_to(TWO_DAYS_BEFORE)
    assert "[The list as a file]" in await vera.home()
    assert vera.private.all() == []
    assert "What needs attention" not in await anna.home()


async def test_what_is_mended_needs_no_attention(database: Database) -> None:
    chat, (vera, *_rest) = await steered(database)
    await chat.advance_to(FIVE_DAYS_BEFORE)
    await vera.home()
    await vera.presses("Change")
    await vera.fills_in(place="De Eik")
    assert "There is no place yet." not in await vera.home()
    await chat.advance(days=30)
    assert "What needs attention" not in await vera.home()


async def test_in_dutch(database: Database) -> None:
    chat, (vera, *_rest) = await steered(database, "nl")
    await chat.advance_to(TWO_DAYS_BEFORE)
    home = await vera.home()
    assert "Wat aandacht vraagt" in home
    assert "Er is nog geen plek" in home
    await vera.says("bijeenkomst volgende")
    await vera.presses("Afzeggen")
    assert "Wat aandacht vraagt" not in await vera.home()
