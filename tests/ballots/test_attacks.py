"""Attackers with the whole database guess whose an answer is; first where it is kept naively."""

import math
import random
from itertools import islice

import pytest
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database, Unit
from tests.ballots import attackers, naive
from tests.ballots.rounds import Rounds, voters

ROUNDS = 200
SIGMAS = 3


def address_of(database: Database) -> str:
    """Return a database's address, password and all."""
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
async def naively(database: Database) -> dict[int, str]:
    """Eight people answer the naive way, one unit of work each: who said what."""
    await database.write(lambda unit: naive.make(unit.connection))
    truth = dict(zip(range(1, 9), attackers.tokens(random.Random(3)), strict=False))
    people = list(truth)
    random.Random(4).shuffle(people)
    for person in people:
        await database.write(lambda unit, who=person: naive.cast(unit.connection, who, truth[who]))
    return {person: truth[person] for person in people}


async def test_naive_answers_stand_in_the_files_before_any_closing(
    database: Database, naively: dict[int, str]
) -> None:
    assert set(naively.values()) <= attackers.find_any(address_of(database))


async def test_naive_rows_tell_by_their_place_who_came_when(
    database: Database, naively: dict[int, str]
) -> None:
    (guesses,) = attackers.by_place(address_of(database), [naively])
    assert max(attackers.hits(guess, naively) for guess in guesses) == len(naively)


# SQLite marks no transaction.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_naive_rows_of_one_transaction_are_joined_by_its_mark(
    database: Database, naively: dict[int, str]
) -> None:

    def attack(unit: Unit) -> attackers.Guesses:
        names = ("naive_roll", "person", "naive_ballot", "line")
        return attackers.by_transaction(unit.connection, *names)

    assert await database.read(attack) == naively


async def test_naive_backups_after_each_other_subtract(database: Database) -> None:
    await database.write(lambda unit: naive.make(unit.connection))
    before = set(await database.read(lambda unit: naive.lines(unit.connection)))
    await database.write(lambda unit: naive.cast(unit.connection, 7, "mine alone"))
    after = set(await database.read(lambda unit: naive.lines(unit.connection)))
    assert attackers.by_difference(before, after, 7) == {7: "mine alone"}


async def test_errors_hold_no_answer(database: Database, naively: dict[int, str]) -> None:
    """SQLAlchemy prints what was bound, unless told not to; ours is told."""
    person = next(iter(naively))
    with pytest.raises(SQLAlchemyError) as caught:
        await database.write(lambda unit: naive.cast(unit.connection, person, "told-in-anger"))
    assert "told-in-anger" not in str(caught.value)
    assert "told-in-anger" not in repr(caught.value.__cause__)


async def run_rounds(rounds: Rounds, count: int) -> list[dict[int, str]]:
    """Run evaluations to their closing; return who said what, in the order they answered."""
    dice = random.Random(11)
    lines = attackers.tokens(dice)
    truths: list[dict[int, str]] = []
    for _round in range(count):
        people = voters(rounds, dice)
        said = list(islice(lines, len(people)))
        dice.shuffle(said)
        number = await rounds.open()
        for person, line in zip(people, said, strict=True):
            await rounds.cast(number, person, dice.randint(1, 5), line)
        await rounds.close(number)
        truths.append(dict(zip(people, said, strict=True)))
    return truths


@pytest.mark.slow
async def test_after_the_closing_guessing_is_all_that_is_left(database: Database) -> None:
    """Each guess pairs people and lines; by chance one line in each pairing is right."""
    truths = await run_rounds(await Rounds.among(database, 14), ROUNDS)
    rounds = attackers.by_place(address_of(database), truths)
    pairings = min(len(guesses) for guesses in rounds)
    assert pairings >= 2  # the outcomes are in the files: the attack had something to go by
    for which in range(pairings):
        pairs = zip(rounds, truths, strict=True)
        right = sum(attackers.hits(guesses[which], truth) for guesses, truth in pairs)
        assert abs(right - ROUNDS) <= SIGMAS * math.sqrt(ROUNDS)


async def test_before_the_closing_no_answer_stands_anywhere(database: Database) -> None:
    rounds = await Rounds.among(database, 14)
    number, said = await rounds.open(), set(islice(attackers.tokens(random.Random(5)), 14))
    for person, line in zip(rounds.people, said, strict=True):
        await rounds.cast(number, person, 3, line)
    assert not said & attackers.find_any(address_of(database))


# SQLite marks no transaction.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_after_the_closing_no_row_shares_its_transaction_with_the_roll(
    database: Database,
) -> None:
    rounds = await Rounds.among(database, 14)
    await run_rounds(rounds, 3)

    def attack(unit: Unit) -> attackers.Guesses:
        names = ("rollentry", "person_id", "evaluationoutcome", "number")
        return attackers.by_transaction(unit.connection, *names)

    assert await database.read(attack) == {}
