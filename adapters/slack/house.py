"""What the parts of the Slack adapter share."""

from dataclasses import dataclass, field

from adapters.slack.clients import Clients
from adapters.slack.directory import Directory
from adapters.slack.ids import Opened, Seal
from adapters.slack.incoming import Spot
from adapters.slack.installed import Installation, Installations
from adapters.slack.tasks import Tasks
from bot.core import Core
from bot.forms import Form
from storage.database import Database


@dataclass
class Slack:
    """The core, the way to Slack, and what is known of it.

    `base` is the address of Kring's own server as people's browsers reach it, '' for none.
    """

    core: Core
    clients: Clients
    installations: Installations
    seal: Seal
    directory: Directory
    base: str = ""
    tasks: Tasks = field(default_factory=Tasks)

    @property
    def database(self) -> Database:
        """Return the database that the core works on."""
        return self.core.database


@dataclass(frozen=True)
class Acting:
    """Somebody who did something: where, in which installation, and their language."""

    spot: Spot
    there: Installation
    language: str

    @property
    def tenant(self) -> str:
        """Return the id of the workspace or enterprise."""
        return self.there.tenant

    def opens(self, form: Form) -> Opened:
        """Return what a form opened for them carries."""
        return Opened(self.tenant, self.spot.user, self.spot.channel, form.action, form.args)
