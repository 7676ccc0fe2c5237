"""A Slack on this machine: stateful, strict, and as unreliable as a test wants it."""

from tests.peers.slack.persona import Persona, Place
from tests.peers.slack.server import Slack

__all__ = ["Persona", "Place", "Slack"]
