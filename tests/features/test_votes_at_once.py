"""Five hundred people vote at once: no vote is lost, and the room sees a handful of edits."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from itertools import pairwise

import pytest

from bot.cards import Actions, Button
from bot.events import Press
from scheduler.advance import Advance
from scheduler.lanes import EDITS, Lanes
from scheduler.pump import Pump
from storage import polls
from storage.database import Database
from tests.conversation import Conversation, Somebody
from tests.driving import Hands

pytestmark = pytest.mark.slow

VOTERS = 500
MEALS = ("Soup", "Bread", "Pie")
STEP = timedelta(milliseconds=200)


class Vote:
    """A poll in a room of many, with the pump that keeps its card up to date."""

    def __init__(self, chat: Conversation, voters: list[Somebody]) -> None:
        self.chat = chat
        self.voters = voters
        self.hands = Hands(chat.clock)
        lanes = Lanes({}, self.hands)
        messengers = {chat.ledger.platform: chat.ledger}
        self.pump = Pump(chat.core, chat.database, messengers, self.hands, lanes, "test")

    @classmethod
    async def begun(cls, database: Database) -> "Vote":
        chat = await Conversation.open(database)
        names = tuple(f"Person {number}" for number in range(VOTERS))
        vera, *voters = await chat.network(members=names)
        await vera.says('poll "Lunch?" "Soup" "Bread" "Pie"')
        return cls(chat, voters)

    @asynccontextmanager
    async def pumping(self) -> AsyncIterator[None]:
        """Settle whenever something was kept, as the server does, while people vote."""
        done = asyncio.Event()
        task = asyncio.create_task(self._settle_when_poked(done))
        yield
        done.set()
        self.pump.poke()
        await task

    async def _settle_when_poked(self, done: asyncio.Event) -> None:
        while not done.is_set():
            await self.pump.poked()
            await self.pump.settle()

    async def press(self, who: Somebody, meal: str) -> list[object]:
        card = self.chat.ledger.rooms()[-1].card
        rows = [element.items for element in card.body if isinstance(element, Actions)]
        buttons = [item for row in rows for item in row if isinstance(item, Button)]
        found = next(button for button in buttons if button.label == meal)
        return list(await self.chat.core.dispatch(Press(who.origin(), found.action, found.args)))

    async def all(self, voters: list[Somebody], shift: int = 0) -> list[list[object]]:
        """Have these people vote at once, each for another meal than the one before."""
        meals = [MEALS[(who.id + shift) % 3] for who in voters]
        presses = [self.press(who, meal) for who, meal in zip(voters, meals, strict=True)]
        return await asyncio.gather(*presses)

    async def kept(self) -> dict[int, int]:
        """Return the option by person; nobody's vote is there twice."""
        network = self.chat.network_id
        [poll] = await self.chat.database.read(lambda unit: polls.live(unit.connection, network))
        rows = await self.chat.database.read(
            lambda unit: polls.votes(unit.connection, poll.id or 0)
        )
        assert len(rows) == len({person for _option, person in rows})
        return {person: option for option, person in rows}

    def shown(self) -> list[str]:
        return self.chat.room.last().splitlines()[1:4]

    def expected(self, shift: int = 0) -> list[str]:
        """Return the bars as all votes together make them, without the names beside them."""
        counts = Counter(MEALS[(who.id + shift) % 3] for who in self.voters)
        return [f"{meal}: {counts[meal]}" for meal in MEALS]

    def check_card(self, shift: int = 0) -> None:
        for line, start in zip(self.shown(), self.expected(shift), strict=True):
            assert line == start or line.startswith(f"{start} ")

    def check_pace(self) -> int:
        """See that the room was edited no more often than allowed; return how often."""
        times = [entry.at for entry in self.chat.ledger.entries if entry.kind == "edit"]
        assert all(later - earlier >= EDITS.every for earlier, later in pairwise(times))
        return len(times)

    async def rest(self) -> None:
        """Let ten seconds pass; all that is due happens."""
        await Advance(self.hands, self.pump).to(self.hands.now() + timedelta(seconds=10))


async def test_all_vote_in_the_same_instant(database: Database) -> None:
    vote = await Vote.begun(database)
    async with vote.pumping():
        answers = await vote.all(vote.voters)
    assert answers == [[] for _voter in vote.voters]
    await vote.rest()
    assert await vote.kept() == {who.id: who.id % 3 for who in vote.voters}
    vote.check_card()
    assert vote.check_pace() <= 2


async def test_all_vote_within_a_second_and_then_change_their_minds(database: Database) -> None:
    vote = await Vote.begun(database)
    async with vote.pumping():
        for shift in (0, 1):
            for first in range(0, VOTERS, 100):
                await vote.all(vote.voters[first : first + 100], shift)
                vote.hands.move_to(vote.hands.now() + STEP)
    await vote.rest()
    assert await vote.kept() == {who.id: (who.id + 1) % 3 for who in vote.voters}
    vote.check_card(shift=1)
    assert 1 <= vote.check_pace() <= 3
