"""What Slack tells, read and checked: who did what, and where."""

from dataclasses import dataclass, field
from typing import Literal

from adapters.slack import ids
from bot.forms import Values

Place = Literal["command", "message", "direct", "mention", "home", "modal", "global"]

COMMIT, ASK, OPEN = "kring_commit", "kring_ask", "kring_open"
"""The callback ids of the shortcuts: make this a commitment, ask the group, open Kring."""


@dataclass(frozen=True)
class Spot:
    """Who acts, and where an answer goes.

    `enterprise` and `team` say where Kring is installed, `across` whether that is for all of the
    enterprise, None where it was not said. `channel` is '' at home. `trigger` opens a dialog
    within three seconds.
    """

    team: str
    enterprise: str
    across: bool | None
    user: str
    place: Place
    name: str = ""
    channel: str = ""
    trigger: str = ""
    response_url: str = ""
    thread: str = ""
    view: str = ""

    @property
    def room(self) -> str:
        """Return the channel where others read along, '' in a private chat and at home."""
        return "" if self.channel.startswith("D") else self.channel


@dataclass(frozen=True)
class Line:
    """A line typed to Kring, as Slack wrote it."""

    spot: Spot
    key: str
    text: str


@dataclass(frozen=True)
class Pushed:
    """A button or list; `what` is None for one that is not ours."""

    spot: Spot
    key: str
    what: ids.Pushed | ids.More | ids.Nothing | None


@dataclass(frozen=True)
class SharedFile:
    """A file of a form, still at Slack."""

    url: str
    name: str
    mime: str
    size: int


@dataclass(frozen=True)
class HandedIn:
    """A form; `blocks` gives the block of each input it had, by its name."""

    spot: Spot
    key: str
    sealed: str
    values: Values
    blocks: dict[str, str]
    files: dict[str, SharedFile] = field(default_factory=dict)


@dataclass(frozen=True)
class Shortcut:
    """A shortcut, with the words and time stamp of the message it was used on."""

    spot: Spot
    key: str
    which: str
    text: str = ""
    stamp: str = ""


@dataclass(frozen=True)
class Moved:
    """Somebody came into a channel, perhaps because another brought them, or left it."""

    spot: Spot
    key: str
    joined: bool
    inviter: str = ""


@dataclass(frozen=True)
class AtHome:
    """Somebody opened the home view; `hash` is that of the view they have."""

    spot: Spot
    hash: str


@dataclass(frozen=True)
class Gone:
    """Kring's tokens were taken back, or it was removed from the workspace."""

    spot: Spot


@dataclass(frozen=True)
class Other:
    """Something that Kring has no use for."""


Asked = Line | Pushed | HandedIn | Shortcut | Moved | AtHome | Gone
"""What there is something to do about."""

Incoming = Asked | Other
