"""What the parts of the Teams adapter share."""

from dataclasses import dataclass, field, replace

from adapters.teams.connector import Connector
from adapters.teams.directory import Directory
from adapters.teams.ids import Seal
from adapters.teams.incoming import Spot
from adapters.teams.parts import Signing
from adapters.teams.tasks import Tasks
from bot.core import Core
from storage.database import Database


@dataclass
class Teams:
    """The core, the way to Teams, and what is known of it.

    `base` is the address of Kring's own server as people's browsers reach it, '' for none.
    `targeted`: private answers stand in the room itself, where only one person sees them.
    """

    core: Core
    calls: Connector
    directory: Directory
    seal: Seal
    base: str = ""
    targeted: bool = False
    tasks: Tasks = field(default_factory=Tasks)

    @property
    def database(self) -> Database:
        """Return the database that the core works on."""
        return self.core.database


@dataclass(frozen=True)
class Acting:
    """Somebody who did something: where, their language, and the room that it is about.

    `room` is '' for none. `home`: they pressed something on a home view.
    """

    spot: Spot
    language: str
    name: str
    zone: str
    room: str = ""
    home: bool = False

    def signing(self, teams: Teams) -> Signing:
        """Return how buttons are made that only they may press."""
        spot, registry = self.spot, teams.core.features
        made = Signing(teams.seal, spot.tenant, registry, room=self.room, user=spot.user)
        return replace(made, home=self.home)
