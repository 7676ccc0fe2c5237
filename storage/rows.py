"""All rows of Kring, carried from one database to another, of the same kind or not."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, MetaData, Table, func, select, text

from storage.migrate import models

BATCH = 500
_SEQUENCE = text("SELECT pg_get_serial_sequence(:name, 'id')")
_SET = text("SELECT setval(CAST(:sequence AS regclass), :last)")
_FORGET_LAST = text("DELETE FROM sqlite_sequence WHERE name = :name")
_KEEP_LAST = text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :last)")


def tables() -> list[Table]:
    """Return all tables, what is referred to before what refers to it."""
    known: MetaData = models()
    return known.sorted_tables


def carry(source: Connection, target: Connection) -> None:
    """Copy every row into tables that are empty; both have the newest tables."""
    for rows in tables():
        for batch in _batches(source, rows):
            target.execute(rows.insert(), batch)
        for column in _to_itself(rows):
            _refer(source, target, rows, column)


def count(connection: Connection) -> int:
    """Return how many rows there are in all tables together."""
    found = [connection.scalar(select(func.count()).select_from(rows)) for rows in tables()]
    return sum(number or 0 for number in found)


def _batches(source: Connection, rows: Table) -> Iterator[list[dict[str, Any]]]:
    later = dict.fromkeys(_to_itself(rows))
    chosen = select(rows).order_by(*rows.primary_key.columns)
    found = source.execute(chosen, execution_options={"stream_results": True})
    for part in found.mappings().partitions(BATCH):
        yield [{**row, **later} for row in part]


def _to_itself(rows: Table) -> list[str]:
    """Return the columns that refer to the same table: what they name may come later."""
    return [key.parent.name for key in rows.foreign_keys if key.column.table is rows]


def _refer(source: Connection, target: Connection, rows: Table, column: str) -> None:
    chosen = select(rows.c.id, rows.c[column]).where(rows.c[column].is_not(None))
    for number, other in source.execute(chosen):
        target.execute(rows.update().where(rows.c.id == number).values({column: other}))


def numbered(rows: Table) -> bool:
    """Say whether ids of a table are given out once and never again."""
    return bool(rows.dialect_options["sqlite"]["autoincrement"])


def last_ids(connection: Connection) -> dict[str, int]:
    """Return the last id given out for each table whose ids are numbers, by its name."""
    found = {}
    for rows in tables():
        if "id" in rows.c and rows.c.id.type.python_type is int:
            highest = connection.scalar(select(func.max(rows.c.id))) or 0
            found[rows.name] = max(highest, _given_out(connection, rows))
    return found


def _given_out(connection: Connection, rows: Table) -> int:
    if connection.dialect.name == "postgresql":
        sequence = connection.scalar(_SEQUENCE, {"name": rows.name})
        last = connection.execute(text(f"SELECT last_value, is_called FROM {sequence}")).one()  # noqa: S608 - a name of the database's own
        return int(last.last_value) if last.is_called else 0
    if not numbered(rows):
        return 0
    chosen = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
    return int(connection.scalar(chosen, {"name": rows.name}) or 0)


def set_last_ids(connection: Connection, last: dict[str, int]) -> None:
    """Let the next ids come after these; a table that gave out none begins at 1."""
    for rows in tables():
        number = last.get(rows.name, 0)
        if number and connection.dialect.name == "postgresql":
            sequence = connection.scalar(_SEQUENCE, {"name": rows.name})
            connection.execute(_SET, {"sequence": sequence, "last": number})
        elif number and numbered(rows):
            _set_sqlite(connection, rows.name, number)


def _set_sqlite(connection: Connection, name: str, last: int) -> None:
    connection.execute(_FORGET_LAST, {"name": name})
    connection.execute(_KEEP_LAST, {"name": name, "last": last})
