"""How fast each conversation and each workspace may be sent to, by the injected clock."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import Literal

from scheduler.clock import Clock
from storage.leases import share_of
from storage.waiting import Lane

Method = Literal["find", "post", "edit"]
MANY = 4096
SEVERAL = 3  # so many conversations told to rest at once: it is the tenant that has to
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Limit:
    """At most `burst` at once; after that one each `every`."""

    every: timedelta
    burst: int = 1

    @cached_property
    def credit(self) -> timedelta:
        """What may be given out in advance, as the time in which it is made up for."""
        return (self.burst - 1) * self.every


QUICK = Limit(timedelta(microseconds=100), 10_000)
EDITS = Limit(timedelta(seconds=1.2))


@dataclass(frozen=True)
class Rate:
    """What a platform allows: posts, edits, look-ups, in one conversation and in a tenant."""

    post_conversation: Limit = QUICK
    post_tenant: Limit = QUICK
    edit_conversation: Limit = EDITS
    edit_tenant: Limit = QUICK
    find_tenant: Limit = QUICK

    def conversation(self, method: Method) -> Limit | None:
        """Return the limit for one conversation, None when the tenant's is the only one."""
        match method:
            case "post":
                return self.post_conversation
            case "edit":
                return self.edit_conversation
            case "find":
                return None

    def tenant(self, method: Method) -> Limit:
        """Return the limit for all conversations of a tenant together."""
        match method:
            case "post":
                return self.post_tenant
            case "edit":
                return self.edit_tenant
            case "find":
                return self.find_tenant


USUAL = Rate()


class Bucket:
    """A limit in use. It holds one moment: when all it gave out will have been made up for."""

    def __init__(self, limit: Limit, spent_at: datetime = LONG_AGO) -> None:
        """Make a full one, or one whose burst somebody else may have spent at a moment."""
        self._limit = limit
        self._credit = limit.credit
        self._level = LONG_AGO if spent_at == LONG_AGO else spent_at + limit.every + self._credit

    def free_at(self) -> datetime:
        """Return when it next gives something out; a moment that has passed means now."""
        return self._level - self._credit if self._level > LONG_AGO else LONG_AGO

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
        self._many = MANY
        self._parked: dict[Lane, datetime] = {}
        self._resting: dict[tuple[str, ...], datetime] = {}
        self._since: dict[int, datetime] = {}

    def begin(self, shares: Collection[int]) -> None:
        """Look after these from now on: whoever did before may have spent all they allow."""
        self._since.update(dict.fromkeys(shares, self._clock.now()))
        kept = self._buckets.items()
        self._buckets = {key: one for key, one in kept if share_of(*key[1:3]) not in shares}
        parked, resting = self._parked.items(), self._resting.items()
        self._parked = {key: at for key, at in parked if share_of(*key[:2]) not in shares}
        self._resting = {key: at for key, at in resting if share_of(*key[1:3]) not in shares}

    def now(self) -> datetime:
        """Return this moment (UTC) by the clock that the limits are counted by."""
        return self._clock.now()

    def rate(self, platform: str) -> Rate:
        """Return what a platform allows."""
        return self._rates.get(platform, USUAL)

    def free_at(self, lane: Lane, method: Method) -> datetime:
        """Return when a lane may next be sent to; a moment that has passed means now."""
        free = max([bucket.free_at() for bucket in self._used(lane, method)])
        if self._parked and method != "find":
            free = max(free, self._parked.get(lane, LONG_AGO))
        if self._resting:
            free = max(free, self._resting.get((method, *lane[:2]), LONG_AGO))
        return free

    def take(self, lane: Lane, method: Method) -> None:
        """Count one sending, now."""
        now = self._clock.now()
        for bucket in self._used(lane, method):
            bucket.take(now)
        self._forget(now)

    def park(self, lane: Lane, until: datetime) -> None:
        """Let nothing be sent to a conversation until a moment."""
        self._parked[lane] = max(until, self._parked.get(lane, LONG_AGO))

    def rest(self, lane: Lane, method: Method, until: datetime, *, wide: bool = False) -> None:
        """Do what a platform asked: let a conversation rest, or with `wide` a tenant's method.

        What it asks of several conversations at once it means for the whole tenant.
        """
        if method != "find" and not wide:
            self.park(lane, until)
        if wide or method == "find" or self._parked_beside(lane) >= SEVERAL:
            key = (method, *lane[:2])
            self._resting[key] = max(until, self._resting.get(key, LONG_AGO))

    def clear(self) -> None:
        """Forget what was counted and asked for: the clock it was counted by was wrong."""
        self._buckets.clear()
        self._parked.clear()
        self._resting.clear()
        self._since.clear()

    def _parked_beside(self, lane: Lane) -> int:
        now, parked = self._clock.now(), self._parked.items()
        return sum(until > now and other[:2] == lane[:2] for other, until in parked)

    def _used(self, lane: Lane, method: Method) -> list[Bucket]:
        rate = self.rate(lane[0])
        used = [self._bucket((method, *lane[:2]), rate.tenant(method))]
        if (limit := rate.conversation(method)) is not None:
            used.append(self._bucket((method, *lane), limit))
        return used

    def _bucket(self, key: tuple[str, ...], limit: Limit) -> Bucket:
        if key not in self._buckets:
            since = self._since.get(share_of(*key[1:3]), LONG_AGO) if self._since else LONG_AGO
            self._buckets[key] = Bucket(limit, since)
        return self._buckets[key]

    def _forget(self, now: datetime) -> None:
        """Drop what holds nothing back any more, each time that there is twice as much of it."""
        if len(self._buckets) > self._many:
            kept = self._buckets.items()
            self._buckets = {key: bucket for key, bucket in kept if not bucket.is_full(now)}
            self._many = max(MANY, 2 * len(self._buckets))
        if len(self._resting) > MANY:
            self._resting = {key: until for key, until in self._resting.items() if until > now}
        if len(self._parked) > MANY:
            self._parked = {lane: until for lane, until in self._parked.items() if until > now}
