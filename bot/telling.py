"""What slices tell of themselves to others: what their own schedule sends, and what is open."""

from dataclasses import dataclass
from datetime import datetime

from bot.cards import Button


@dataclass(frozen=True)
class PlanLine:
    """A message of a slice's own schedule that the plan shows.

    `local` is a wall-clock time; `people` are ids, empty for the group.
    """

    local: datetime
    people: tuple[int, ...]
    what: str


@dataclass(frozen=True)
class OpenEnd:
    """Something that waits, in a line, and the button that leads to it.

    `mine` says that it waits for whoever looks and not for the network.
    """

    text: str
    button: Button
    mine: bool = False
