"""Making what was deleted unreadable in the database's own files, outside any transaction."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Engine, bindparam, select
from sqlmodel import Field, SQLModel

from storage.tables import table
from storage.types import Moment

# PostgreSQL keeps samples of a column's values here, until they are sampled anew.
_SAMPLES = "pg_catalog.pg_statistic"
PATIENCE = 1000  # milliseconds


class ScrubWish(SQLModel, table=True):
    """A table in which something was deleted that is to be unreadable, from `at` (UTC) on."""

    table_name: str = Field(primary_key=True)
    at: datetime = Field(sa_type=Moment)


_wish = table(ScrubWish)
_later = _wish.update().where(_wish.c.table_name == bindparam("of"))
_new = _wish.insert()


class ScrubDelayed(Exception):  # noqa: N818 - nothing is wrong, it is done later
    """Somebody was reading for so long that old pages could not be let go; try again later."""


def wish(connection: Connection, tables: Iterable[str], at: datetime) -> None:
    """Ask that these tables be scrubbed from a moment (UTC) on; a crash does not forget it."""
    for name in sorted(set(tables)):
        if connection.execute(_later, {"of": name, "at": at}).rowcount == 0:
            connection.execute(_new, {"table_name": name, "at": at})


def due(connection: Connection, now: datetime) -> list[str]:
    """Return the tables to be scrubbed by now, by name."""
    chosen = select(_wish.c.table_name).where(_wish.c.at <= now)
    return list(connection.execute(chosen.order_by(_wish.c.table_name)).scalars())


def done(connection: Connection, tables: Iterable[str], now: datetime) -> None:
    """Forget the wishes for these tables that were due by now."""
    chosen = _wish.delete().where(_wish.c.table_name.in_(list(tables)), _wish.c.at <= now)
    connection.execute(chosen)


def scrub_sqlite(driver: sqlite3.Connection) -> None:
    """Write the file anew without what was deleted, and empty the log beside it.

    It waits at most a second for somebody who reads: meanwhile nobody writes.
    """
    [before] = driver.execute("PRAGMA busy_timeout").fetchone()
    driver.execute(f"PRAGMA busy_timeout={PATIENCE}")
    try:
        _empty_log(driver)
        driver.execute("VACUUM")
        _empty_log(driver)
    finally:
        driver.execute(f"PRAGMA busy_timeout={before}")


def _empty_log(driver: sqlite3.Connection) -> None:
    busy, _pages, _moved = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise ScrubDelayed


def scrub_postgres(engine: Engine, tables: Iterable[str]) -> None:
    """Write these tables anew without what was deleted, and the samples of their values.

    The server's own log (WAL) keeps what was written until the server lets it go.
    """
    quote = engine.dialect.identifier_preparer.quote
    with engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for name in sorted(set(tables)):
            connection.exec_driver_sql(f"VACUUM (FULL, ANALYZE) {quote(name)}")
        connection.exec_driver_sql(f"VACUUM (FULL) {_SAMPLES}")
