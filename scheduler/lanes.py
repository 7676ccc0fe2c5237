"""How fast each conversation and each workspace may be sent to, by the injected clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from scheduler.clock import Clock
from storage.sending import Lane

Method = Literal["find", "post", "edit"]
MANY = 4096
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Limit:
    """At most `burst` at once; after that one each `every`."""

    every: timedelta
    burst: int = 1


QUICK = Limit(timedelta(microseconds=100), 10_000)
EDITS = Limit(timedelta(seconds=1.2))


@dataclass(frozen=True)
class Rate:
    """What a platform allows: posts and edits, in one conversation and in a whole tenant."""

    post_conversation: Limit = QUICK
    post_tenant: Limit = QUICK
    edit_conversation: Limit = EDITS
    edit_tenant: Limit = QUICK


class Bucket:
    """A limit in use. It holds one moment: when all it gave out will have been made up for."""

    def __init__(self, limit: Limit) -> None:
        self._limit = limit
        self._level = LONG_AGO

    def free_at(self) -> datetime:
        """Return when it next gives something out; a moment that has passed means now."""
        credit = (self._limit.burst - 1) * self._limit.every
        return self._level - credit if self._level > LONG_AGO else LONG_AGO

    def take(self, now: datetime) -> None:
        """Give one out."""
        self._level = max(self._level, now) + self._limit.every

    def is_full(self, now: datetime) -> bool:
        """Say whether it is as good as new."""
        return self._level <= now


class Lanes:
    """The limits of all conversations and tenants; a platform without a rate gets the default."""

    def __init__(self, rates: Mapping[str, Rate], clock: Clock) -> None:
        self._rates = rates
        self._clock = clock
        self._buckets: dict[tuple[str, ...], Bucket] = {}
        self._parked: dict[Lane, datetime] = {}

    def rate(self, platform: str) -> Rate:
        """Return what a platform allows."""
        return self._rates.get(platform, Rate())

    def free_at(self, lane: Lane, method: Method) -> datetime:
        """Return when a lane may next be sent to; a moment that has passed means now."""
        if method == "find":
            return LONG_AGO
        parked = self._parked.get(lane, LONG_AGO)
        return max(parked, *(bucket.free_at() for bucket in self._both(lane, method)))

    def take(self, lane: Lane, method: Method) -> None:
        """Count one sending, now."""
        if method != "find":
            now = self._clock.now()
            for bucket in self._both(lane, method):
                bucket.take(now)
            self._forget(now)

    def park(self, lane: Lane, until: datetime) -> None:
        """Let a conversation rest until a moment: its platform asked for it."""
        self._parked[lane] = max(until, self._parked.get(lane, LONG_AGO))

    def _both(self, lane: Lane, method: Literal["post", "edit"]) -> tuple[Bucket, Bucket]:
        rate = self.rate(lane[0])
        post = method == "post"
        conversation = rate.post_conversation if post else rate.edit_conversation
        tenant = rate.post_tenant if post else rate.edit_tenant
        return (
            self._bucket((method, *lane), conversation),
            self._bucket((method, *lane[:2]), tenant),
        )

    def _bucket(self, key: tuple[str, ...], limit: Limit) -> Bucket:
        if key not in self._buckets:
            self._buckets[key] = Bucket(limit)
        return self._buckets[key]

    def _forget(self, now: datetime) -> None:
        """Drop what holds nothing back any more, once there is much of it."""
        if len(self._buckets) > MANY:
            kept = self._buckets.items()
            self._buckets = {key: bucket for key, bucket in kept if not bucket.is_full(now)}
        if len(self._parked) > MANY:
            self._parked = {lane: until for lane, until in self._parked.items() if until > now}
