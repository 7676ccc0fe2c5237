"""Drives a conversation with the real pump, by a clock that moves only when it is told."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Protocol

from bot.core import Core
from bot.messenger import Messenger
from scheduler.advance import Advance
from scheduler.lanes import Lanes
from scheduler.pump import Pump
from storage.database import Database

A_MOMENT = timedelta(seconds=2)


class Settable(Protocol):
    """A clock whose moment (UTC) can be set."""

    now: datetime


class Hands:
    """The hands of a conversation's clock, as the scheduler moves them."""

    def __init__(self, clock: Settable) -> None:
        self._clock = clock

    def now(self) -> datetime:
        return self._clock.now

    def move_to(self, moment: datetime) -> None:
        self._clock.now = max(self._clock.now, moment)


def drive(
    core: Core, database: Database, clock: Settable, *messengers: Messenger
) -> tuple[Callable[[], Awaitable[None]], Callable[[datetime], Awaitable[None]]]:
    """Return (settle, advance_to) for a conversation.

    Settling gives edits their time: a card is edited at most every 1.2 seconds.
    """
    hands = Hands(clock)
    known = {one.platform: one for one in messengers}
    pump = Pump(core, database, known, hands, Lanes({}, hands), "test")

    async def settle() -> None:
        await pump.settle()
        while (due := await pump.next_due()) is not None and due <= clock.now + A_MOMENT:
            hands.move_to(due)
            await pump.settle()

    return settle, Advance(hands, pump).to
