"""Who may open the administrators' page: the link that a private chat gives, and its reading."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.events import AccountRef
from bot.links import Links

KIND = "admin/enter"
LASTS = timedelta(minutes=10)


@dataclass(frozen=True)
class Admission:
    """What a link says: whose account it is for ('slack:T1:U1'), until when (UTC), and its id."""

    account: str
    until: datetime
    id: str


def link_to(links: Links, account: AccountRef, now: datetime, new_id: str) -> str:
    """Return the address for this account alone, good for some minutes from now (UTC)."""
    until = int((now + LASTS).timestamp())
    return links.to(KIND, until, f"{new_id}:{account.name}")


def admission(links: Links, token: str, now: datetime) -> Admission | None:
    """Read a link's token, None when it is not ours or its time is over."""
    found = links.read(KIND, token)
    if found is None:
        return None
    until = datetime.fromtimestamp(found[0], UTC)
    new_id, _colon, account = found[1].partition(":")
    return Admission(account, until, new_id) if now < until else None
