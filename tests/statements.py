"""Statements that are compiled once for all databases of a test process.

SQLAlchemy keeps what it compiled for one engine and its dialect. Every test opens a database of its
own, and would spend much of its time on compiling the same statements again. Engines of one job,
such as a migration, share nothing: for them the same statement may give other columns.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Dialect, Engine
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from storage import database

DIALECTS: tuple[Any, ...] = (SQLiteDialect_pysqlite, PGDialect_psycopg)


def share() -> None:
    """Let databases that are opened from now on keep what they compile in one place."""
    for kind in DIALECTS:
        kind.__eq__ = _alike
        kind.__hash__ = _of_its_kind
    kept: dict[Any, Any] = {}
    for name in ("sqlite_engine", "postgres_engine"):
        setattr(database, name, _sharing(getattr(database, name), kept))


def _sharing(make: Callable[..., Engine], kept: dict[Any, Any]) -> Callable[..., Engine]:
    def made(*given: Any, **named: Any) -> Engine:
        engine = make(*given, **named)
        engine.update_execution_options(compiled_cache=kept)
        return engine

    return made


def _alike(dialect: Dialect, other: object) -> bool:
    return type(dialect) is type(other)


def _of_its_kind(dialect: Dialect) -> int:
    return hash(type(dialect))
