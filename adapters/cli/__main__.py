"""`python -m adapters.cli` is `kring`."""

from adapters.cli import app

app()
