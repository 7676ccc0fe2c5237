"""What SQLite alone takes for the same rows and steps, with nothing around them: the limit."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any, cast

from scheduler.pump import SENDERS
from storage.engines import address, sqlite_engine

FILE = "kring.sqlite"
FAN_OUT, TOGETHER = 200, 16  # rows of a fan-out, and fan-outs of a transaction
Rows = list[tuple[Any, ...]]
_CLAIM = (
    "UPDATE delivery SET state = 'sending', owner = 'bare', intent_at = due_at,"
    " attempt = attempt + 1, shown_rev = wanted_rev WHERE id = ? AND state = 'pending'"
)
_CONFIRM = (
    "UPDATE delivery SET state = 'sent', external_ref = id, again_at = NULL, attempt = 0,"
    " last_error = '' WHERE id = ? AND state IN ('sending', 'unknown', 'pending')"
)


def measured(full: Path, empty: Path, now: str) -> dict[str, float]:
    """Copy what waits in `full` into `empty` as it was queued, and send what is due at `now`.

    Both are folders with a database of Kring's; `now` is written as it keeps moments. Returns
    rows queued and messages sent a second.
    """
    with _opened(full) as source, _opened(empty) as target:
        queued, seconds = 0, 0.0
        for part in _transactions(source):
            began = perf_counter()
            target.execute("BEGIN IMMEDIATE")
            for statement, rows in part:
                target.executemany(statement, rows)
            target.execute("COMMIT")
            seconds += perf_counter() - began
            queued += sum(len(rows) for statement, rows in part if " delivery " in statement)
        return {"insert_per_s": queued / seconds, "drain_per_s": _drained(target, now)}


@contextmanager
def _opened(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open a database set up as Kring sets it up."""
    engine = sqlite_engine(address(f"sqlite:///{folder / FILE}"))
    with engine.connect() as connection:
        yield cast("sqlite3.Connection", connection.connection.driver_connection)
    engine.dispose()


def _transactions(source: sqlite3.Connection) -> Iterator[list[tuple[str, Rows]]]:
    """Return the rows in the order in which they were queued, with their statements."""
    deliveries = source.execute("SELECT * FROM delivery ORDER BY place")
    shown = source.execute(
        "SELECT s.* FROM delivery d JOIN showncard s ON s.delivery_id = d.id ORDER BY d.place"
    )
    both = [(_insert("delivery", deliveries), deliveries), (_insert("showncard", shown), shown)]
    while True:
        part: list[tuple[str, Rows]] = []
        for _each in range(TOGETHER):
            part += [(statement, cursor.fetchmany(FAN_OUT)) for statement, cursor in both]
        if not part[0][1]:
            return
        yield part


def _insert(table: str, cursor: sqlite3.Cursor) -> str:
    places = ", ".join("?" for _column in cursor.description)
    return f"INSERT INTO {table} VALUES ({places})"  # noqa: S608 - a name from this file


def _drained(target: sqlite3.Connection, now: str) -> float:
    """Claim and confirm what is due, as many in a transaction as the pump has under way."""
    began = perf_counter()
    due = target.execute(
        "SELECT id FROM delivery WHERE state = 'pending' AND due_at <= ? ORDER BY due_at, place",
        (now,),
    ).fetchall()
    for start in range(0, len(due), SENDERS):
        for statement in (_CLAIM, _CONFIRM):
            target.execute("BEGIN IMMEDIATE")
            target.executemany(statement, due[start : start + SENDERS])
            target.execute("COMMIT")
    return len(due) / (perf_counter() - began)
