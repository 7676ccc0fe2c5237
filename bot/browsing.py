"""Who may come into the browser: the links that lead there, and their reading."""

import json
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime, timedelta

from bot.links import Links

KIND = "browser/enter"
INVITED = timedelta(days=7)
"""So long an invitation serves; the inbox remembers as long that it was used."""

ANOTHER = timedelta(minutes=10)
"""So long a link for another browser of one's own serves."""


@dataclass(frozen=True)
class Invitation:
    """Somebody new: `network` takes them in, because `by` (a person's id) asked them."""

    id: str
    network: int
    by: int
    name: str
    language: str
    zone: str


@dataclass(frozen=True)
class Own:
    """Another browser of somebody who came in before; `user` is their account's reference."""

    id: str
    user: str


def invitation_to(links: Links, found: Invitation, now: datetime) -> str:
    """Return the address for somebody new, good for a week from now (UTC)."""
    return _to(links, now + INVITED, found)


def another_browser(links: Links, found: Own, now: datetime) -> str:
    """Return the address for another browser, good for some minutes from now (UTC)."""
    return _to(links, now + ANOTHER, found)


def _to(links: Links, until: datetime, found: Invitation | Own) -> str:
    written = json.dumps(astuple(found), ensure_ascii=False)
    return links.from_outside(KIND, int(until.timestamp()), written)


def read(links: Links, token: str, now: datetime) -> Invitation | Own | None:
    """Read a link's token, None when it is not ours or its time is over."""
    found = links.read(KIND, token)
    if found is None or now >= datetime.fromtimestamp(found[0], UTC):
        return None
    parts = json.loads(found[1])
    return Own(*parts) if len(parts) == len(fields(Own)) else Invitation(*parts)
