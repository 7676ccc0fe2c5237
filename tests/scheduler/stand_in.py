"""A small core and a messenger that keeps a ledger, to test the scheduler without the rest."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from bot.cards import Card, Text
from bot.errors import DeliveryError
from bot.messenger import Messenger, Outgoing, Target
from scheduler.advance import Advance
from scheduler.clock import ManualClock
from scheduler.lanes import Lanes, Rate
from scheduler.pump import Pump
from scheduler.shares import Shares
from storage import mailbox, moments, outbox
from storage.database import Database, Unit
from storage.delivery import Parcel
from storage.moments import Planned
from storage.networks import Network

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
IDS = UUID(int=2026)
SECOND = timedelta(seconds=1)


def number(n: int) -> UUID:
    """The id of the n-th delivery."""
    return uuid5(IDS, str(n))


class Stage:
    """A core whose moments and cards are what a test puts into it."""

    def __init__(self, database: Database, clock: ManualClock) -> None:
        self.database = database
        self.clock = clock
        self.changed: list[Callable[[], None]] = []
        self.happened: list[tuple[str, datetime]] = []
        self.handlers: dict[str, Callable[[Unit, Planned], None]] = {}
        self.cards: dict[UUID, Callable[[], Card | None]] = {}
        self.put_back_ids: list[UUID] = []
        self.reported: list[tuple[UUID, str]] = []
        self.state = 0

    async def due(self, moment: Planned) -> None:
        now = self.clock.now()

        def handle(unit: Unit) -> bool:
            if not moments.claim(unit.connection, moment.id, now):
                return False
            if moment.handler in self.handlers:
                self.handlers[moment.handler](unit, moment)
            return True

        if await self.database.write(handle, network=moment.network):
            self.happened.append((moment.handler, now))
            self.tell()

    def tell(self) -> None:
        for listener in self.changed:
            listener()

    async def draw_all(self, deliveries: Sequence[Parcel]) -> list[Card | None]:
        return [self._draw(delivery) for delivery in deliveries]

    def _draw(self, delivery: Parcel) -> Card | None:
        if delivery.id in self.cards:
            return self.cards[delivery.id]()
        return Card(str(delivery.id), (Text(str(self.state)),), "")

    async def put_back(self, delivery: Parcel) -> None:
        def work(unit: Unit) -> None:
            outbox.expire(unit.connection, delivery.id)
            mailbox.put_back(unit.connection, delivery.id)

        await self.database.write(work, network=1)
        self.put_back_ids.append(delivery.id)

    async def report_failure(self, delivery: Parcel) -> None:
        self.reported.append((delivery.id, delivery.state))


@dataclass
class Ledger:
    """A platform: what was posted, and what goes wrong with each delivery, in order.

    Faults: 'not_sent', 'rest' (429), 'lost' and 'kept' (both unknown), 'permanent', 'hang'.
    """

    clock: ManualClock
    platform: str = "web"
    can_find: bool = True
    settle: timedelta = 2 * SECOND
    faults: dict[UUID, list[str]] = field(default_factory=lambda: defaultdict(list))
    posts: list[tuple[str, UUID, datetime]] = field(default_factory=list)
    edits: list[tuple[str, str, datetime]] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event | None = None
    arrived: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, message: Outgoing) -> str:
        if self.gate:
            self.arrived.set()
            await self.gate.wait()
        fault = self._fault(message.delivery)
        if fault in {"", "kept"}:
            self.posts.append((message.target.room, message.delivery, self.clock.now()))
            self.wake.set()
        await self._raise(fault)
        return f"ref-{message.delivery}"

    async def edit(self, ref: str, message: Outgoing) -> None:
        fault = self._fault(message.delivery)
        if fault in {"", "kept"}:
            text = message.card.body[0]
            assert isinstance(text, Text)
            self.edits.append((ref, text.text, self.clock.now()))
        await self._raise(fault)

    async def delete(self, ref: str, target: Target) -> None:
        self.deleted.append(ref)

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        await self._raise(self._fault(UUID(int=delivery.int ^ 1)))
        return f"ref-{delivery}" if delivery in self.ids() else None

    def ids(self) -> list[UUID]:
        return [delivery for _, delivery, _ in self.posts]

    def _fault(self, delivery: UUID) -> str:
        return self.faults[delivery].pop(0) if self.faults[delivery] else ""

    async def _raise(self, fault: str) -> None:
        if fault == "hang":
            await asyncio.Event().wait()
        if fault == "reset":
            raise ConnectionResetError
        if fault == "not_sent":
            raise DeliveryError("refused", "not_sent")
        if fault == "rest":
            raise DeliveryError("slow down", "not_sent", 7 * SECOND)
        if fault in {"lost", "kept"}:
            raise DeliveryError("no answer", "unknown")
        if fault == "permanent":
            raise DeliveryError("gone", "permanent")


def row(n: int, room: str = "room", due: datetime = START, **more: Any) -> dict[str, Any]:
    """A delivery as outbox.put takes it."""
    return {
        "id": number(n),
        "network_id": 1,
        "to_kind": "room",
        "to_id": 1,
        "platform": "web",
        "tenant": "local",
        "room": room,
        "user": "",
        "lane": room,
        "language": "en",
        "refs": [["polls.poll", [n]]],
        "why": "",
        "urgent": False,
        "due_at": due,
        "window_until": None,
        "expires_at": None,
        "edit_at": due,
        **more,
    }


class House:
    """Everything the scheduler needs, at one place and time."""

    def __init__(self, database: Database, rates: Mapping[str, Rate] | None = None) -> None:
        self.database = database
        self.clock = ManualClock(START)
        self.stage = Stage(database, self.clock)
        self.ledger = Ledger(self.clock)
        self.rates = rates or {}
        self.pump = self.new_pump()
        self.advance = Advance(self.clock, self.pump)

    def new_pump(
        self, owner: str = "worker", limit: float = 0.05, shares: Shares | None = None
    ) -> Pump:
        lanes = Lanes(self.rates, self.clock)
        known: Mapping[str, Messenger] = {"web": self.ledger}
        time = timedelta(seconds=limit)
        return Pump(self.stage, self.database, known, self.clock, lanes, owner, time, shares)

    async def open(self) -> "House":
        await self.write(lambda unit: unit.session.add(Network(name="Test")))
        return self

    async def write(self, work: Callable[[Unit], Any]) -> Any:
        return await self.database.write(work, network=1)

    async def put(self, *rows: dict[str, Any]) -> None:
        await self.write(lambda unit: outbox.put(unit.connection, list(rows)))

    async def want(self, n: int) -> None:
        await self.write(lambda unit: outbox.want(unit.connection, [("polls.poll", (n,))]))

    async def plan(self, handler: str, due: datetime, subject: str = "1", rank: int = 0) -> None:
        await self.write(
            lambda unit: moments.plan(unit.connection, 1, handler, subject, due, rank=rank)
        )

    async def get(self, n: int) -> Parcel:
        found = await self.database.read(lambda unit: outbox.get(unit.connection, number(n)))
        assert found is not None
        return found

    async def states(self, *numbers: int) -> list[str]:
        return [(await self.get(n)).state for n in numbers]
