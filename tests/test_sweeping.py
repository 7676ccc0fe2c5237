"""The keys that nothing opens any more go, and no others."""

from pathlib import Path
from uuid import uuid4

from bot.ballots import sweeping
from storage import evaluations
from storage.database import Database, Unit
from storage.keys import Keys
from tests.conversation import MONDAY, Conversation


async def test_only_keys_that_nothing_opens_go(database: Database, tmp_path: Path) -> None:
    chat = await Conversation.open(database)
    await chat.network()
    keys, names = Keys(tmp_path / "keys"), [uuid4().hex for _state in range(4)]
    for name in names:
        keys.make(name)

    def work(unit: Unit) -> None:
        for state, name in zip(("open", "closed", "cancelled"), names, strict=False):
            evaluations.add(unit.connection, _row(chat.network_id, state, name))

    await database.write(work)
    now = max(keys.kept().values())

    async def doomed(later: float) -> set[str]:
        return await database.read(lambda unit: sweeping.doomed(unit.connection, keys, now + later))

    assert await doomed(0) == {names[1], names[2]}
    assert await doomed(sweeping.A_DAY + 1) == {names[1], names[2], names[3]}
    for name in names:
        keys.destroy(name)
    assert await doomed(sweeping.A_DAY + 1) == set()


def _row(network: int, state: str, key: str) -> dict[str, object]:
    local = MONDAY.replace(tzinfo=None)
    times = {"opens": local, "closes": local, "closes_at": MONDAY}
    asked = {"form": "own", "title": "", "questions": [], "rule": "", "public": b"", "ending": ""}
    return {"network_id": network, "least": 4, "state": state, "key": key, **times, **asked}
