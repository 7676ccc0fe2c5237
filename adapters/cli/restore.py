"""`kring restore`: put a backup into an empty database, or with --force in another's place."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from adapters.cli import configured
from adapters.cli.plainly import plainly
from storage.keys import Keys
from storage.restore import Restored, restore

LOST = (
    "{n} open evaluations or anonymous polls cannot be counted: their keys are in no backup. "
    "They end without a result, unread."
)


def run(path: Path, force: bool) -> None:
    """Restore into the database that the settings name; the server must not be running."""
    settings = configured.settings()
    with plainly(settings):
        keys = Keys(settings.keys_folder)
        done = restore(path, settings.database, keys, datetime.now(UTC), force=force)
    for line in said(done):
        typer.echo(line)


def said(done: Restored) -> list[str]:
    """Say what came of it, a sentence a line."""
    lines = [
        f"Restored: {done.networks} networks as they were at {done.made_at:%Y-%m-%d %H:%M} UTC."
    ]
    if done.doubted:
        lines.append(
            f"{done.doubted} messages may have gone out since. Each is looked up on its platform "
            "before it is sent."
        )
    if done.lost:
        lines.append(LOST.format(n=done.lost))
    lines.append("Who erased themselves since is back: ask them to do so again.")
    return lines
