"""Engines that databases of tests use one after the other: an engine keeps what it compiled.

To write all statements anew for each test takes a third of what conversations take.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import URL, Engine, event
from sqlalchemy.engine.interfaces import Dialect
from sqlalchemy.pool import ConnectionPoolEntry

from storage.engines import postgres_engine, sqlite_engine


class Reused:
    """Makes engines as `make` does, or gives one whose database was closed another address."""

    def __init__(self, make: Callable[..., Engine]) -> None:
        self._make = make
        self._idle: defaultdict[tuple[Any, ...], list[Engine]] = defaultdict(list)

    def __call__(self, url: URL, **options: Any) -> Engine:
        idle = self._idle[(url.drivername, *options.items())]
        engine = idle.pop() if idle else self._new(url, options, idle)
        engine.url = url
        return engine

    def _new(self, url: URL, options: dict[str, Any], idle: list[Engine]) -> Engine:
        engine = self._make(url, **options)

        @event.listens_for(engine, "do_connect")
        def _to_its_address(
            dialect: Dialect, _entry: ConnectionPoolEntry, given: list[Any], named: dict[str, Any]
        ) -> None:
            if dialect.name == "sqlite":
                given[:] = [engine.url.database]
            else:
                named.update(dialect.create_connect_args(engine.url)[1])

        @event.listens_for(engine, "engine_disposed")
        def _is_idle(closed: Engine) -> None:
            # On PostgreSQL the one that writes goes first, and then its view for what reads.
            if (closed is engine) == (engine.dialect.name == "sqlite") and engine not in idle:
                idle.append(engine)

        return engine


def reuse(patch: pytest.MonkeyPatch) -> None:
    """Let `Database.open` use engines again, until the patch is undone."""
    patch.setattr("storage.database.sqlite_engine", Reused(sqlite_engine))
    patch.setattr("storage.database.postgres_engine", Reused(postgres_engine))
