"""`kring backup`: write all that is kept to one file, while the server works."""

import os
from datetime import UTC, datetime
from pathlib import Path

import typer

from adapters.backups import note_backup
from adapters.cli import configured
from adapters.cli.plainly import plainly
from storage import backup


def run(path: Path) -> None:
    """Back up the database that the settings name, and say what is and is not in the file."""
    settings = configured.settings()
    os.nice(10)  # whoever works with Kring meanwhile goes first
    with plainly(settings):
        made = backup.make(settings.database, path, datetime.now(UTC))
        note_backup(settings.data, made.made_at)
    typer.echo(
        f"{path} holds all that was kept at {made.made_at:%Y-%m-%d %H:%M} UTC: {made.rows} rows, "
        f"{made.bytes} bytes, at revision {made.revision}. It was read back and is whole."
    )
    typer.echo(
        "The secret and the keys of open evaluations are not in it. Keep the secret elsewhere; "
        "the keys are for nobody."
    )
