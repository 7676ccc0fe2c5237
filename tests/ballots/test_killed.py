"""Killed at any step, a closing has happened or it has not; and its key goes with its ballots."""

import multiprocessing
import signal
from itertools import count
from pathlib import Path

import pytest

from storage import evaluations
from storage.database import Database
from storage.keys import Keys
from tests.ballots import killed
from tests.ballots.rounds import Rounds

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.ballots.killed"])
VOTERS = 5


async def opened(rounds: Rounds) -> int:
    """Open an evaluation that five answer."""
    number = await rounds.open()
    for person in rounds.people[:VOTERS]:
        await rounds.cast(number, person, 4, f"line {person}")
    return number


async def state_of(rounds: Rounds, number: int) -> str:
    """Say whether an evaluation is as it was, or closed; anything between fails."""
    row = await rounds.get(number)
    boxes = await rounds.database.read(lambda unit: evaluations.boxes(unit.connection, number))
    roll = await rounds.database.read(lambda unit: evaluations.roll(unit.connection, number))
    shown = await rounds.outcomes(number)
    if row.state == "open":
        assert (len(boxes), len(roll), shown) == (VOTERS, VOTERS, [])
        assert row.key in rounds.keys.kept()
    else:
        assert (len(boxes), len(roll), len(shown)) == (0, 0, 2)
    return row.state


async def sweep(rounds: Rounds) -> None:
    """Destroy the keys that a process that was killed has left."""
    done = await rounds.database.read(lambda unit: evaluations.keys_done_with(unit.connection))
    for name in done:
        rounds.keys.destroy(name)


@pytest.mark.slow
async def test_a_closing_is_killed_at_every_step(database: Database, tmp_path: Path) -> None:
    rounds = await Rounds.among(database, 12)
    rounds.keys = Keys(tmp_path / "keys")
    number, seen = await opened(rounds), set()
    url = database.url.render_as_string(hide_password=False)
    for step in count(1):
        given = (url, tmp_path / "keys", rounds.network, number, step)
        process = PROCESSES.Process(target=killed.close, args=given)
        process.start()
        process.join()
        seen.add(await state_of(rounds, number))
        if (await rounds.get(number)).state == "closed":
            await sweep(rounds)
            assert rounds.keys.kept() == {}
            number = await opened(rounds)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
    assert seen == {"open", "closed"}
    assert step > 20  # it was killed at each of that many steps
