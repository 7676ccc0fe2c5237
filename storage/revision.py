"""At which step of their history the tables are, told without loading what takes the steps."""

import ast
import re
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.engines import address, make_engine, sqlite_path

FOLDER = Path(__file__).resolve().parent / "migrations"
_NAMED = re.compile(r"^(revision|down_revision) = (.+)$", re.MULTILINE)


def head(folder: Path = FOLDER) -> str | None:
    """Return the newest step there is, None before the first; ValueError when there are two."""
    texts = [path.read_text(encoding="utf-8") for path in (folder / "versions").glob("*.py")]
    named = [dict(_NAMED.findall(text)) for text in texts]
    steps = {ast.literal_eval(one["revision"]) for one in named if one}
    before = {ast.literal_eval(one["down_revision"]) for one in named if one}
    if len(newest := sorted(steps - before)) > 1:
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
