"""Destroy the keys that nothing opens any more: of what has closed, and of what never opened."""

from sqlalchemy import Connection

from storage import evaluations
from storage.keys import Keys

A_DAY = 24 * 60 * 60
"""Seconds a key without an evaluation is left alone: its transaction may be under way."""


def doomed(connection: Connection, keys: Keys, now: float) -> set[str]:
    """Return the names of the keys to destroy; `now` is in seconds, as file times are."""
    kept = keys.kept()  # before the database is read: what is made meanwhile is not among them
    done = evaluations.keys_done_with(connection)
    used = evaluations.keys_in_use(connection)
    orphans = {name for name, made in kept.items() if made < now - A_DAY} - used
    return kept.keys() & (done | orphans)
