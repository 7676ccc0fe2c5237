"""The Core table behind a SQLModel class, which SQLModel's annotations hide."""

from typing import cast

from sqlalchemy import Table
from sqlmodel import SQLModel

IDS_ONCE = {"sqlite_autoincrement": True}
"""For tables whose rows are deleted: old links and buttons never lead to what came after."""


def table(model: type[SQLModel]) -> Table:
    """Return the Core table of a model, for prebuilt statements."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined] # only tables have it
