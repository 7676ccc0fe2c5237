"""Read a network file for the command line; all its faults at once on standard error."""

from pathlib import Path

import typer

from bot.networkfile import BadFile, NetworkFile, read
from bot.registry import Registry


def read_network(path: Path, registry: Registry) -> NetworkFile:
    """Return the network in a file, or leave with its faults and status 1."""
    try:
        return read(path.read_bytes(), known_lines=tuple(registry.lines))
    except (BadFile, OSError) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault
