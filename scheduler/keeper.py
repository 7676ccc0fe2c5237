"""Keeps a worker's shares: renews their leases, takes what is free, and lets go of too many."""

import asyncio
import contextlib
import math
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Protocol, TypeVar

import structlog

from scheduler.faults import place_of
from storage.leases import Standing, share_of
from storage.waiting import Lane

SPAN = timedelta(seconds=15)
BEAT = timedelta(seconds=3)
SHORT = timedelta(seconds=1)
"""How long a lease lasts, how often it is renewed, and how often by who has less than its due."""

LAST = 2.0  # seconds to give up all shares at the end
T = TypeVar("T")
log = structlog.get_logger()


class Book(Protocol):
    """Where leases are written down; what it does may block."""

    owner: str
    span: timedelta

    def beat(self) -> Standing:
        """Renew what is kept and take what is due."""
        ...

    def give_up(self, shares: Iterable[int]) -> None:
        """Let others take these."""
        ...

    def leave(self) -> None:
        """Give up everything."""
        ...

    def close(self) -> None:
        """End, and let what is kept run out."""
        ...


def elapsed() -> float:
    """Return seconds that go on while the process, or the whole machine, is asleep."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return time.clock_gettime(clock)


class _Held:
    """One share as it was taken; whoever lost it and took it again has another of these."""

    def __init__(self, keeper: "Keeper") -> None:
        self._keeper = keeper
        self.lost = False

    def left(self) -> float:
        """Return for how many seconds nobody else can have it."""
        return 0.0 if self.lost else self._keeper.left()


class Keeper:
    """The shares of one worker, as a database leases them; `elapsed` gives seconds.

    A lease counts from before it was asked for, so that it ends here before it ends there.
    """

    leased = True

    def __init__(
        self,
        book: Book,
        elapsed: Callable[[], float] = elapsed,
        beat_every: timedelta = BEAT,
        short: timedelta = SHORT,
    ) -> None:
        self._book = book
        self._elapsed = elapsed
        self._every = beat_every.total_seconds()
        self._short = min(short, beat_every).total_seconds()
        self._until = self._others_until = -math.inf
        self._sure = False
        self._holds: dict[int, _Held] = {}
        self._leaving: set[int] = set()
        self._due = 0
        self._busy: Callable[[], set[Lane]] = set
        self._taken: list[Callable[[frozenset[int]], None]] = []
        self._task: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="kring-leases")

    def watch(self, busy: Callable[[], set[Lane]], taken: Callable[[frozenset[int]], None]) -> None:
        """Be told by `busy` which lanes are in use, and tell by `taken` which shares are new."""
        self._busy = busy
        self._taken.append(taken)

    def left(self) -> float:
        """Return for how many seconds more the leases surely last."""
        return self._until - self._elapsed()

    def held(self) -> frozenset[int]:
        """Return the shares to look after now; none while it is not sure of them."""
        if self.left() <= 0:
            return frozenset()
        return frozenset(self._holds.keys() - self._leaving)

    def hold(self, lane: Lane) -> _Held | None:
        """Return the right to send in a lane, None when it is another's."""
        share = share_of(lane[0], lane[1])
        if self.left() <= 0 or share in self._leaving:
            return None
        return self._holds.get(share)

    @property
    def owner(self) -> str:
        """Return the name by which this worker claims what it sends."""
        return self._book.owner

    @property
    def is_first(self) -> bool:
        """Say whether this worker does what only one of them is to do."""
        return 0 in self.held()

    @property
    def doubts(self) -> bool:
        """Say whether whoever kept these shares before has surely ended what it had begun.

        Where a lease was ended before its time, its worker may live and not have noticed.
        """
        return self._elapsed() >= self._others_until

    async def beat(self) -> None:
        """Renew the leases; raises what the database raises, and then they run out."""
        asked, sure = self._elapsed(), self._sure
        self._sure = False
        await self._let_go()
        standing = await self._call(self._book.beat)
        self._sure = True
        if standing.voided:
            self._others_until = self._elapsed() + self._book.span.total_seconds()
        if asked >= self._until or not sure:
            self._lose(self._holds.keys())  # it may have been another's meanwhile
        self._until = asked + self._book.span.total_seconds()
        self._lose(self._holds.keys() - (standing.shares - standing.taken))
        self._due = standing.due
        self._begin(standing.shares - self._holds.keys())
        self._leave_some(standing)

    def _begin(self, new: frozenset[int]) -> None:
        self._holds.update((share, _Held(self)) for share in new)
        if new:
            log.info("shares taken", taken=len(new), kept=len(self._holds))
            for tell in self._taken:
                tell(new)

    def _lose(self, shares: Iterable[int]) -> None:
        for share in list(shares):
            self._holds.pop(share).lost = True
            self._leaving.discard(share)

    def _leave_some(self, standing: Standing) -> None:
        """Begin nothing more in what is above this worker's due; idle shares go first."""
        if not self.doubts:
            return  # the next one would not know that it is too early to doubt
        busy = self._in_use()
        ordered = sorted(standing.shares, key=lambda share: (share in busy, -share))
        self._leaving = set(ordered[: max(len(ordered) - standing.due, 0)])

    async def _let_go(self) -> None:
        """Give up what was to be left, as soon as nothing is under way in it any more."""
        idle = self._leaving - self._in_use()
        if idle:
            self._lose(idle)
            await self._call(partial(self._book.give_up, idle))

    def _in_use(self) -> set[int]:
        return {share_of(lane[0], lane[1]) for lane in self._busy()}

    async def start(self) -> None:
        """Beat once, and go on doing so."""
        await self.beat()
        self._task = asyncio.create_task(self._live())

    async def stop(self) -> None:
        """Give up all shares, so that others need not wait for their end."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        self._lose(self._holds.keys())
        try:
            async with asyncio.timeout(LAST):
                # A beat that was broken off may have ended leases before their time.
                calm = self._sure and self.doubts
                await self._call(self._book.leave if calm else self._book.close)
        except Exception as error:  # noqa: BLE001 - then the leases run out
            log.warning("shares not given up", said=place_of(error))
        self._thread.shutdown(wait=False)

    async def _call(self, step: Callable[[], T]) -> T:
        """Do what may block in a thread of its own, one after the other."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, step)

    async def _live(self) -> None:
        while True:
            enough = self.left() > 0 and len(self._holds) >= self._due
            await asyncio.sleep(self._every if enough and not self._leaving else self._short)
            try:
                await self.beat()
            except Exception as error:  # noqa: BLE001 - the next beat may come through
                log.warning("leases not renewed", said=place_of(error))
