"""What waits for somebody who leaves, or chooses nothing at all, is not sent any more."""

from bot.events import Press
from storage.database import Database
from tests.conversation import Conversation, Somebody

EVENING = "remind anna tomorrow at 20:00: bring the poster"
"""Quiet hours hold it until the next morning."""


async def with_a_part_that_waits(database: Database) -> tuple[Conversation, Somebody]:
    chat = await Conversation.open(database)
    vera, anna, *_ = await chat.network()
    await vera.says(EVENING)
    await vera.presses("Set it")
    await chat.advance(days=1, hours=11)
    assert anna.private.all() == []
    return chat, anna


async def test_it_comes_the_next_morning(database: Database) -> None:
    chat, anna = await with_a_part_that_waits(database)
    await chat.advance(days=1)
    assert "bring the poster" in anna.private.last()


async def test_who_has_left_by_then_hears_nothing(database: Database) -> None:
    chat, anna = await with_a_part_that_waits(database)
    await anna.leaves()
    await chat.advance(days=3)
    assert anna.private.all() == []


async def test_who_chose_to_be_without_kring_by_then_hears_nothing(database: Database) -> None:
    chat, anna = await with_a_part_that_waits(database)
    await anna.says("settings")
    await anna.presses("How much reaches me")
    await anna.presses("Without Kring")
    await chat.advance(days=3)
    assert anna.private.all() == []


async def test_what_a_former_facilitator_was_told_follows_the_network_no_more(
    database: Database,
) -> None:
    chat = await Conversation.open(database)
    vera, olga, *_ = await chat.network(facilitators=("Vera", "Olga"))
    await vera.says("meeting 26 March 14:00-17:00")
    await chat.advance(days=4)
    assert olga.private.all() != []
    await olga.leaves()
    await vera._gets(Press(vera.origin(), "meetings.open_change", (chat.network_id, 1)))
    assert "Saved" in await vera.fills_in(title="A secret title")
    await chat.advance(minutes=5)
    assert "A secret title" in vera.private.last()
    assert all("A secret title" not in one for one in olga.private.all())
