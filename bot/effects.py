"""What a handler wants done: rows that survive a crash, and answers bound to this moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.cards import Card, CardRef
from bot.forms import Form


@dataclass(frozen=True)
class To:
    """Who gets a message: every room of the network ('room', id of the network) or a person."""

    kind: Literal["room", "person"]
    id: int


@dataclass(frozen=True)
class Say:
    """Send a card at the next moment that suits: quiet hours, limits and merging apply.

    `key` makes it unique for ever: the same key is sent once. `why` is the name of the line or
    reason that the plan shows. `serves_until` (UTC) is the moment after which it is no use; what
    needs an answer reaches those who chose less as well.
    """

    to: To
    card: CardRef
    key: str
    why: str
    serves_until: datetime | None = None
    urgent: bool = False
    needs_answer: bool = False


@dataclass(frozen=True)
class Show:
    """Keep a card up to date wherever it was posted; `post` puts it into the rooms at once."""

    card: CardRef
    post: bool = False


@dataclass(frozen=True)
class Whisper:
    """Answer the person who asked, at once and only them.

    What is `fleeting` is shown and not kept, wherever the platform leaves that to us.
    """

    card: Card | str
    fleeting: bool = False


@dataclass(frozen=True)
class Present:
    """Answer with a card that is drawn after the transaction: for what takes long to work out."""

    card: CardRef


@dataclass(frozen=True)
class Ask:
    """Open a form for the person who asked."""

    form: Form


Effect = Say | Show | Whisper | Present | Ask
Reply = list[Effect]
Answer = Whisper | Ask
"""What reaches the person who acted: a Present has been drawn by then."""
