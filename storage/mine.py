"""What there is about one person: how much of each kind, and all that they can take along."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Table, func, null, select
from sqlmodel import SQLModel

from storage.kept import Kept
from storage.personal import KEPT, KINDS, UNSHOWN

_PARENTS = (
    "network",
    "meeting",
    "speaker",
    "item",
    "question",
    "poll",
    "evaluation",
    "commitment",
    "reminder",
)


@dataclass(frozen=True)
class Mine:
    """One row of a person: `network` and `begins` (the meeting's, wall-clock) where it has them."""

    kind: str
    table: str
    network: int | None
    begins: datetime | None
    values: dict[str, Any]


def rows(connection: Connection, person: int) -> Iterator[Mine]:
    """Give all that a person can take along, kind by kind, never what another wrote."""
    for kind in KINDS:
        for kept in KEPT:
            if kept.kind == kind and kept.export:
                yield from _of(connection, kept, person)


def counts(connection: Connection, person: int) -> dict[str, int]:
    """Return how many rows there are about a person by kind that a card shows, 0 for none."""
    found = {kind: 0 for kind in KINDS if kind not in UNSHOWN}
    for kept in (one for one in KEPT if one.kind in found):
        chosen = select(func.count()).select_from(kept.table).where(kept.whose(kept.table, person))
        found[kept.kind] += int(connection.execute(chosen).scalar_one())
    return found


def _of(connection: Connection, kept: Kept, person: int) -> Iterator[Mine]:
    source, columns = _placed(kept.table)
    wanted = [kept.table.c[name] for name in kept.export]
    own: ColumnElement[bool] = kept.whose(kept.table, person)
    keys = list(kept.table.primary_key)
    chosen = select(*columns, *wanted).select_from(source).where(own).order_by(*keys)
    for network, begins, *values in connection.execute(chosen):
        given = dict(zip(kept.export, values, strict=True))
        yield Mine(kept.kind, kept.table.name, network, begins, given)


def _placed(rows: Table) -> tuple[FromClause, list[ColumnElement[Any]]]:
    """Join a table with what it belongs to, up to its network; give network and beginning."""
    source: FromClause = rows
    at, begins = rows, None
    while "network_id" not in at.c:
        name = next((one for one in _PARENTS if f"{one}_id" in at.c), "")
        if not name:
            return source, [null().label("network"), null().label("begins")]
        parent = SQLModel.metadata.tables[name]
        source = source.join(parent, at.c[f"{name}_id"] == parent.c.id)
        at, begins = parent, parent.c.begins if name == "meeting" else begins
    return source, [at.c.network_id, begins if begins is not None else null().label("begins")]
