"""What comes in from a platform or the clock, without anything of the platform in it."""

from dataclasses import dataclass

from bot.cards import Arg
from bot.forms import Values


@dataclass(frozen=True)
class AccountRef:
    """Who, as a platform names them: platform ('web', 'slack', 'teams'), tenant, user id."""

    platform: str
    tenant: str
    user: str

    @property
    def name(self) -> str:
        """The account as settings name it: platform:tenant:user."""
        return f"{self.platform}:{self.tenant}:{self.user}"


@dataclass(frozen=True)
class RoomRef:
    """Where, as a platform names it."""

    platform: str
    tenant: str
    room: str


@dataclass(frozen=True)
class Origin:
    """Where an event came from. `key` is the platform's own id of it: seen twice, done once.

    `present` are the accounts (and names) in a room that no network has yet.
    `room` is None in a private chat or a home view; `owns_room` says that the platform knows
    this account as the room's owner.
    """

    key: str
    account: AccountRef
    room: RoomRef | None = None
    name: str = ""
    language: str = "en"
    zone: str = "Europe/Amsterdam"
    owns_room: bool = False
    present: tuple[tuple[AccountRef, str], ...] = ()


@dataclass(frozen=True)
class Command:
    """A line typed to Kring; `network` names the one it is about, 0 where the room tells."""

    origin: Origin
    text: str
    network: int = 0


@dataclass(frozen=True)
class Press:
    """A button pressed or an option picked (`value`)."""

    origin: Origin
    action: str
    args: tuple[Arg, ...] = ()
    value: str = ""


@dataclass(frozen=True)
class Submission:
    """A form handed in."""

    origin: Origin
    action: str
    args: tuple[Arg, ...]
    values: Values


@dataclass(frozen=True)
class Joined:
    """Somebody came into a room."""

    origin: Origin


@dataclass(frozen=True)
class Left:
    """Somebody left a room."""

    origin: Origin


Event = Command | Press | Submission | Joined | Left
