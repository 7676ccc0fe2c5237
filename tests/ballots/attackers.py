"""Those who have the whole database and all its files, and know in which order people answered."""

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, text

from storage.engines import address, sqlite_path

LINE = re.compile(rb"line-[0-9a-f]{16}")

Guesses = dict[int, str]
"""Whose a line is: person id to line."""


def files(url: str) -> list[Path]:
    """Return every file in which a database keeps what it is told, logs of changes included."""
    found = address(url)
    if found.get_backend_name() == "sqlite":
        path = sqlite_path(found)
        return sorted(path.parent.glob(f"{path.name}*"))
    plain = found.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SHOW data_directory").fetchone()
    assert row
    folders = (Path(row[0]) / name for name in ("base", "pg_wal"))
    return sorted(path for folder in folders for path in folder.rglob("*") if path.is_file())


def contents(url: str) -> list[bytes]:
    """Read all those files."""
    return [path.read_bytes() for path in files(url)]


def find_any(url: str) -> set[str]:
    """Return which lines stand anywhere in a database's files."""
    return {line for content in contents(url) for line in _places(content)}


def by_place(url: str, truths: Sequence[Guesses]) -> list[list[Guesses]]:
    """Guess each round by where in the files its lines stand, from the one end or the other.

    Of the truth only the order of the people is used, which is that in which they answered.
    """
    everything = [_places(content) for content in contents(url)]
    return [
        [_matched(list(truth), order) for order in _orders(everything, set(truth.values()))]
        for truth in truths
    ]


def _places(content: bytes) -> dict[str, int]:
    return {match[0].decode(): match.start() for match in LINE.finditer(content)}


def _orders(everything: Sequence[dict[str, int]], said: set[str]) -> Iterator[list[str]]:
    for places in everything:
        if said <= places.keys():
            forward = sorted(said, key=lambda line: places[line])
            yield forward
            yield forward[::-1]


def _matched(people: Sequence[int], order: Sequence[str]) -> Guesses:
    return dict(zip(people, order, strict=False))


def marks(connection: Connection, table: str, column: str) -> dict[str, list[Any]]:
    """Return what rows hold by PostgreSQL's own mark of the transaction that wrote them."""
    wanted = f"SELECT CAST(xmin AS TEXT) AS mark, {column} AS held FROM {table}"  # noqa: S608 - names of tests
    found: dict[str, list[Any]] = {}
    for row in connection.execute(text(wanted)):
        found.setdefault(row.mark, []).append(row.held)
    return found


def freeze(url: str) -> None:
    """Have PostgreSQL freeze all rows: their marks no longer matter to it, and stay."""
    plain = address(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute("VACUUM (FREEZE)")


def by_transaction(roll: dict[str, list[Any]], rows: dict[str, list[Any]]) -> dict[Any, Any]:
    """Guess that what one transaction wrote belongs together."""
    both = roll.keys() & rows.keys()
    return {person: held for mark in both for person in roll[mark] for held in rows[mark]}


def by_number(connection: Connection, roll: str, rows: str, line: str) -> dict[Any, Any]:
    """Guess by the number or place that a database gives each row of its own accord."""
    place = "rowid" if connection.dialect.name == "sqlite" else "ctid"
    people = connection.execute(text(f"SELECT person FROM {roll} ORDER BY {place}"))  # noqa: S608 - names of tests
    lines = connection.execute(text(f"SELECT {line} FROM {rows} ORDER BY {place}"))  # noqa: S608 - names of tests
    return dict(zip(people.scalars(), lines.scalars(), strict=False))


def by_difference(before: set[str], after: set[str], newcomer: int) -> Guesses:
    """Guess by what one backup has more than the one before."""
    more = after - before
    return {newcomer: more.pop()} if len(more) == 1 else {}


def by_being_alone(people: Sequence[int], lines: Sequence[str]) -> Guesses:
    """Guess where only one has taken part."""
    return {people[0]: lines[0]} if len(people) == len(lines) == 1 else {}


def hits(guesses: Guesses, truth: Guesses) -> int:
    """Count the guesses that are right."""
    return sum(truth.get(person) == line for person, line in guesses.items())


def tokens(dice: random.Random, count: int) -> list[str]:
    """Make lines that stand nowhere else and that `LINE` finds."""
    return [f"line-{dice.getrandbits(64):016x}" for _number in range(count)]
