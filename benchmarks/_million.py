"""A million private messages in the outbox: fifty networks of two hundred, a day's worth a day."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from storage import outbox, reminders
from storage.database import Database, Unit
from storage.delivery import delivery_id
from storage.networks import Membership, Network
from storage.people import Account, Person
from storage.tables import table

MEMBERS, EACH = 200, 100
AT_ONCE = 2  # messages to each person that fall due together: in a lane they keep their order
TENANTS = 10
QUEUED_TOGETHER = 16  # networks whose mailboxes are emptied at the same time
BEGIN = datetime(2036, 3, 3, 8, tzinfo=UTC)
_TEXT = "Bring the notes that you made while you visited the other school."


@dataclass(frozen=True)
class Size:
    """How many networks there are, each with MEMBERS people who get EACH messages."""

    networks: int = 50

    @property
    def people(self) -> int:
        """How many people there are."""
        return self.networks * MEMBERS

    @property
    def due(self) -> int:
        """How many messages fall due together on a morning."""
        return self.people * AT_ONCE

    @property
    def total(self) -> int:
        """How many messages wait."""
        return self.people * EACH

    @classmethod
    def of(cls, total: int) -> "Size":
        """Return the size with about so many messages."""
        return cls(max(1, total // (MEMBERS * EACH)))


def settle_in(unit: Unit, size: Size) -> None:
    """Write networks that are ready, people with an account, and a reminder in each network."""
    people = range(1, size.people + 1)
    unit.session.add_all(
        Network(id=number, name=f"Circle {number}", ready_at=BEGIN)
        for number in range(1, size.networks + 1)
    )
    unit.session.flush()
    rows: dict[type[Any], list[dict[str, Any]]] = {
        Person: [{"id": n, "name": f"P {n}", "language": "en", "zone": "UTC"} for n in people],
        Account: [_account(n) for n in people],
        Membership: [
            {"network_id": _network(n), "person_id": n, "role": "participant"}
            | {"less": "all", "joined_at": BEGIN}
            for n in people
        ],
    }
    for model, values in rows.items():
        unit.connection.execute(table(model).insert(), values)
    for number in range(1, size.networks + 1):
        values_ = {"network_id": number, "person_id": number * MEMBERS, "text": _TEXT}
        more = {"first": BEGIN.replace(tzinfo=None), "state": "on", "made_at": BEGIN}
        reminders.add(unit.connection, {**values_, **more, "rule": "", "to_room": False}, ())


def _network(person: int) -> int:
    return (person - 1) // MEMBERS + 1


def _account(person: int) -> dict[str, Any]:
    tenant = f"T{_network(person) % TENANTS}"
    return {"platform": "slack", "tenant": tenant, "user_ref": f"U{person}", "person_id": person}


def row(network: int, person: int, due_at: datetime, now: datetime) -> dict[str, Any]:
    """Return a delivery as bot.addresses and bot.mailing make it."""
    delivery = delivery_id(uuid4(), now)
    tenant, user = f"T{network % TENANTS}", f"U{person}"
    return {
        "id": delivery, "network_id": network, "to_kind": "person",
        "to_id": person, "platform": "slack", "tenant": tenant, "room": "", "user": user,
        "lane": f"slack:{tenant}:@{user}", "language": "en",
        "refs": [["remind.note", [network]]], "why": "remind", "urgent": False, "due_at": due_at,
        "window_until": due_at + timedelta(hours=9), "expires_at": None, "edit_at": due_at,
    }  # fmt: skip


def fan_outs(size: Size) -> Iterator[list[dict[str, Any]]]:
    """Return the messages, those of one network and moment together, as a mailbox empties them."""
    now = BEGIN - timedelta(days=1)
    for number in range(EACH):
        due_at = BEGIN + timedelta(days=number // AT_ONCE)
        for network in range(1, size.networks + 1):
            last, now = network * MEMBERS, now + timedelta(milliseconds=10)
            members = range(last - MEMBERS + 1, last + 1)
            yield [row(network, person, due_at, now) for person in members]


async def fill(database: Database, size: Size) -> None:
    """Queue them all, each fan-out in a unit of work of its own."""

    async def worker() -> None:
        for rows in left:
            await database.write(lambda unit, rows=rows: outbox.put(unit.connection, rows))  # type: ignore[misc]

    left = fan_outs(size)
    await asyncio.gather(*(worker() for _ in range(QUEUED_TOGETHER)))
