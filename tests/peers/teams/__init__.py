"""A Teams on this machine: stateful, strict, and as unreliable as a test wants it."""

from tests.peers.teams.persona import Persona
from tests.peers.teams.server import Teams

__all__ = ["Persona", "Teams"]
