"""A process that closes an evaluation, killed at its n-th step: a statement, a file, a commit."""

import os
import signal
import sys
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event

from bot.ballots import closing
from storage import evaluations
from storage.database import Database, Unit
from storage.keys import Keys
from tests.ballots.rounds import NOW

WATCHED = {"open", "os.remove", "os.rename", "os.truncate"}


def close(url: str, folder: Path, network: int, number: int, last: int) -> None:
    """Close, destroy the key, and end; killed before step `last`, if it comes that far."""
    database, keys = Database.open(url), Keys(folder)
    steps = count(1)

    def step(*_what: object) -> None:
        if next(steps) == last:
            os.kill(os.getpid(), signal.SIGKILL)

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, moment, step)
    sys.addaudithook(lambda what, _given: step() if what in WATCHED else None)

    def work(unit: Unit) -> str:
        row = evaluations.get(unit.connection, network, number)
        assert row
        assert row.state == "open"
        closing.close(unit.connection, keys, row, 12, NOW)
        return row.key

    keys.destroy(database.write_now(work, network=network))
    step()
    database.close_now()
