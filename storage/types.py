"""Column types that mean the same on SQLite and PostgreSQL."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeDecorator, TypeEngine

WIDTH = len("2026-03-12T09:30:00.000000+00:00")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, to the microsecond; a naive datetime is refused with ValueError.

    SQLite keeps it as text of one width, so that comparing texts compares moments.
    """

    impl = DateTime
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(timezone=True)

    def __repr__(self) -> str:
        return "Moment()"  # how Alembic writes it into a migration

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type in one kind of database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(String(WIDTH))
        return dialect.type_descriptor(DateTime(timezone=True))

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> object:
        """Turn a moment into what the database keeps."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment has a time zone; this one is naive")
        moment = value.astimezone(UTC)
        return _as_text(moment) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        """Turn what the database kept into an aware moment in UTC."""
        del dialect
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return value.astimezone(UTC) if isinstance(value, datetime) else None


# A fan-out has thousands of the same few moments. In UTC, where what is equal is the same moment:
# elsewhere both times of an hour that comes twice are equal.
@lru_cache(maxsize=1024)
def _as_text(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


class WallTime(TypeDecorator[datetime]):
    """A wall-clock time without a zone, to the microsecond; an aware one raises ValueError."""

    impl = DateTime
    cache_ok = True

    def __repr__(self) -> str:
        return "WallTime()"  # how Alembic writes it into a migration

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Pass on what has no zone."""
        del dialect
        if value is not None and value.tzinfo is not None:
            raise ValueError("a wall-clock time has no time zone; this one is aware")
        return value


class Json(TypeDecorator[Any]):
    """Lists, dicts, texts and numbers, as jsonb in PostgreSQL; Python's None becomes NULL."""

    impl = JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def __repr__(self) -> str:
        return "Json()"  # how Alembic writes it into a migration

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the column's type in one kind of database."""
        kind = JSONB if dialect.name == "postgresql" else JSON
        return dialect.type_descriptor(kind(none_as_null=True))
