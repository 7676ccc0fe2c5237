"""A large fan-out to three workspaces, one room of it hot, within Slack's limits.

The clock is simulated, everything else is what the server runs; the platform counts strictly.
"""

import asyncio
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any
from uuid import UUID

from adapters.slack.rates import RATE
from benchmarks._measure import report
from bot.cards import Card, Text
from bot.errors import DeliveryError
from bot.messenger import Messenger, Outgoing, Target
from scheduler.advance import Advance
from scheduler.backlog import Backlog
from scheduler.clock import ManualClock
from scheduler.lanes import Lanes
from scheduler.pump import Pump
from storage import migrate, outbox
from storage.database import Database
from storage.delivery import Parcel
from storage.moments import Planned
from storage.networks import Network
from storage.waiting import Waiting

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
HOT, WORKSPACES = 460, {"T1": 1840, "T2": 970, "T3": 40}
ROOMS = 20
POSTS_A_SECOND, POSTS_A_MINUTE = 4, 300
CARD = Card("Tomorrow", (Text("We meet tomorrow."),), "Tomorrow")


@dataclass
class Counting:
    """A platform that keeps times, and refuses what comes too soon: 429."""

    clock: ManualClock
    platform: str = "slack"
    can_find: bool = True
    settle: timedelta = 5 * SECOND
    ends: dict[str, datetime] = field(default_factory=dict)
    rejected: int = 0
    sent: int = 0
    _times: defaultdict[str, deque[datetime]] = field(default_factory=lambda: defaultdict(deque))

    async def post(self, message: Outgoing) -> str:
        now, target = self.clock.now(), message.target
        if self._too_many(target.room, 1, SECOND) or self._too_many(
            target.tenant, POSTS_A_MINUTE, MINUTE
        ):
            self.rejected += 1
            raise DeliveryError("429", "not_sent", SECOND)
        self._times[target.room].append(now)
        self._times[target.tenant].append(now)
        self.ends[target.tenant] = now
        self.sent += 1
        return str(message.delivery)

    def _too_many(self, key: str, most: int, within: timedelta) -> bool:
        times = self._times[key]
        while times and times[0] <= self.clock.now() - within:
            times.popleft()
        return len(times) >= most

    async def edit(self, ref: str, message: Outgoing) -> None:
        raise NotImplementedError

    async def delete(self, ref: str, target: Target) -> None:
        raise NotImplementedError

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        raise NotImplementedError


class Desk:
    """As much of a core as a pump asks for: one card, no moments."""

    def __init__(self) -> None:
        self.changed: list[Callable[[], None]] = []

    async def due(self, moment: Planned) -> None:
        raise NotImplementedError

    async def draw_all(self, deliveries: Sequence[Parcel]) -> list[Card | None]:
        return [CARD for _delivery in deliveries]

    async def put_back(self, delivery: Parcel) -> None:
        raise NotImplementedError

    async def report_failure(self, delivery: Parcel) -> None:
        raise NotImplementedError


def rooms() -> list[tuple[str, str]]:
    """Return workspace and room of each message, the hot room's among the others."""
    found = [("T1", "T1-hot")] * HOT
    for tenant, number in WORKSPACES.items():
        cold = number - HOT if tenant == "T1" else number
        found += [(tenant, f"{tenant}-{n % ROOMS}") for n in range(cold)]
    return found


def row(number: int, tenant: str, room: str) -> dict[str, Any]:
    """Return a delivery, due now."""
    return {
        "id": UUID(int=number), "network_id": 1, "to_kind": "room",
        "to_id": 1, "platform": "slack", "tenant": tenant, "room": room, "user": "",
        "lane": room, "why": "", "urgent": False,
        "language": "en", "refs": [["bench.card", [number]]], "due_at": START,
        "window_until": None, "expires_at": None, "edit_at": START,
    }  # fmt: skip


def least_seconds() -> float:
    """Return the lower bound of any order: the fullest workspace's or room's share of its rate."""
    return max(HOT - 1, *((number - 4) / POSTS_A_SECOND for number in WORKSPACES.values()))


async def measured(folder: str) -> dict[str, float]:
    """Send it all; return the figures."""
    url = f"sqlite:///{Path(folder) / 'kring.db'}"
    migrate.upgrade(url)
    database, clock = Database.open(url), ManualClock(START)
    platform, numbers = Counting(clock), count(1)
    rows = [row(next(numbers), *where) for where in rooms()]
    await database.write(lambda unit: unit.session.add(Network(name="Bench")))
    await database.write(lambda unit: outbox.put(unit.connection, rows))
    known: Mapping[str, Messenger] = {"slack": platform}
    pump = Pump(Desk(), database, known, clock, Lanes({"slack": RATE}, clock), "bench")
    began = perf_counter()
    await Advance(clock, pump).to(START + timedelta(hours=1))
    real = perf_counter() - began
    await database.close()
    if platform.sent != len(rows):
        raise SystemExit(f"Only {platform.sent} of {len(rows)} were sent.")
    ends = {tenant: (end - START).total_seconds() for tenant, end in platform.ends.items()}
    return {
        "fanout.makespan_s": max(ends.values()),
        "fanout.makespan_ratio": max(ends.values()) / least_seconds(),
        "fanout.rejected": platform.rejected,
        "fanout.smallest_s": ends["T3"],
        "fanout.real_seconds": real,
    }


def decision() -> float:
    """Return the microseconds that choosing what goes next takes, for each message."""
    clock, waiting = ManualClock(START), rooms()
    backlog = Backlog(Lanes({}, clock), set())
    for number, (tenant, room) in enumerate(waiting):
        backlog.add(Waiting(UUID(int=number), ("slack", tenant, room), START, 1), "post")
    began = perf_counter()
    backlog.start()
    chosen = 0
    while job := backlog.take():
        backlog.release(job, go_on=True)
        chosen += 1
    return (perf_counter() - began) / chosen * 1e6


def main() -> None:
    """Measure and report."""
    with TemporaryDirectory(prefix="kring-bench-") as folder:
        figures = asyncio.run(measured(folder))
    figures["fanout.decision_us"] = min(decision() for _ in range(5))
    report("fanout", figures)


if __name__ == "__main__":
    main()
