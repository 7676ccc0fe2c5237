"""Killed at any step, a closing has happened or it has not; and its key goes with its ballots."""

import signal
from pathlib import Path

import pytest

from storage import evaluations
from storage.database import Database
from storage.keys import Keys
from tests.ballots import killed
from tests.ballots.rounds import Rounds
from tests.processes import begun, end_of

VOTERS = 5
MOST_STEPS = 200


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
    for step in range(1, MOST_STEPS):
        given = (url, tmp_path / "keys", rounds.network, number, step)
        with begun(killed.close, *given) as process:
            ended = end_of(process)
        seen.add(await state_of(rounds, number))
        if (await rounds.get(number)).state == "closed":
            await sweep(rounds)
            assert rounds.keys.kept() == {}
            number = await opened(rounds)
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert ended == 0  # it came to its end, and was killed at every step before
    assert seen == {"open", "closed"}
    assert step > 20  # it was killed at each of that many steps
