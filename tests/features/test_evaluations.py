"""An evaluation after a meeting: opened by the timetable, answered, closed, and what came out."""

from datetime import UTC, datetime

import pytest

from storage.database import Database
from storage.evaluations import RollEntry, SealedBallot
from tests.conversation import Conversation, Somebody
from tests.features.speaking import rows

pytestmark = pytest.mark.slow

MEETING = "meeting 10 March 14:00-17:00 at De Linde: reading"
OPENED = datetime(2026, 3, 10, 15, 55, tzinfo=UTC)
LAST_CALL = datetime(2026, 3, 13, 8, 5, tzinfo=UTC)
CLOSED = datetime(2026, 3, 16, 7, 5, tzinfo=UTC)
NAMES = tuple(f"Member {number}" for number in range(1, 13))


async def after_a_meeting(
    database: Database,
    until: datetime = OPENED,
    language: str = "en",
    members: tuple[str, ...] = ("Anna", "Bram", "Carla", "Dirk", "Eva"),
    **more: object,
) -> tuple[Conversation, list[Somebody]]:
    """Give a network in the last minutes of a meeting on Tuesday 10 March 2026, 17:00."""
    chat = await Conversation.open(database)
    people = await chat.network(language=language, members=members, **more)
    for one in people:
        one.language = language
    await people[0].says(MEETING)
    await chat.advance_to(until)
    return chat, people


def ballot(scale: str = "4", line: str = "") -> dict[str, str]:
    """Fill in the five aspects."""
    return {f"q{number}": scale for number in range(5)} | {"q5": line}


async def answers(one: Somebody, label: str = "Answer", **values: str) -> str:
    """Answer with the form."""
    await one.presses(label)
    return await one.fills_in(**values)


async def test_a_whole_evaluation(database: Database) -> None:
    chat, (vera, anna, bram, carla, dirk, eva) = await after_a_meeting(database)
    card = chat.room.last()
    assert card.startswith("How was reading?\n6 questions, under two minutes.")
    assert "Anonymous: until it closes nobody can read an answer" in card
    assert "What you send cannot be changed." in card
    assert "how somebody writes can tell who it is" in card
    assert "Results are shown from 4 answers on (what is written from 5 on)." in card
    assert "Open until Monday 16 March 2026, 08:00." in card
    form = await anna.presses("Answer")
    assert form.startswith("How was reading?\nAnonymous.")
    assert "It is sealed; what came out is shown after" in await anna.fills_in(**ballot("5"))
    for one, scale in ((bram, "4"), (carla, "4"), (dirk, "3")):
        await answers(one, **ballot(scale, "More time."))
    await answers(eva, **ballot("4", "=1+1 <b>good</b>"))
    shown = [said for said in chat.room.all() if "of 6 took part" in said]
    assert shown == []
    await chat.advance_to(CLOSED)
    result = chat.room.last()
    assert result.startswith("How was reading?: what came out\n5 of 6 took part.")
    assert "What it was about\nAverage: 4.0 on 1 (low) to 5 (high)." in result
    assert "“=1+1 <b>good</b>”\n“More time.”\n“More time.”\n“More time.”" in result
    asked = next(said for said in chat.room.all() if said.startswith("How was reading?\n"))
    assert "Closed. What people answered is only there as results." in asked
    assert "How was reading?: what came out" in await vera.says("evaluate results")
    assert await rows(chat, RollEntry) == await rows(chat, SealedBallot) == []
    assert chat.core.keys.kept() == {}
