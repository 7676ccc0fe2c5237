"""`kring manifest slack`: what an administrator pastes into Slack to make the app."""

import json
import re

import typer

from adapters.slack.manifest import Way, manifest, written

_HTTPS = re.compile(r"https://[^\s/?#]+/?")


def run(url: str, language: str, way: Way, as_json: bool) -> None:
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


def _refuse(text: str) -> None:
    typer.echo(text, err=True)
    raise typer.Exit(1)
