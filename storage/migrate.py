"""The tables' history: bring a database to the newest step, and write the next step."""

import importlib
import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

import typer
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, inspect, text
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import storage
from storage.engines import address, make_engine, sqlite_path
from storage.faults import Fault
from storage.revision import FOLDER, check_known, current, current_of
from storage.types import Json, Moment, WallTime

# Two servers that start together take turns.
MIGRATING = text("SELECT pg_advisory_xact_lock(1802661743, 1)")
# What ruff does to a step that was just written.
TIDY = {
    "order": "check --quiet --fix --select I REVISION_SCRIPT_FILENAME",
    "format": "format --quiet REVISION_SCRIPT_FILENAME",
}
app = typer.Typer(help="Look after the tables' history.", no_args_is_help=True)


class MigrationError(Fault):
    """A migration would have left the database inconsistent, and was undone."""


def models() -> MetaData:
    """Import every module of storage, so that all its tables are known, and return them."""
    for module in pkgutil.iter_modules(storage.__path__, "storage."):
        if not module.ispkg:
            importlib.import_module(module.name)
    return SQLModel.metadata


def head(folder: Path = FOLDER) -> str | None:
    """Return the newest revision there is, or None before the first."""
    return ScriptDirectory.from_config(_config(folder)).get_current_head()


def upgrade(url: str, *, folder: Path = FOLDER, to: str = "head") -> None:
    """Bring a database to the newest revision, or to one on the way, wholly or not at all.

    Raises MigrationError when a row would be left that refers to nothing, and Newer when a
    later version has been there.
    """
    found = address(url)
    if found.get_backend_name() == "sqlite":
        sqlite_path(found).parent.mkdir(parents=True, exist_ok=True)
    with _connected(url) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(MIGRATING)
        if folder == FOLDER:
            _check_ours(connection)
        command.upgrade(_config(folder, connection), to)
        _check_references(connection)


def _check_ours(connection: Connection) -> None:
    found = current_of(connection)
    check_known(found, "The database")
    if found is None and inspect(connection).get_table_names():
        raise MigrationError(
            "There are tables in this database that Kring did not make. Give it an empty one; "
            "nothing was changed."
        )


def differences(connection: Connection, metadata: MetaData) -> list[str]:
    """Say how a database's tables differ from the models; empty when they are the same."""
    context = MigrationContext.configure(connection, opts={"compare_type": True})
    return [repr(difference) for difference in compare_metadata(context, metadata)]


def revise(message: str, *, folder: Path = FOLDER, metadata: MetaData | None = None) -> Path:
    """Write the step from the newest revision to the models, and return its file."""
    wanted = metadata if metadata is not None else models()
    with TemporaryDirectory() as place:
        url = f"sqlite:///{place}/fresh.db"
        upgrade(url, folder=folder)
        with _connected(url) as connection:
            config = _config(folder, connection, metadata=wanted)
            script = command.revision(config, message, autogenerate=True)
    if script is None or isinstance(script, list):
        raise MigrationError("Alembic wrote no single revision.")
    return Path(script.path)


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    """Connect in one transaction, on SQLite with foreign keys off since before it began.

    With them on, replacing a parent table there would empty its children without a word.
    """
    engine = make_engine(address(url))
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def _check_references(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        tables = ", ".join(sorted({str(row[0]) for row in orphans}))
        raise MigrationError(f"Rows would be left that refer to nothing, in: {tables}.")


def _config(
    folder: Path, connection: Connection | None = None, metadata: MetaData | None = None
) -> Config:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.messaging_opts = {"quiet": True}
    for hook, options in TIDY.items():
        config.set_section_option("post_write_hooks", f"{hook}.type", "module")
        config.set_section_option("post_write_hooks", f"{hook}.module", "ruff")
        config.set_section_option("post_write_hooks", f"{hook}.options", options)
    config.set_section_option("post_write_hooks", "hooks", ",".join(TIDY))
    config.attributes["configure"] = {
        "connection": connection,
        "target_metadata": metadata,
        "render_as_batch": True,
        "compare_type": True,
        "render_item": _render,
    }
    return config


def _render(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    """Write our own column types so that a migration imports what it names."""
    if kind == "type" and isinstance(item, Moment | WallTime | Json):
        context.imports.add(f"from storage.types import {type(item).__name__}")
        return repr(item)
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String({'' if item.length is None else f'length={item.length}'})"
    if kind == "type" and isinstance(item, UTCDateTime):
        raise MigrationError("A column of datetimes says whether it is a Moment or a WallTime.")
    return False


@app.command("revision")
def write_revision(message: str) -> None:
    """Write the next step from the models as they are now; read it before you commit it."""
    typer.echo(revise(message).relative_to(FOLDER.parent.parent))


@app.command("upgrade")
def run_upgrade(url: str) -> None:
    """Bring a database to the newest step."""
    upgrade(url)
    typer.echo(current(url))


if __name__ == "__main__":
    app()
