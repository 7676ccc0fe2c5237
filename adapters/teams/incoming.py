"""What Teams tells, read and checked: who did what, and where."""

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["personal", "group", "channel"]
Way = Literal["message", "card", "fetch", "submit", "extension"]
"""How something was pressed: in a message, on a card, or to open or in a dialog.

'extension' is a dialog that began at somebody's message.
"""

COMMIT, ASK = "kring_commit", "kring_ask"
"""The message actions of the manifest: make this a commitment, ask the group."""


@dataclass(frozen=True)
class Spot:
    """Who acts, and where an answer goes; `bot` is Kring's own account there.

    `conversation` may name a thread: 'room;messageid=…'. `user` is somebody's lasting id in
    their directory, `account` what the chat service calls them. `team` is '' for a channel that
    has members of its own.
    """

    tenant: str
    service_url: str
    conversation: str
    kind: Kind
    bot: str
    key: str
    user: str = ""
    account: str = ""
    name: str = ""
    language: str = "en"
    zone: str = "Europe/Amsterdam"
    team: str = ""

    @property
    def base(self) -> str:
        """Return the conversation without the thread."""
        return self.conversation.partition(";")[0]

    @property
    def room(self) -> str:
        """Return the room where others read along, '' in a private chat."""
        return "" if self.kind == "personal" else self.base


@dataclass(frozen=True)
class Mentioned:
    """Somebody named in a line: how it stands there, their account, their name."""

    text: str
    account: str
    name: str


@dataclass(frozen=True)
class Line:
    """A line typed to Kring, as Teams wrote it."""

    spot: Spot
    text: str
    people: tuple[Mentioned, ...] = ()


@dataclass(frozen=True)
class Pushed:
    """A button, list or form; `sealed` says what it is, `values` what was filled in."""

    spot: Spot
    way: Way
    sealed: str
    values: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Shortcut:
    """A message action, with the words of the message it was used on and its address."""

    spot: Spot
    which: str
    text: str
    link: str


@dataclass(frozen=True)
class Member:
    """Somebody who came or went: their account in the chat service and their lasting id."""

    account: str
    user: str
    name: str = ""


@dataclass(frozen=True)
class Moved:
    """People came into a conversation or left it."""

    spot: Spot
    members: tuple[Member, ...]
    joined: bool


@dataclass(frozen=True)
class Added:
    """Kring was put into a conversation."""

    spot: Spot


@dataclass(frozen=True)
class Gone:
    """Kring was taken out of a conversation."""

    spot: Spot


@dataclass(frozen=True)
class Other:
    """Something that Kring has no use for; `asked` when Teams waits for an answer to it."""

    asked: bool = False


Incoming = Line | Pushed | Shortcut | Moved | Added | Gone | Other
