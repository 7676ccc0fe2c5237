"""`kring manifest`: what an administrator installs Kring with in a chat platform."""

from pathlib import Path

import typer

from adapters.teams import package
from bot.registry import standard


def run(platform: str, url: str, app_id: str, out: Path) -> None:
    """Write the files for a platform into a folder; leave with status 1 when that cannot be."""
    if platform != "teams":
        typer.echo("There is a manifest for: teams.", err=True)
        raise typer.Exit(1)
    try:
        found = package.files(standard(), url, app_id)
        folder = out / platform
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in found.items():
            (folder / name).write_bytes(data)
        (out / "kring-teams.zip").write_bytes(package.packed(found))
    except (ValueError, OSError) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault
    typer.echo(f"Upload {out / 'kring-teams.zip'} in the Teams admin center.")
