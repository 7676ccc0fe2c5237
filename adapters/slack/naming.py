"""Finds how the people in a card are named in Slack."""

from functools import partial

from adapters import naming

PLATFORM = "slack"
readers = partial(naming.readers, PLATFORM)
names = partial(naming.names, PLATFORM)
