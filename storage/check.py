"""Looking a database over at the start: is it whole, and are its tables the newest?"""

from sqlalchemy import text

from storage import revision
from storage.database import Database
from storage.unit import Unit


async def check(database: Database) -> list[str]:
    """Return what is wrong, a sentence each; empty when the database is sound."""
    return await database.read(_look)


def _look(unit: Unit) -> list[str]:
    sqlite = unit.connection.dialect.name == "sqlite"
    return [*(_broken(unit) if sqlite else []), *_outdated(unit)]


def _broken(unit: Unit) -> list[str]:
    pages = unit.connection.execute(text("PRAGMA quick_check")).scalars()
    orphans = unit.connection.execute(text("PRAGMA foreign_key_check")).all()
    return [
        *(f"The database file is damaged: {page}." for page in pages if page != "ok"),
        *(f"A row of {row[0]} refers to a row of {row[2]} that is gone." for row in orphans),
    ]


def _outdated(unit: Unit) -> list[str]:
    found, newest = revision.current_of(unit.connection), revision.head()
    if found == newest:
        return []
    return [f"The tables are at revision {found or 'none'} and should be at {newest or 'none'}."]
