"""`kring migrate`: bring the database's tables up to date."""

import typer

from adapters.cli import configured
from adapters.cli.plainly import plainly
from storage import migrate, revision
from storage.engines import address, sqlite_path


def run() -> None:
    """Upgrade the database that the settings name."""
    settings = configured.settings()
    with plainly(settings):
        url = address(settings.database)
        if url.get_backend_name() == "sqlite":
            sqlite_path(url).parent.mkdir(parents=True, exist_ok=True)
        before = revision.current(settings.database)
        migrate.upgrade(settings.database)
        after = revision.current(settings.database)
    typer.echo(f"The database is at revision {after} (it was at {before or 'none'}).")
