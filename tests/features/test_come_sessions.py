"""Parallel sessions: places, the waiting list that moves up, and what facilitators change."""

import asyncio
from datetime import UTC, datetime

import pytest

from bot.events import Press
from storage.database import Database
from tests.conversation import Conversation, Somebody

pytestmark = pytest.mark.slow


async def with_sessions(database: Database, *seats: str) -> tuple[Conversation, list[Somebody]]:
    chat = await Conversation.open(database)
    people = await chat.network()
    vera = people[0]
    await vera.says("meeting 26 March 14:00-17:00 at De Linde: reading")
    await vera.says("meeting next")
    await vera.presses("Sessions")
    for number, places in enumerate(seats, start=1):
        await vera.presses("Add a session")
        await vera.fills_in(title=f"Session {number}", seats=places)
    return chat, people


async def choose(person: Somebody, option: str) -> str:
    await person.says("come yes")
    return await person.picks("Choose a session", option)


async def test_places_are_chosen_and_counted(database: Database) -> None:
    _chat, (vera, anna, bram, _carla) = await with_sessions(database, "2", "")
    assert "Which one do you choose?" in await anna.says("come yes")
    assert "You have a place in: Session 1." in await anna.picks(
        "Choose a session", "Session 1 (2 places left)"
    )
    assert "Session 2." in await choose(bram, "Session 2")
    seen = await vera.says("meeting next")
    assert "Session: Session 1. 1 of 2 places taken." in seen
    assert "Session: Session 2. 1 person chose it." in seen
    assert "Which one" in await anna.picks("Choose a session", "None of these")
    assert "0 of 2 places" in await vera.says("meeting next")


async def test_who_waits_longest_gets_the_place_and_is_told(database: Database) -> None:
    chat, (vera, anna, bram, carla) = await with_sessions(database, "1")
    await choose(anna, "Session 1 (1 place left)")
    said = await choose(bram, "Session 1 (full, waiting list)")
    assert "Session 1 is full. You are number 1 on the waiting list" in said
    assert "number 2" in await choose(carla, "Session 1 (full, waiting list)")
    assert "2 people wait." in await vera.says("meeting next")
    await anna.says("come no")
    assert "You have a place in: Session 1." in bram.private.last()
    assert carla.private.all() == []
    assert "number 1" in await carla.says("come")
    await bram.picks("Choose a session", "None of these")
    assert "You have a place in: Session 1." in carla.private.last()
    await chat.advance(hours=1)
    assert len(bram.private.all()) == 1


async def test_two_take_the_last_place_at_once(database: Database) -> None:
    chat, (vera, anna, bram, carla) = await with_sessions(database, "1")
    await anna.says("come")
    here = anna._button("I come").args
    meeting = here[1]
    session = 1
    events = [
        Press(one.origin(), "come.session", (chat.network_id, meeting), str(session))
        for one in (anna, bram, carla)
    ]
    answers = await asyncio.gather(*(chat.core.dispatch(event) for event in events))
    texts = sorted(chat.plain(answer[0].card) for answer in answers)  # type: ignore[union-attr] # all are cards
    assert sum("You have a place" in text for text in texts) == 1
    assert sum("number 1 on the waiting" in text for text in texts) == 1
    assert sum("number 2 on the waiting" in text for text in texts) == 1
    assert "1 of 1 places taken. 2 people wait." in await vera.says("meeting next")


async def test_more_places_go_to_those_who_wait(database: Database) -> None:
    _chat, (vera, anna, bram, carla) = await with_sessions(database, "1")
    await choose(anna, "Session 1 (1 place left)")
    await choose(bram, "Session 1 (full, waiting list)")
    await choose(carla, "Session 1 (full, waiting list)")
    await vera.says("meeting next")
    await vera.presses("Sessions")
    await vera.presses("Change")
    assert "Saved: Session 1" in await vera.fills_in(seats="3")
    assert "Session 1. 3 of 3 places taken." in await vera.presses("Sessions")
    assert "You have a place" in bram.private.last()
    assert "You have a place" in carla.private.last()
    await vera.presses("Change")
    assert "3 people have a place already" in await vera.fills_in(seats="2")


async def test_a_removed_session_asks_for_another_choice(database: Database) -> None:
    _chat, (vera, anna, *_rest) = await with_sessions(database, "1", "1")
    await choose(anna, "Session 2 (1 place left)")
    await vera.says("meeting next")
    await vera.presses("Sessions")
    await vera.presses("Remove")
    assert anna.private.all() == []
    await choose(anna, "None of these")
    await choose(anna, "Session 2 (1 place left)")
    await vera.presses("Remove")
    assert "You come." in anna.private.last()
    assert "Session 2" not in anna.private.last()


async def test_a_place_is_freed_by_leaving_and_by_a_move(database: Database) -> None:
    chat, (vera, anna, bram, _carla) = await with_sessions(database, "1")
    await choose(anna, "Session 1 (1 place left)")
    await choose(bram, "Session 1 (full, waiting list)")
    await anna.leaves()
    assert "You have a place" in bram.private.last()
    await vera.says("meeting next")
    await vera.presses("Move")
    await vera.fills_in(day="2026-04-02")
    assert "0 of 1 places taken" in await vera.says("meeting next")
    await bram.says("come yes")
    assert "1 place left" in str(bram.answers[-1])
    await chat.advance_to(datetime(2026, 3, 4, 9, tzinfo=UTC))


async def test_sessions_are_refused_with_what_to_do(database: Database) -> None:
    _chat, (vera, anna, *_rest) = await with_sessions(database, "1")
    await vera.presses("Add a session")
    assert "Give the session a name" in await vera.fills_in(title="")
    assert "in digits" in await vera.fills_in(title="A", seats="many")
    assert "in digits" in await vera.fills_in(title="A", seats="٣")
    assert "in digits" in await vera.fills_in(title="A", seats="99999")
    assert "of that name already" in await vera.fills_in(title="session 1")
    assert "at most 120 fit" in await vera.fills_in(title="x" * 10_000)
    await anna.says("come yes")
    gone = Press(anna.origin(), "come.session", anna._button("I come").args, "999999")
    assert "no longer there" in await anna._gets(gone)


async def test_an_old_button_of_a_removed_session(database: Database) -> None:
    _chat, (vera, *_rest) = await with_sessions(database, "1")
    await vera.presses("Sessions")
    card = vera.answers[-1]
    await vera.presses("Remove")
    vera.answers.append(card)
    assert "no longer there" in await vera.presses("Change")
    vera.answers.append(card)
    assert "no longer there" in await vera.presses("Remove")
