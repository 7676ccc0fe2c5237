"""What the cards of this slice show, as plain values: a meeting, its guests, items, questions."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Reading:
    """Something to read. `address` is a link, '' for a note; `readers` how many have read it.

    `mine` says whether the person who alone sees the card has read it.
    """

    id: int
    title: str
    address: str = ""
    note: str = ""
    minutes: int = 0
    readers: int = 0
    mine: bool = False


@dataclass(frozen=True)
class Asked:
    """A question as it is shown: whose (ids), how many without a name, how many support it.

    `others` are the texts merged into it. `hidden` ones reach facilitators only.
    """

    id: int
    text: str
    names: tuple[int, ...] = ()
    nameless: int = 0
    support: int = 1
    others: tuple[str, ...] = ()
    answered: bool = False
    hidden: bool = False


@dataclass(frozen=True)
class Guest:
    """A speaker with what there is to read and what was asked, most supported first.

    `session` is the title of their parallel session; `hidden` how many questions are.
    """

    id: int
    name: str
    organisation: str = ""
    topic: str = ""
    brings: str = ""
    session: str = ""
    language: str = "en"
    items: tuple[Reading, ...] = ()
    questions: tuple[Asked, ...] = ()
    hidden: int = 0


@dataclass(frozen=True)
class Occasion:
    """A meeting and its guests. `begins` is wall-clock time; `large` groups have upvotes.

    `begun` closes the questions; `private` says that one person alone sees this.
    """

    network: int
    meeting: int
    begins: datetime
    guests: tuple[Guest, ...] = ()
    title: str = ""
    cancelled: bool = False
    begun: bool = False
    large: bool = False
    private: bool = False


@dataclass(frozen=True)
class Own:
    """A question of the person who sees it; `open` while it can be changed."""

    id: int
    text: str
    speaker: str
    named: bool
    hidden: bool = False
    merged: bool = False
    open: bool = True
