"""From opening to closing, on both databases: what is kept when, and what is never."""

from uuid import uuid4

import pytest

from bot.ballots import sealing
from bot.ballots.counting import Outcome, load
from storage import evaluations
from storage.database import Database, Unit
from tests.ballots.rounds import ASKED, Rounds


@pytest.fixture
async def rounds(database: Database) -> Rounds:
    """Twelve people."""
    return await Rounds.among(database, 12)


async def left_over(rounds: Rounds, number: int) -> tuple[int, int]:
    """Count the boxes and the names on the roll of an evaluation."""
    boxes = await rounds.database.read(lambda u: evaluations.boxes(u.connection, number))
    roll = await rounds.database.read(lambda u: evaluations.roll(u.connection, number))
    return len(boxes), len(roll)


async def test_at_the_closing_only_what_may_be_shown_is_left(rounds: Rounds) -> None:
    number = await rounds.open()
    for person in rounds.people[:6]:
        assert await rounds.cast(number, person, 4, f"line {person}")
    key = (await rounds.get(number)).key
    assert (await left_over(rounds, number), rounds.keys.kept().keys()) == ((6, 6), {key})
    ended = await rounds.close(number)
    assert (ended.ending, ended.took_part, ended.electorate) == ("shown", 6, 12)
    assert (await left_over(rounds, number), rounds.keys.kept()) == ((0, 0), {})
    lines = tuple(sorted(f"line {person}" for person in rounds.people[:6]))
    outcomes = [load(one) for one in await rounds.outcomes(number)]
    assert outcomes == [Outcome(mean=4), Outcome(lines=lines)]


async def test_who_answered_cannot_answer_again(rounds: Rounds) -> None:
    number = await rounds.open()
    assert await rounds.cast(number, rounds.people[0], 4, None)
    assert not await rounds.cast(number, rounds.people[0], 1, "and more")
    assert await left_over(rounds, number) == (1, 1)


async def test_under_the_least_all_is_destroyed_unread(rounds: Rounds) -> None:
    number = await rounds.open(least=5)
    for person in rounds.people[:4]:
        await rounds.cast(number, person, 4, None)
    rounds.keys.destroy((await rounds.get(number)).key)  # so nobody can have read them
    ended = await rounds.close(number)
    assert (ended.ending, ended.took_part) == ("few", 4)
    assert await rounds.outcomes(number) == []
    assert await left_over(rounds, number) == (0, 0)


async def test_without_its_key_an_old_backup_gives_nothing(rounds: Rounds) -> None:
    number = await rounds.open()
    for person in rounds.people:
        await rounds.cast(number, person, 4, "secret")
    rounds.keys.destroy((await rounds.get(number)).key)
    assert (await rounds.close(number)).ending == "lost"
    assert await rounds.outcomes(number) == []


async def test_one_question_under_the_least_says_nothing_and_tells_nothing(
    rounds: Rounds,
) -> None:
    number = await rounds.open()
    for person in rounds.people[:5]:
        await rounds.cast(number, person, 5 if person in rounds.people[:3] else None, "fine")
    await rounds.close(number)
    scale, line = (load(one) for one in await rounds.outcomes(number))
    assert (scale, line) == (Outcome(few=True), Outcome(lines=("fine",) * 5))


async def test_a_leaver_who_answered_counts_and_the_electorate_is_never_smaller(
    rounds: Rounds,
) -> None:
    number = await rounds.open()
    for person in rounds.people:
        await rounds.cast(number, person, 3, None)
    del rounds.people[4:]
    ended = await rounds.close(number)
    assert (ended.took_part, ended.electorate) == (12, 12)


async def test_a_damaged_box_spoils_no_other(rounds: Rounds) -> None:
    number = await rounds.open()
    for person in rounds.people[:5]:
        await rounds.cast(number, person, 5, None)
    row = await rounds.get(number)
    box = sealing.seal(bytes(32 * [9]), ASKED, (1, None))

    def forge(unit: Unit) -> None:
        evaluations.put(unit.connection, number, rounds.people[5], uuid4(), box)

    await rounds.database.write(forge)
    assert row.state == "open"
    assert (await rounds.close(number)).ending == "shown"
