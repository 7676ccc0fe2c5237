"""Numbers for monitoring: counted where things pass, about nobody, and about no network."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from importlib.metadata import version
from typing import TypeVar
from uuid import UUID

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, generate_latest

from bot.core import Core
from bot.effects import Answer
from bot.errors import DeliveryError
from bot.events import Event
from bot.messenger import Messenger, Outgoing, Target
from storage.database import Database
from storage.figures import Figures

T = TypeVar("T")
TURNS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
LAGS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)
BEAT = 1.0  # seconds between two looks at the event loop


class Numbers:
    """All numbers of one server; their labels are a closed set of words."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        info = Info("kring", "The version that runs.", registry=registry)
        info.info({"version": version("kring")})
        self.states = Gauge(
            "kring_deliveries", "Deliveries kept, by state.", ["state"], registry=registry
        )
        self.late = Gauge(
            "kring_delivery_lag_seconds",
            "How long the oldest delivery that is due has waited.",
            registry=registry,
        )
        self.shares = Gauge(
            "kring_shares", "Shares of the lanes that this server sends in.", registry=registry
        )
        self.queue = Gauge(
            "kring_database_queue", "Units of work that wait to be written.", registry=registry
        )
        self.sends = Counter(
            "kring_sends",
            "Calls to a platform: sent, not_sent, unknown or permanent.",
            ["platform", "method", "outcome"],
            registry=registry,
        )
        self.turns = Histogram(
            "kring_turn_seconds",
            "From an event to its answer.",
            ["kind"],
            buckets=TURNS,
            registry=registry,
        )
        self.lag = Histogram(
            "kring_event_loop_lag_seconds",
            "How much later than asked the event loop wakes.",
            buckets=LAGS,
            registry=registry,
        )

    @contextmanager
    def turn(self, kind: str) -> Iterator[None]:
        """Time one event of a kind: 'Press', 'Command' …"""
        with self.turns.labels(kind).time():
            yield

    def written(self, figures: Figures, database: Database) -> bytes:
        """Return everything in the text format of Prometheus."""
        for state, number in figures.states.items():
            self.states.labels(state).set(number)
        self.late.set(figures.late)
        self.queue.set(database.waiting)
        return generate_latest(self.registry)

    async def beat(self) -> None:
        """Measure for ever how late the event loop wakes."""
        loop = asyncio.get_running_loop()
        while True:
            before = loop.time()
            await asyncio.sleep(BEAT)
            self.lag.observe(max(loop.time() - before - BEAT, 0))


class CountedCore(Core):
    """The core with its turns timed."""

    numbers: Numbers

    async def dispatch(self, event: Event) -> list[Answer]:
        """Do as the core does, and note how long it took."""
        with self.numbers.turn(type(event).__name__):
            return await super().dispatch(event)


class CountedMessenger:
    """A platform's sending side with what comes of it counted."""

    def __init__(self, inner: Messenger, numbers: Numbers) -> None:
        self._inner = inner
        self._numbers = numbers
        self.platform: str = inner.platform
        self.can_find: bool = inner.can_find
        self.settle: timedelta = inner.settle

    async def post(self, message: Outgoing) -> str:
        """Post as the platform does."""
        return await self._counted("post", self._inner.post(message))

    async def edit(self, ref: str, message: Outgoing) -> None:
        """Edit as the platform does."""
        await self._counted("edit", self._inner.edit(ref, message))

    async def delete(self, ref: str, target: Target) -> None:
        """Delete as the platform does."""
        await self._counted("delete", self._inner.delete(ref, target))

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        """Look up as the platform does."""
        return await self._counted("find", self._inner.find(target, delivery, since))

    async def _counted(self, method: str, call: Awaitable[T]) -> T:
        outcome = "unknown"  # also when the time is up
        try:
            result = await call
            outcome = "sent"
        except DeliveryError as error:
            outcome = error.outcome
            raise
        else:
            return result
        finally:
            self._numbers.sends.labels(self.platform, method, outcome).inc()
