"""The settings for a command, or one clear sentence a mistake."""

import typer
from pydantic import ValidationError

from adapters.settings import Settings


def settings() -> Settings:
    """Read the settings; leave with status 1 and a line for each that is wrong."""
    try:
        return Settings()
    except ValidationError as fault:
        # Never the value itself: it may be a secret.
        for error in fault.errors(include_input=False, include_url=False):
            name = Settings.variable(str(error["loc"][0]))
            typer.echo(f"{name}: {error['msg']}", err=True)
        raise typer.Exit(1) from fault
