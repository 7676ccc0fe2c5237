"""Statements that are compiled once for all databases of a test process.

SQLAlchemy keeps what it compiled for one engine and its dialect. Every test opens engines of its
own, and would spend much of its time on compiling the same statements again.
"""

from functools import partial
from typing import Any

from sqlalchemy import Dialect
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from storage import engines

DIALECTS: tuple[Any, ...] = (SQLiteDialect_pysqlite, PGDialect_psycopg)


def share() -> None:
    """Let engines that are made from now on keep what they compile in one place."""
    for kind in DIALECTS:
        kind.__eq__ = _alike
        kind.__hash__ = _of_its_kind
    kept: dict[Any, Any] = {}
    engines.create_engine = partial(
        engines.create_engine, execution_options={"compiled_cache": kept}
    )


def _alike(dialect: Dialect, other: object) -> bool:
    return type(dialect) is type(other)


def _of_its_kind(dialect: Dialect) -> int:
    return hash(type(dialect))
