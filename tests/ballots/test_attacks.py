"""Attackers with the whole database guess whose an answer is; first where it is kept naively."""

import math
import random
from asyncio import gather
from typing import Any

import pytest
from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from storage.database import Database, Unit
from tests.ballots import attackers, naive
from tests.ballots.rounds import Rounds, voters

ROUNDS = 200
TOGETHER = 50
"""How many rounds are open at a time."""
SIGMAS = 3


def address_of(database: Database) -> str:
    """Return a database's address, password and all."""
    return database.url.render_as_string(hide_password=False)


@pytest.fixture
async def naively(database: Database) -> dict[int, str]:
    """Eight people answer the naive way, one unit of work each: who said what."""
    await database.write(lambda unit: naive.make(unit.connection))
    truth = dict(zip(range(1, 9), attackers.tokens(random.Random(3), 8), strict=True))
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


async def test_naive_rows_are_joined_by_the_numbers_that_a_database_gives_them(
    database: Database,
) -> None:
    await database.write(lambda unit: naive.make_plain(unit.connection))
    truth = {5: "late", 2: "maybe", 9: "never"}
    for person, line in truth.items():
        await database.write(lambda unit, one=person, it=line: naive.cast(unit.connection, one, it))
    names = ("naive_roll", "naive_ballot", "line")
    assert await database.read(lambda unit: attackers.by_number(unit.connection, *names)) == truth


def marks(unit: Unit, *names: str) -> list[dict[str, list[Any]]]:
    """Return what the rows of 'table.column' hold, by the transactions that wrote them."""
    return [attackers.marks(unit.connection, *name.split(".")) for name in names]


# SQLite marks no transaction.
@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_naive_rows_of_one_transaction_are_joined_by_its_mark(
    database: Database, naively: dict[int, str]
) -> None:
    names = ("naive_roll.person", "naive_ballot.line")
    for _before_and_after in "12":
        both = await database.read(lambda unit: marks(unit, *names))
        assert attackers.by_transaction(*both) == naively
        attackers.freeze(address_of(database))


async def test_naive_backups_after_each_other_subtract(database: Database) -> None:
    await database.write(lambda unit: naive.make(unit.connection))
    backups = [attackers.find_any(address_of(database))]
    (mine,) = attackers.tokens(random.Random(6), 1)
    await database.write(lambda unit: naive.cast(unit.connection, 7, mine))
    backups.append(attackers.find_any(address_of(database)))
    assert attackers.by_difference(*backups, 7) == {7: mine}


async def test_naively_whoever_is_alone_on_the_roll_said_it(database: Database) -> None:
    await database.write(lambda unit: naive.make(unit.connection))
    await database.write(lambda unit: naive.cast(unit.connection, 7, "mine alone"))
    people = await database.read(lambda unit: naive.people(unit.connection))
    lines = await database.read(lambda unit: naive.lines(unit.connection))
    assert attackers.by_being_alone(people, lines) == {7: "mine alone"}


def test_a_naive_error_quotes_the_answer() -> None:
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        naive.make(connection)
        with pytest.raises(SQLAlchemyError) as caught:
            connection.execute(naive.KEEP, [{"key": "a", "line": "told-in-anger"}] * 2)
    engine.dispose()
    assert "told-in-anger" in str(caught.value)


async def test_errors_hold_no_answer(database: Database, naively: dict[int, str]) -> None:
    """SQLAlchemy prints what was bound, unless told not to; ours is told."""
    person = next(iter(naively))
    with pytest.raises(SQLAlchemyError) as caught:
        await database.write(lambda unit: naive.cast(unit.connection, person, "told-in-anger"))
    assert "told-in-anger" not in str(caught.value)
    assert "told-in-anger" not in repr(caught.value.__cause__)


async def run_rounds(rounds: Rounds, count: int) -> list[dict[int, str]]:
    """Run evaluations to their closing, some side by side; return who said what, in their order."""
    dice = random.Random(11)
    truths: list[dict[int, str]] = []
    for _round in range(count):
        people = voters(rounds, dice)
        said = attackers.tokens(dice, len(people))
        dice.shuffle(said)
        truths.append(dict(zip(people, said, strict=True)))
    for first in range(0, count, TOGETHER):
        await gather(*(run_round(rounds, truth) for truth in truths[first : first + TOGETHER]))
    return truths


async def run_round(rounds: Rounds, truth: dict[int, str]) -> None:
    """Have people answer one after the other, and close."""
    number = await rounds.open()
    for person, line in truth.items():
        await rounds.cast(number, person, 1 + person % 5, line)
    await rounds.close(number)


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


async def test_before_the_closing_no_answer_stands_anywhere_nor_in_a_backup(
    database: Database,
) -> None:
    rounds = await Rounds.among(database, 4)
    number, said = await rounds.open(), attackers.tokens(random.Random(5), 4)
    before = attackers.find_any(address_of(database))  # a server holds lines of other tests
    for person, line in zip(rounds.people, said, strict=True):
        await rounds.cast(number, person, 3, line)
        after = attackers.find_any(address_of(database))
        assert attackers.by_difference(before, after, person) == {}
        assert after & set(said) == set()


async def test_whoever_is_alone_has_said_nothing(database: Database) -> None:
    rounds = await Rounds.among(database, 4)
    number, (mine,) = await rounds.open(), attackers.tokens(random.Random(7), 1)
    await rounds.cast(number, rounds.people[0], 3, mine)
    await rounds.close(number)
    assert await rounds.outcomes(number) == []
    assert mine not in attackers.find_any(address_of(database))


# SQLite marks no transaction.
@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_after_the_closing_no_row_shares_its_transaction_with_the_roll(
    database: Database,
) -> None:
    """The attacker has a backup with the roll; of the boxes they learn whose, of outcomes not."""
    rounds = await Rounds.among(database, 14)
    number = await rounds.open()
    for person in rounds.people:
        await rounds.cast(number, person, 3, "line")
    names = ("rollentry.person_id", "sealedballot.box")
    roll, boxes = await database.read(lambda unit: marks(unit, *names))
    joined = attackers.by_transaction(roll, boxes)
    assert (len(joined), len(set(joined.values()))) == (14, 14)
    await rounds.close(number)
    left = await database.read(lambda unit: marks(unit, "evaluationoutcome.number", *names))
    assert [len(one) for one in left] == [1, 0, 0]  # both outcomes are written by the closing
    assert attackers.by_transaction(roll, left[0]) == {}
