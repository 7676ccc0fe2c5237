"""The pump does whatever is due: moments first, then messages, until nothing is left for now."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from bot.messenger import Messenger
from scheduler.agenda import Agenda
from scheduler.backlog import Backlog, Job
from scheduler.clock import Clock
from scheduler.contract import Core
from scheduler.courier import LIMIT, Courier
from scheduler.faults import place_of
from scheduler.lanes import LONG_AGO, Lanes
from scheduler.shares import Everything, Shares
from scheduler.underway import Carrying, Underway
from storage import sending, setback, waiting
from storage.database import Database, Unit
from storage.glance import first_step
from storage.sending import Begun
from storage.waiting import Lane, Unsettled, Waiting

SENDERS = 96  # on their way at once: to a platform that takes 0.1 seconds, 960 a second
MANY = 500  # so many take a few milliseconds to put in order, which the event loop has to spare
FOREVER = timedelta(days=1)
GLANCE = 0.25  # seconds: while a platform is slow, the others' work is looked for this often
OTHERS = REST = timedelta(seconds=5)
# So many look-ups that fail, two minutes of them, a conversation waits for to keep its order.
LOOKS = 8
# Nothing waits longer than this by itself: what does was written down by a clock gone wrong.
LONGEST = timedelta(hours=1)
Look = tuple[list[Unsettled], list[Waiting], list[Waiting]]
log = structlog.get_logger()


class Pump:
    """Moments and deliveries of one database, done when the clock says so.

    `owner` names this worker in what it claims, `limit` is the time one sending may take.
    """

    def __init__(
        self,
        core: Core,
        database: Database,
        messengers: Mapping[str, Messenger],
        clock: Clock,
        lanes: Lanes,
        owner: str,
        limit: timedelta = LIMIT,
        shares: Shares | None = None,
    ) -> None:
        self._shares = shares or Everything()
        self._database = database
        self._clock = clock
        self._lanes = lanes
        self._owner = owner
        self._agenda = Agenda(core, database, clock, self._shares)
        self._courier = Courier(
            core, database, messengers, clock, lanes, owner, limit, self._shares
        )
        self._settling = asyncio.Lock()
        self._poked = asyncio.Event()
        self._stopping = False
        self._underway = Underway()
        self._busy: set[Lane] = set()
        self._held: datetime | None = None
        self._looks: Counter[UUID] = Counter()
        self._looked_at = LONG_AGO
        core.changed.append(self.poke)
        self._shares.watch(lambda: self._busy, self._begin)

    def _begin(self, taken: frozenset[int]) -> None:
        self._lanes.begin(taken)
        self.poke()

    def poke(self) -> None:
        """Say that something may have become due; to be called on the event loop."""
        self._poked.set()

    async def poked(self) -> None:
        """Wait until somebody says that something may have become due."""
        await self._poked.wait()

    async def recover(self) -> None:
        """Doubt what an earlier life left half sent, and end pauses that have gone wrong.

        To be called once. Of several workers each doubts what was another's as it looks.
        """
        if not self._shares.leased:
            left = await self._database.read(lambda unit: waiting.unsettled(unit.connection))
            await self._doubt([delivery for delivery in left if delivery.state == "sending"])
        await self._end_pauses(beyond=self._clock.now() + LONGEST)

    async def settle(self) -> datetime | None:
        """Do everything that is due now, and what comes of it, until nothing is left for now.

        What a limit, a pause or a settle time holds back waits for its moment. Returns when (UTC)
        there is something to do again, None when never.
        """
        async with self._settling:
            self._agenda.open()
            more = True
            while more and not self._stopping:
                self._poked.clear()
                await self._mind_the_clock()
                first = await self._database.read(lambda unit: first_step(unit.connection))
                if first is None or first > self._looked_at:
                    self._held = None
                    if not self._poked.is_set():
                        return first
                else:
                    more = await self._round()
        return await self.next_due()

    async def _round(self) -> bool:
        """Do what is due at one look; False when nothing came of it."""
        happened = await self._agenda.happen()
        told, backlog = await self._look()
        sent = await self._send(backlog)
        self._held = backlog.held
        return happened or told or sent or self._poked.is_set()

    async def next_due(self) -> datetime | None:
        """Return when (UTC) settle has something to do again, None when never.

        It may have passed by now: what fell due since the last look is not skipped.
        """
        found = await self._agenda.next_due(self._looked_at)
        if self._held is None or found is None:
            return found or self._held
        return min(found, self._held)

    @property
    def looked_at(self) -> datetime:
        """When (UTC) it last looked for what is due."""
        return self._looked_at

    async def stop(self, patience: timedelta = FOREVER) -> None:
        """Begin nothing new, and wait until what is on its way has been written down.

        What takes longer is broken off, and doubted by the next life.
        """
        self._stopping = True
        loop = asyncio.get_running_loop()
        end = loop.time() + patience.total_seconds()
        while self._underway and loop.time() < end:
            self._reap(await self._underway.wait(GLANCE), None)
        self._underway.cancel()
        async with self._settling:
            while self._underway:
                self._reap(await self._underway.wait(GLANCE), None)

    async def _mind_the_clock(self) -> None:
        """Notice that the clock was set back: what waits by the later time waits no more."""
        now = self._clock.now()
        if now < self._looked_at:
            log.warning("the clock was set back", seconds=(self._looked_at - now).total_seconds())
            self._lanes.clear()
            self._agenda.clear()
            await self._end_pauses(beyond=now)
        self._looked_at = now

    async def _end_pauses(self, *, beyond: datetime) -> None:
        """End what waits beyond a moment: it was written down by a clock gone wrong."""
        now = self._clock.now()

        def work(unit: Unit) -> None:
            setback.wait_no_more(unit.connection, now, beyond)

        await self._database.write(work)

    async def _look(self) -> tuple[bool, Backlog]:
        """Read what waits; tell about failures, doubt what lost its sender, order the lanes."""
        unsettled, ready, edits = await self._read()
        if lost := self._lost(unsettled):
            await self._doubt(lost)
            unsettled, ready, edits = await self._read()
        self._looks &= Counter({delivery.id: LOOKS for delivery in unsettled})
        told = await self._agenda.report(self._to_report(unsettled))
        backlog = Backlog(self._lanes, self._busy)
        own = self._underway.ids()
        closed = self._settle_lanes(backlog, self._others(unsettled))

        def fill() -> None:
            posts = (post for post in ready if post.id not in own and post.lane not in closed)
            backlog.fill(posts, (edit for edit in edits if edit.id not in own))

        if len(ready) + len(edits) < MANY:
            fill()
        else:
            await asyncio.to_thread(fill)
        return told, backlog

    async def _read(self) -> Look:
        now, held = self._clock.now(), self._shares.held()

        def look(unit: Unit) -> Look:
            connection = unit.connection
            ready = waiting.ready(connection, now, held)
            edits = waiting.edits(connection, now, held)
            return waiting.unsettled(connection, held), ready, edits

        return await self._database.read(look)

    def _others(self, found: Iterable[Unsettled]) -> list[Unsettled]:
        """Leave out what is being worked on in this worker."""
        own = self._underway.ids()
        return [delivery for delivery in found if delivery.id not in own]

    def _lost(self, unsettled: list[Unsettled]) -> list[Unsettled]:
        """Find what was begun and never finished: by a fault of this worker's own, or by another
        whose lease ran out.
        """
        mine = [one for one in unsettled if self._shares.doubts or one.owner == self._owner]
        return [delivery for delivery in self._others(mine) if delivery.state == "sending"]

    async def _doubt(self, lost: list[Unsettled]) -> None:
        now = self._clock.now()

        def doubt(unit: Unit) -> None:
            for delivery in lost:
                look_at = now + self._courier.settle_time(delivery.lane[0])
                begun = Begun(delivery.id, delivery.owner, delivery.attempt)
                sending.unknown(unit.connection, begun, now, look_at, "interrupted")

        if lost:
            await self._database.write(doubt)

    def _to_report(self, unsettled: list[Unsettled]) -> list[Unsettled]:
        """Choose failures, and what is unknown for good where nobody can look it up."""
        now = self._clock.now()
        return [
            delivery
            for delivery in unsettled
            if delivery.again_at <= now
            and (delivery.state == "failed" or self._is_unknowable(delivery))
        ]

    def _is_unknowable(self, delivery: Unsettled) -> bool:
        return delivery.state == "unknown" and not self._courier.can_find(delivery.lane[0])

    def _settle_lanes(self, backlog: Backlog, unsettled: list[Unsettled]) -> set[Lane]:
        """Queue the look-ups that are due; return the lanes whose posts have to wait."""
        closed, now = set(), self._clock.now()
        for delivery in unsettled:
            settled_at = delivery.intent_at + self._courier.settle_time(delivery.lane[0])
            if delivery.state == "sending":  # another worker's
                closed.add(delivery.lane)
                backlog.hold(now + OTHERS)
            elif delivery.state == "unknown" and now < settled_at:
                closed.add(delivery.lane)
                backlog.hold(settled_at)
            elif delivery.state == "unknown" and self._courier.can_find(delivery.lane[0]):
                if self._looks[delivery.id] < LOOKS or delivery.again_at <= now:
                    closed.add(delivery.lane)
                if delivery.again_at <= now:
                    lane, at = delivery.lane, delivery.again_at
                    backlog.add(Waiting(delivery.id, lane, at, backlog=1), "find")
        return closed

    async def _send(self, backlog: Backlog) -> bool:
        """Send until the backlog is spent or should be read anew; False when none could go."""
        self._launch(backlog)
        while self._underway:
            done = await self._underway.wait(GLANCE)
            self._reap(done, backlog)
            if not done or self._poked.is_set() or backlog.is_spent():
                return True
            self._launch(backlog)
        return False

    def _launch(self, backlog: Backlog) -> None:
        while len(self._underway) < SENDERS and not self._stopping and (job := backlog.take()):
            self._underway.begin(job, self._courier.carry(job))
            if job.method == "find":
                self._looks[job.id] += 1

    def _reap(self, done: list[tuple[Job, Carrying]], backlog: Backlog | None) -> None:
        """Take in finished jobs. One that broke off is found again by what it left behind."""
        for job, task in done:
            error = None if task.cancelled() else task.exception()
            if error is not None:
                log.error("job broke off", delivery=str(job.id), said=place_of(error))
                self._lanes.park(job.lane, self._clock.now() + REST)
            go_on = not task.cancelled() and error is None and task.result()
            self._busy.discard(job.lane)
            if backlog is not None:
                backlog.release(job, go_on=go_on)
