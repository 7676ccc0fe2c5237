"""Many rows through one prebuilt statement, without what SQLAlchemy spends on each of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Executable
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

Convert = Callable[[Any], Any]


@dataclass(frozen=True)
class _Ready:
    """A statement as one driver takes it: its names in order, and what converts their values."""

    sql: str
    names: tuple[str, ...]
    converts: tuple[Convert | None, ...]
    positional: bool


class Many:
    """A statement that is run for many rows, each with a value for every one of `names`.

    SQLAlchemy builds some dictionaries a row. Here each name's values are converted together,
    and what is the same object in several rows once.
    """

    def __init__(self, statement: Executable, names: Sequence[str]) -> None:
        self._statement = statement
        self._names = names
        self._ready: dict[str, _Ready] = {}

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run it for these, in their order.

        KeyError where a row lacks a name, TypeError where the statement binds values of its own.
        """
        if not rows:
            return
        ready = self._ready_for(connection.dialect)
        columns = [
            _converted([row[name] for row in rows], convert)
            for name, convert in zip(ready.names, ready.converts, strict=True)
        ]
        values: list[Any] = list(zip(*columns, strict=True))
        if not ready.positional:
            values = [dict(zip(ready.names, row, strict=True)) for row in values]
        connection.exec_driver_sql(ready.sql, values)

    def _ready_for(self, dialect: Dialect) -> _Ready:
        if dialect.name not in self._ready:
            self._ready[dialect.name] = _made_ready(self._statement, self._names, dialect)
        return self._ready[dialect.name]


def _made_ready(statement: Executable, names: Sequence[str], dialect: Dialect) -> _Ready:
    assert isinstance(statement, ClauseElement)  # noqa: S101 - what is executable is one, too
    compiled = statement.compile(dialect=dialect, column_keys=names)
    assert isinstance(compiled, SQLCompiler)  # noqa: S101 - what is no DDL is compiled by it
    order = tuple(compiled.positiontup or compiled.binds)
    if strange := set(order) - set(names):
        raise TypeError(f"The statement has values of its own: {sorted(strange)}.")
    types = [compiled.binds[name].type.dialect_impl(dialect) for name in order]
    converts = tuple(one.bind_processor(dialect) for one in types)
    return _Ready(compiled.string, order, converts, compiled.positional)


def _converted(values: list[Any], convert: Convert | None) -> list[Any]:
    if convert is None:
        return values
    known: dict[int, Any] = {}
    for value in values:
        if id(value) not in known:
            known[id(value)] = convert(value)
    return [known[id(value)] for value in values]
