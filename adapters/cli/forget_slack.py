"""`kring forget-slack`: take out the tokens of all workspaces, as when the secret is lost."""

import asyncio

import typer

from adapters.cli import configured
from storage import workspaces
from storage.database import AlreadyOwned, Database


def run() -> None:
    """Forget every installation; networks and what people did stay."""
    settings = configured.settings()
    try:
        number = asyncio.run(_forget(settings.database))
    except AlreadyOwned as fault:
        typer.echo(f"{fault} Stop it first.", err=True)
        raise typer.Exit(1) from fault
    typer.echo(f"{number} workspaces are forgotten. Install Kring there anew at /slack/install.")


async def _forget(url: str) -> int:
    database = Database.open(url)
    try:
        database.own()
        return await database.write(lambda unit: workspaces.drop_all(unit.connection))
    finally:
        await database.close()
