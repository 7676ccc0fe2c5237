"""`kring manifest`: what an administrator installs Kring with in Slack or Teams."""

import json
import re
from pathlib import Path

import typer

from adapters.slack.manifest import Way, manifest, written
from adapters.teams import package
from bot.registry import standard

_HTTPS = re.compile(r"https://[^\s/?#]+/?")


def slack(url: str, language: str, way: Way, as_json: bool) -> None:
    """Print the manifest; leave with status 1 and a sentence when something is wrong."""
    if language not in ("en", "nl"):
        _refuse("--language is en or nl.")
    if way != "socket" and not _HTTPS.fullmatch(url):
        _refuse("--url is Kring's own address, such as https://kring.example.org, for Slack.")
    found = manifest(url, language, way)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
    else:
        typer.echo(written(found), nl=False)


def teams(url: str, app_id: str, out: Path, *, read_along: bool) -> None:
    """Write the package into a folder; leave with status 1 when that cannot be."""
    try:
        found = package.files(standard(), url, app_id, read_along=read_along)
        folder = out / "teams"
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in found.items():
            (folder / name).write_bytes(data)
        (out / "kring-teams.zip").write_bytes(package.packed(found))
    except (ValueError, OSError) as fault:
        _refuse(str(fault))
    typer.echo(f"Upload {out / 'kring-teams.zip'} in the Teams admin center.")


def _refuse(text: str) -> None:
    typer.echo(text, err=True)
    raise typer.Exit(1)
