"""The Core table behind a SQLModel class, which SQLModel's annotations hide."""

from typing import cast

from sqlalchemy import Table
from sqlmodel import SQLModel


def table(model: type[SQLModel]) -> Table:
    """Return the Core table of a model, for prebuilt statements."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined] # only tables have it
