"""One step of one delivery: claim, draw, send, and write down what came of it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from itertools import chain
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy import Connection

from bot.cards import Card, CardRef
from bot.errors import DeliveryError
from bot.messenger import Messenger, Outgoing, Target
from scheduler.backlog import Job
from scheduler.clock import Clock
from scheduler.contract import Core
from scheduler.faults import LAST, pause, place_of
from scheduler.lanes import Lanes
from scheduler.shares import Everything, Hold, Shares
from scheduler.together import Together
from storage import outbox, sending
from storage.database import Database
from storage.delivery import Parcel
from storage.sending import Begun

T = TypeVar("T")
Drawn = Card | None | BaseException
LIMIT = timedelta(seconds=20)
SOON = timedelta(seconds=0.5)
DRAWN = 48  # so many at one look: while it lasts, others who want to read may have to wait
log = structlog.get_logger()


class Courier:
    """Carries deliveries to their platforms; `limit` is the total time one sending may take."""

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
        self._core = core
        self._database = database
        self._messengers = messengers
        self._clock = clock
        self._lanes = lanes
        self._owner = owner
        self._limit = limit.total_seconds()
        self._beginnings = Together(self._begin_all)
        self._drawings = Together(self._draw_all, DRAWN)
        self._confirms = Together(self._confirm_all)

    async def carry(self, job: Job) -> bool:
        """Do a job; False when its lane must be looked at afresh before it goes on."""
        hold = self._shares.hold(job.lane)
        if hold is None:
            return False  # it is another worker's by now
        match job.method:
            case "post":
                return await self._post(job, hold)
            case "edit":
                return await self._edit(job, hold)
            case "find":
                return await self._find(job, hold)

    def can_find(self, platform: str) -> bool:
        """Say whether a platform lets us look a delivery up."""
        return platform in self._messengers and self._messengers[platform].can_find

    def settle_time(self, platform: str) -> timedelta:
        """Return how long a message may stay hidden on a platform after it was sent."""
        known = self._messengers.get(platform)
        return known.settle if known else LAST

    async def _post(self, job: Job, hold: Hold) -> bool:
        begun = await self._beginnings.ask(job.id)
        if begun is None:
            if self._shares.leased:
                # A frozen worker may have its hands on it until PostgreSQL ends its transaction.
                self._lanes.park(job.lane, self._clock.now() + SOON)
            return False  # what kept it may have kept those behind it, and may be over for them
        delivery, drawn = begun
        if isinstance(drawn, BaseException):  # a slice's fault is this delivery's, not ours
            return await self._give_up(delivery, f"drawing: {place_of(drawn)}")
        if drawn is None:
            await self._keep(lambda c: sending.empty(c, _begun(delivery)))
            return True
        return await self._send(job, delivery, drawn, hold)

    async def _begin_all(self, ids: list[UUID]) -> list[tuple[Parcel, Drawn] | None]:
        """Claim them; return those that are ours now, drawn, and None for the others."""
        now, leased = self._clock.now(), self._shares.leased
        # In one order, so that two workers never wait for each other in a circle.
        these = sorted(ids)
        found = await self._keep(lambda c: sending.claim(c, these, self._owner, now, leased=leased))
        claimed = [*found.values()]
        looks = [claimed[start : start + DRAWN] for start in range(0, len(claimed), DRAWN)]
        drawn = chain.from_iterable(await asyncio.gather(*map(self._draw_all, looks)))
        ours = {one.id: (one, card) for one, card in zip(claimed, drawn, strict=True)}
        return [ours.get(one) for one in ids]

    async def _draw(self, delivery: Parcel) -> Card | None:
        drawn = await self._drawings.ask(delivery)
        if isinstance(drawn, BaseException):
            raise drawn
        return drawn

    async def _draw_all(self, deliveries: list[Parcel]) -> list[Drawn]:
        """Draw them at one look; where that fails each by itself, to find out whose fault it is."""
        try:
            return [*await self._core.draw_all(deliveries)]
        except Exception:  # noqa: BLE001 - it is raised again for the one that it is about
            alone = (self._core.draw_all([one]) for one in deliveries)
            found = await asyncio.gather(*alone, return_exceptions=True)
            return [one if isinstance(one, BaseException) else one[0] for one in found]

    async def _confirm_all(self, sent: list[tuple[UUID, str]]) -> list[None]:
        await self._keep(lambda c: sending.confirm(c, sorted(sent)))
        return [None] * len(sent)

    async def _send(self, job: Job, delivery: Parcel, card: Card, hold: Hold) -> bool:
        try:
            messenger = self._messenger(delivery)
            ref = await self._once(lambda: messenger.post(_outgoing(delivery, card)), hold)
        except DeliveryError as error:
            return await self._not_confirmed(job, delivery, error)
        await self._confirms.ask((job.id, ref))
        return True

    async def _not_confirmed(self, job: Job, delivery: Parcel, error: DeliveryError) -> bool:
        if error.outcome == "permanent":
            return await self._give_up(delivery, error.text)
        now, begun = self._clock.now(), _begun(delivery)
        log.warning("not confirmed", delivery=str(job.id), outcome=error.outcome)
        if error.outcome == "unknown":
            look_at = now + self.settle_time(delivery.platform)
            await self._keep(lambda c: sending.unknown(c, begun, now, look_at, error.text))
        else:
            again_at = self._again_at(job, delivery.attempt, error)
            await self._keep(lambda c: sending.not_sent(c, begun, again_at, error.text))
        return False

    async def _give_up(self, delivery: Parcel, said: str) -> bool:
        now = self._clock.now()
        log.error("delivery failed", delivery=str(delivery.id), said=said)
        await self._keep(lambda c: sending.failed(c, _begun(delivery), now, said))
        return True

    async def _edit(self, job: Job, hold: Hold) -> bool:
        delivery = await self._database.read(lambda unit: outbox.get(unit.connection, job.id))
        if delivery is None or not _is_stale(delivery):
            return True
        next_at = self._clock.now() + self._lanes.rate(delivery.platform).edit_conversation.every
        revision = delivery.wanted_rev
        try:
            said = await self._redraw(delivery, hold)
        except DeliveryError as error:
            if error.outcome != "permanent":
                return await self._edit_later(job, delivery, error)
            said = error.text
            log.warning("edit failed", delivery=str(job.id), said=said)
        await self._keep(lambda c: sending.edited(c, job.id, revision, next_at, said))
        if self._shares.leased:
            await self._keep(lambda c: sending.want_again(c, job.id, self._owner))
        return True

    async def _redraw(self, delivery: Parcel, hold: Hold) -> str:
        """Edit or take back a post; return what to remember about it, mostly nothing."""
        try:
            card = await self._draw(delivery)
        except Exception as error:  # noqa: BLE001 - a slice's fault: the old card stays up
            said = place_of(error)  # never the traceback: it may hold texts
            log.error("drawing failed", delivery=str(delivery.id), said=said)  # noqa: TRY400 - see above
            return f"drawing: {said}"
        if card is None:
            return await self._take_back(delivery, hold)
        messenger, message = self._messenger(delivery), _outgoing(delivery, card)
        await self._once(lambda: messenger.edit(delivery.external_ref, message), hold)
        return ""

    async def _take_back(self, delivery: Parcel, hold: Hold) -> str:
        """Delete a post that has nothing to show; one that is gone already is fine."""
        messenger, said = self._messenger(delivery), ""
        try:
            target = _target(delivery)
            await self._once(lambda: messenger.delete(delivery.external_ref, target), hold)
        except DeliveryError as error:
            if error.outcome != "permanent":
                raise
            said = error.text
        await self._keep(lambda c: sending.taken_back(c, delivery.id, said))
        return said

    async def _edit_later(self, job: Job, delivery: Parcel, error: DeliveryError) -> bool:
        log.warning("edit not confirmed", delivery=str(job.id), outcome=error.outcome)
        again_at = self._again_at(job, delivery.attempt + 1, error)
        await self._keep(lambda c: sending.edit_later(c, job.id, again_at, error.text))
        return False

    async def _find(self, job: Job, hold: Hold) -> bool:
        delivery = await self._database.read(lambda unit: outbox.get(unit.connection, job.id))
        if delivery is None or delivery.state != "unknown":
            return False
        now, messenger = self._clock.now(), self._messenger(delivery)
        try:
            since = delivery.due_at
            ref = await self._once(lambda: messenger.find(_target(delivery), job.id, since), hold)
        except DeliveryError as error:
            await self._not_found_out(job, delivery, error)
            return False
        await self._keep(lambda c: _found(c, delivery, ref, now))
        return False

    async def _not_found_out(self, job: Job, delivery: Parcel, error: DeliveryError) -> None:
        """Look again later, unless nobody ever can: then a person has to decide."""
        if error.outcome == "permanent":
            await self._core.report_failure(delivery)
            await self._keep(lambda c: sending.unfindable(c, _begun(delivery), error.text))
            return
        self._rest(job, error)
        pause_ = max(error.retry_after, self.settle_time(delivery.platform), pause(5))
        later = self._clock.now() + pause_
        await self._keep(lambda c: sending.look_later(c, job.id, later))

    def _again_at(self, job: Job, attempt: int, error: DeliveryError) -> datetime:
        """Choose when to try again; a conversation whose platform asked for rest gets it."""
        self._rest(job, error)
        return self._clock.now() + (error.retry_after or pause(attempt))

    def _rest(self, job: Job, error: DeliveryError) -> None:
        if error.retry_after:
            until = self._clock.now() + error.retry_after
            self._lanes.rest(job.lane, job.method, until, wide=error.wide)

    def _messenger(self, delivery: Parcel) -> Messenger:
        if delivery.platform not in self._messengers:
            raise DeliveryError("The platform is not set up.", "not_sent", LAST)
        return self._messengers[delivery.platform]

    async def _once(self, call: Callable[[], Awaitable[T]], hold: Hold) -> T:
        """Call a platform once, within the limit; whatever it does not say is unknown.

        It is broken off when the right to send ends, and not begun without it.
        """
        # The end is counted from before it looked: it may be frozen between that and the call.
        now = asyncio.get_running_loop().time()
        left = hold.left()
        if left <= 0:
            raise DeliveryError("Another worker has taken over.", "not_sent")
        try:
            async with asyncio.timeout_at(now + min(self._limit, left)):
                return await call()
        except DeliveryError:
            raise
        except Exception as error:
            raise DeliveryError(place_of(error), "unknown") from error

    async def _keep(self, step: Callable[[Connection], T]) -> T:
        return await self._database.write(lambda unit: step(unit.connection))


def _found(connection: Connection, delivery: Parcel, ref: str | None, now: datetime) -> None:
    if ref is None:
        sending.not_sent(connection, _begun(delivery), now)
    else:
        sending.confirm(connection, [(delivery.id, ref)])


def _begun(delivery: Parcel) -> Begun:
    return Begun(delivery.id, delivery.owner, delivery.attempt)


def _is_stale(delivery: Parcel) -> bool:
    return delivery.state == "sent" and delivery.wanted_rev > delivery.shown_rev


def _target(delivery: Parcel) -> Target:
    return Target(delivery.platform, delivery.tenant, delivery.room, delivery.user)


def _outgoing(delivery: Parcel, card: Card) -> Outgoing:
    refs = tuple(CardRef(kind, tuple(args)) for kind, args in delivery.refs)
    target = _target(delivery)
    return Outgoing(delivery.id, target, card, delivery.language, refs, delivery.due_at)
