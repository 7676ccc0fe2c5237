"""What SQLModel's annotations hide: the Core table behind a class, and the id of a kept row."""

from typing import Protocol, cast

from sqlalchemy import Table
from sqlmodel import SQLModel

IDS_ONCE = {"sqlite_autoincrement": True}
"""For tables whose rows are deleted: old links and buttons never lead to what came after."""


def table(model: type[SQLModel]) -> Table:
    """Return the Core table of a model, for prebuilt statements."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined] # only tables have it


class Stored(Protocol):
    """A row of a table whose ids are numbers; None until it is kept."""

    id: int | None


def id_of(row: Stored) -> int:
    """Return the id of a row that is kept; LookupError for one that never was."""
    if row.id is None:
        raise LookupError(f"this {type(row).__name__} was never kept")
    return row.id
