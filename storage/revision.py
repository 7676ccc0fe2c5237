"""At which step of their history the tables are, told without loading what takes the steps."""

import ast
import re
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.engines import address, make_engine, sqlite_path
from storage.faults import Fault

FOLDER = Path(__file__).resolve().parent / "migrations"
_NAMED = re.compile(r"^(revision|down_revision) = (.+)$", re.MULTILINE)


class Newer(Fault):
    """A database or a backup is at a step that this version of Kring does not know."""


def steps(folder: Path = FOLDER) -> dict[str, str | None]:
    """Return every step there is, with the one before it."""
    texts = [path.read_text(encoding="utf-8") for path in (folder / "versions").glob("*.py")]
    named = [dict(_NAMED.findall(text)) for text in texts]
    read = ast.literal_eval
    return {read(one["revision"]): read(one["down_revision"]) for one in named if one}


def check_known(found: str | None, what: str) -> None:
    """Raise Newer when a step is not known; `what` begins the sentence: 'The database'."""
    if found is not None and found not in steps():
        raise Newer(
            f"{what} is of a newer Kring (revision {found}). Install that version or a later one; "
            "nothing was changed."
        )


def head(folder: Path = FOLDER) -> str | None:
    """Return the newest step there is, None before the first; ValueError when there are two."""
    known = steps(folder)
    if len(newest := sorted(set(known) - set(known.values()))) > 1:
        raise ValueError(f"Several steps are the newest: {', '.join(newest)}.")
    return newest[0] if newest else None


def current_of(connection: Connection) -> str | None:
    """Return the step of a database one is connected to, None before the first."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def current(url: str) -> str | None:
    """Return the step a database is at, or None if it is at none or does not exist."""
    found = address(url)
    if found.get_backend_name() == "sqlite" and not sqlite_path(found).exists():
        return None
    engine = make_engine(found)
    try:
        with engine.begin() as connection:
            return current_of(connection)
    finally:
        engine.dispose()
