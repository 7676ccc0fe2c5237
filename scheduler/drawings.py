"""Deliveries drawn, as many as come together at one look."""

import asyncio
from collections.abc import Sequence
from itertools import chain

from sqlalchemy.exc import InterfaceError, OperationalError

from bot.cards import Card
from bot.errors import DeliveryError
from scheduler.contract import Core
from scheduler.together import Together
from storage.delivery import Parcel

Drawn = Card | None | BaseException
AT_ONE_LOOK = 48  # while it lasts, others who want to read may have to wait
_AWAY = (OperationalError, InterfaceError)


class Drawings:
    """What the core draws; an error for what it could not draw, which is that delivery's alone.

    Where the database was away nothing is wrong with a delivery: its error is a DeliveryError
    that says it was not sent.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._together = Together(self._look, AT_ONE_LOOK)

    async def one(self, delivery: Parcel) -> Card | None:
        """Draw a delivery, with all that are asked for at this moment; raises its error."""
        drawn = await self._together.ask(delivery)
        if isinstance(drawn, BaseException):
            raise drawn
        return drawn

    async def all(self, deliveries: Sequence[Parcel]) -> list[Drawn]:
        """Draw these; return for each, in their order, what it shows, or its error."""
        starts = range(0, len(deliveries), AT_ONE_LOOK)
        looks = [self._look(deliveries[start : start + AT_ONE_LOOK]) for start in starts]
        return [*chain.from_iterable(await asyncio.gather(*looks))]

    async def _look(self, deliveries: Sequence[Parcel]) -> list[Drawn]:
        """Draw them at one look; where that fails each by itself, to find out whose fault it is."""
        try:
            return [*await self._core.draw_all(deliveries)]
        except Exception:  # noqa: BLE001 - it is raised again for the one that it is about
            alone = (self._core.draw_all([one]) for one in deliveries)
            found = await asyncio.gather(*alone, return_exceptions=True)
            return [_error(one) if isinstance(one, BaseException) else one[0] for one in found]


def _error(error: BaseException) -> BaseException:
    if isinstance(error, _AWAY):
        return DeliveryError("The database was away.", "not_sent")
    return error
