"""The end of a network: everything that belongs to it goes, along the tables' references."""

from functools import cache
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, or_, select
from sqlmodel import SQLModel

from storage.erasing import forget_organisations
from storage.networks import Network
from storage.tables import table

_SHARED = {"person", "account", "organisation"}
"""What may belong to other networks too."""


def forget_network(connection: Connection, network: int) -> None:
    """Delete a network with all that refers to it; people stay, their other networks too."""
    mine = {
        rows.name: chosen
        for rows in SQLModel.metadata.sorted_tables
        if (chosen := _within(rows)) is not None
    }
    order = [rows for rows in reversed(SQLModel.metadata.sorted_tables) if rows.name in mine]
    for rows in order:
        _let_go_of_itself(connection, rows, mine[rows.name], network)
        connection.execute(delete(rows).where(mine[rows.name]), {"network": network})
    own = table(Network)
    connection.execute(own.delete().where(own.c.id == network))
    forget_organisations(connection)


def _let_go_of_itself(connection: Connection, rows: Table, which: Any, network: int) -> None:
    own = [key.parent for key in rows.foreign_keys if key.column.table is rows]
    if own:
        values = {column.name: None for column in own}
        connection.execute(rows.update().where(which).values(values), {"network": network})


@cache
def _within(rows: Table) -> Any:
    """Return which rows belong to the network bound as 'network', None for those of none."""
    if rows.name in _SHARED or rows.name == "network":
        return None
    found = []
    for key in sorted(rows.foreign_keys, key=lambda one: one.parent.name):
        parent = key.column.table
        if parent.name == "network":
            found.append(key.parent == bindparam("network"))
        elif parent is not rows and (chosen := _within(parent)) is not None:
            found.append(key.parent.in_(select(key.column).where(chosen)))
    return or_(*found) if found else None
