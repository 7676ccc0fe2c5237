"""Everything at once: two who close, an answer as it closes, two hundred who answer."""

import asyncio
from pathlib import Path

import pytest

from bot.events import Submission
from storage.database import Database
from storage.evaluations import Evaluation, EvaluationOutcome, RollEntry, SealedBallot
from storage.keys import Keys
from tests.conversation import MONDAY, Conversation, Somebody
from tests.features.speaking import rows
from tests.pressing import does
from tests.processes import at_once

pytestmark = pytest.mark.slow

FIVE = ("Anna", "Bram", "Carla", "Dirk", "Eva")
POLL = 'poll "Shall we go on?" "Yes" "No" --anonymous'
MANY = 200


async def polled(database: Database, folder: Path) -> tuple[Conversation, list[Somebody]]:
    """Let four of five answer a poll without names."""
    chat = await Conversation.open(database)
    chat.core.keys = Keys(folder)
    vera, *others = await chat.network(members=FIVE)
    await vera.says(POLL)
    for one in others[:4]:
        assert "It is sealed" in await one.gets_press("evaluations.vote", 1, 0)
    return chat, others


def race(url: str, folder: Path, network: int, *tasks: str) -> list[str]:
    """Press in a process each, at once; return what each was told."""
    calls = []
    for task in tasks:
        who, action, *args = task.split()
        given = (network, *map(int, args))
        calls.append((url, MONDAY, who, f"evaluations.{action}", given, folder))
    return at_once(does, *calls)


async def test_two_close_at_once_and_it_is_closed_once(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    chat, _others = await polled(database, tmp_path / "keys")
    press = "vera close 1"
    said = race(database_url, tmp_path / "keys", chat.network_id, press, press)
    assert sorted("It is closed." in one for one in said) == [False, True], said
    assert any("It has ended already." in one for one in said), said
    (row,) = await rows(chat, Evaluation)
    assert isinstance(row, Evaluation)
    assert (row.state, row.ending, row.took_part) == ("closed", "shown", 4)
    assert len(await rows(chat, EvaluationOutcome)) == 1
    await chat.settle()
    assert sum("What came out" in one for one in chat.room.all()) == 1
    assert chat.core.keys.kept() == {}


@pytest.mark.parametrize("first", ["answer", "closing"])
async def test_an_answer_as_it_closes_counts_or_is_refused(
    database: Database, database_url: str, tmp_path: Path, first: str
) -> None:
    chat, _others = await polled(database, tmp_path / "keys")
    tasks = ["eva vote 1 0", "vera close 1"]
    order = tasks if first == "answer" else tasks[::-1]
    said = race(database_url, tmp_path / "keys", chat.network_id, *order)
    answered = any("It is sealed" in one for one in said)
    assert answered != any("so your answer was not kept" in one for one in said), said
    (row,) = await rows(chat, Evaluation)
    assert isinstance(row, Evaluation)
    assert (row.state, row.took_part) == ("closed", 4 + answered)
    assert await rows(chat, SealedBallot) == await rows(chat, RollEntry) == []
    assert chat.core.keys.kept() == {}


async def test_of_two_hundred_who_answer_together_none_is_lost(database: Database) -> None:
    chat = await Conversation.open(database)
    vera, *others = await chat.network(members=tuple(f"Person {n}" for n in range(MANY)))
    await vera.says('evaluate "Was it useful?" 1-5; "What stays?" line')
    await vera.presses("Open it")

    async def answers(one: Somebody, number: int) -> list[object]:
        values = {"q0": (str(1 + number % 5),), "q1": (f"line {number:03}",)}
        sent = Submission(one.origin(), "evaluations.send", (chat.network_id, 1), values)
        return list(await chat.core.dispatch(sent))

    told = await asyncio.gather(*(answers(one, number) for number, one in enumerate(others)))
    assert all("It is sealed" in repr(one) for one in told)
    assert len(await rows(chat, SealedBallot)) == len(await rows(chat, RollEntry)) == MANY
    await vera.gets_press("evaluations.close", 1)
    result = chat.room.last()
    assert "200 of 201 took part." in result
    assert "1: 40\n2: 40\n3: 40\n4: 40\n5: 40" in result
    assert sum(f"“line {number:03}”" in result for number in range(MANY)) == MANY
