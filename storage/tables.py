"""What SQLModel's annotations hide: the Core table behind a class, and the id of a kept row."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar, cast

from sqlalchemy import Table
from sqlalchemy.orm import class_mapper
from sqlmodel import SQLModel

IDS_ONCE = {"sqlite_autoincrement": True}
"""For tables whose rows are deleted: old links and buttons never lead to what came after."""


def table(model: type[SQLModel]) -> Table:
    """Return the Core table of a model, for prebuilt statements."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined] # only tables have it


Row = TypeVar("Row", bound=SQLModel)


def loaded(model: type[Row], values: Mapping[Any, Any]) -> Row:
    """Return a row as the database gave it, all its columns by name.

    To check it again, as calling the model does, takes ten times as long as reading it.
    """
    row: Row = class_mapper(model).class_manager.new_instance()
    row.__dict__.update(values)
    return row


class Stored(Protocol):
    """A row of a table whose ids are numbers; None until it is kept."""

    id: int | None


def id_of(row: Stored) -> int:
    """Return the id of a row that is kept; LookupError for one that never was."""
    if row.id is None:
        raise LookupError(f"this {type(row).__name__} was never kept")
    return row.id
