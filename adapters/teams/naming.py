"""Finds how the people in a card are named in Teams."""

from functools import partial

from adapters import naming

PLATFORM = "teams"
readers = partial(naming.readers, PLATFORM)
names = partial(naming.names, PLATFORM)
