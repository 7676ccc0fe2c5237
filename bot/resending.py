"""Sending again what did not arrive: the one way of it, for facilitators and administrators."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from storage import history, outbox


@dataclass(frozen=True)
class Wanted:
    """Which delivery of which network, and who wants it: a person, None where nobody is known.

    `administrator`: it was not a facilitator of the network who asked for it.
    """

    network: int
    delivery: UUID
    person: int | None
    administrator: bool = False


def send_anew(connection: Connection, wanted: Wanted, now: datetime) -> bool:
    """Let what failed or could not be confirmed go out again, and keep who did that.

    False when it has arrived after all, is on its way, or is not of that network.
    """
    if not outbox.retry(connection, wanted.network, wanted.delivery, now):
        return False
    made = {"network_id": wanted.network, "at": now, "person_id": wanted.person}
    facts = {"administrator": wanted.administrator}
    history.put(connection, {**made, "what": "sent_again", "facts": facts})
    return True
