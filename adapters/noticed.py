"""The last warnings and errors of this process, as scrubbed as the log itself."""

from collections import deque
from dataclasses import dataclass

from structlog.typing import EventDict

MOST = 20
LEVELS = ("warning", "error", "critical")
_HIDDEN = ("event", "level", "timestamp", "exception")


@dataclass(frozen=True)
class Noticed:
    """A line of the log: its moment (ISO, UTC), what happened, its ids and codes, and where."""

    at: str
    level: str
    event: str
    facts: str
    where: str


LAST: deque[Noticed] = deque(maxlen=MOST)
"""The newest last. Like the log itself there is one of a process."""


def notice(_logger: object, _name: str, event: EventDict) -> EventDict:
    """Remember a warning or an error on its way into the log; stands after what scrubs it."""
    if event.get("level") in LEVELS:
        facts = ", ".join(f"{key}: {value}" for key, value in event.items() if key not in _HIDDEN)
        where = str(event.get("exception", "")).rpartition("\n")[2]
        at, level, said = (str(event.get(one, "")) for one in ("timestamp", "level", "event"))
        LAST.append(Noticed(at, level, said, facts, where))
    return event
