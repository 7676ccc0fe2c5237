"""What a turn leaves for after its commit is done then, and only then."""

import pytest

from bot.turn import Turn
from storage.database import Database
from tests.conversation import Conversation


async def test_what_the_clock_leaves_for_later_follows_the_commit(database: Database) -> None:
    chat = await Conversation.open(database)
    await chat.network()
    done: list[str] = []

    def work(turn: Turn) -> None:
        turn.record("ready")
        turn.later.append(lambda: done.append("kept"))
        assert not done

    await chat.core._by_clock(chat.network_id, work)
    assert done == ["kept"]

    def failing(turn: Turn) -> None:
        turn.later.append(lambda: done.append("undone"))
        raise LookupError

    with pytest.raises(LookupError):
        await chat.core._by_clock(chat.network_id, failing)
    assert done == ["kept"]
