"""`kring import`: bring a network from a file into the database."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from adapters.cli import configured
from adapters.cli.files import read_network
from adapters.web.settle_in import settle_in
from bot.errors import Refusal
from bot.registry import standard
from storage import migrate
from storage.database import AlreadyOwned, Database


def run(path: Path) -> None:
    """Import a file; the server must not be running on the same SQLite database."""
    settings = configured.settings()
    file = read_network(path, standard())
    settings.data.mkdir(parents=True, exist_ok=True)
    migrate.upgrade(settings.database)
    database = Database.open(settings.database)
    try:
        database.own()
        database.write_now(lambda unit: settle_in(unit, file, datetime.now(UTC)))
    except (Refusal, AlreadyOwned) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault
    finally:
        database.close_now()
    typer.echo(f"{file.name} is in the database. Nothing is sent until a facilitator says ready.")
