"""Evaluations for tests, run as the product runs them: one unit of work an event."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import uuid4

from bot.ballots import closing, questions
from bot.ballots.closing import Closed
from bot.ballots.questions import Answers, Question
from storage import evaluations, inbox
from storage.database import Database, Unit
from storage.evaluations import Evaluation
from storage.keys import Keys
from storage.networks import Network
from storage.people import Person
from tests.fresh_keys import fresh_keys

NOW = datetime(2026, 3, 12, 15, 0, tzinfo=UTC)
LOCAL = NOW.replace(hour=16, tzinfo=None)
ASKED = (Question("scale", "Was it useful?"), Question("line", "What else?"))


@dataclass
class Rounds:
    """A network with people in it, and evaluations among them."""

    database: Database
    network: int
    people: list[int]
    keys: Keys = field(default_factory=fresh_keys)

    @classmethod
    async def among(cls, database: Database, count: int) -> "Rounds":
        """Make a network and people; their names say nothing."""

        def work(unit: Unit) -> tuple[int, list[int]]:
            network = Network(name="Circle", language="en", template="monthly")
            people = [Person(name=f"Person {n}") for n in range(count)]
            unit.session.add_all([network, *people])
            unit.session.flush()
            return network.id or 0, [one.id or 0 for one in people]

        return cls(database, *await database.write(work))

    async def open(self, asked: tuple[Question, ...] = ASKED, least: int = 4) -> int:
        """Open an evaluation."""

        def work(unit: Unit) -> int:
            number = evaluations.add(
                unit.connection,
                {
                    "network_id": self.network,
                    "form": "own",
                    "questions": questions.dump(asked),
                    "least": least,
                    "opens": LOCAL,
                    "closes": LOCAL,
                    "closes_at": NOW,
                },
            )
            closing.unlock(unit.connection, self.keys, self.row(unit, number), uuid4())
            return number

        return await self.database.write(work, network=self.network)

    def row(self, unit: Unit, evaluation: int) -> Evaluation:
        """Read an evaluation."""
        found = evaluations.get(unit.connection, self.network, evaluation)
        assert found
        return found

    async def get(self, evaluation: int) -> Evaluation:
        """Read an evaluation."""
        return await self.database.read(lambda unit: self.row(unit, evaluation))

    async def cast(self, evaluation: int, person: int, *answers: object) -> bool:
        """Answer as somebody; False when they have answered before."""

        def work(unit: Unit) -> bool:
            inbox.first_time(unit.connection, uuid4().hex, NOW)
            row, ballot = self.row(unit, evaluation), Ballot(*answers)
            return closing.cast(unit.connection, row, person, ballot, uuid4())

        return await self.database.write(work, network=self.network)

    async def close(self, evaluation: int) -> Closed:
        """Close, and have the key destroyed afterwards."""

        def work(unit: Unit) -> tuple[Closed, str]:
            row = self.row(unit, evaluation)
            ended = closing.close(unit.connection, self.keys, row, len(self.people), NOW)
            return ended, row.key

        ended, key = await self.database.write(work, network=self.network)
        self.keys.destroy(key)
        return ended

    async def outcomes(self, evaluation: int) -> list[dict[str, object]]:
        """Return what may be shown."""
        return await self.database.read(
            lambda unit: evaluations.outcomes(unit.connection, evaluation)
        )


def Ballot(*answers: object) -> Answers:  # noqa: N802 - it reads as what it makes
    """Make a ballot of what a test gives."""
    return tuple(one for one in answers if one is None or isinstance(one, int | str | tuple))


def voters(rounds: Rounds, dice: random.Random, least: int = 5) -> list[int]:
    """Choose who takes part, in the order in which they answer."""
    return dice.sample(rounds.people, dice.randint(least, len(rounds.people)))
