"""What the scheduler asks of the core, and of whoever holds the time."""

from collections.abc import Callable, Sequence
from typing import Protocol

from bot.cards import Card
from storage.delivery import Parcel
from storage.moments import Planned


class Core(Protocol):
    """The part of the core that time drives."""

    changed: list[Callable[[], None]]

    async def due(self, moment: Planned) -> None:
        """Claim a moment and handle it, in one transaction; do nothing if it was taken."""
        ...

    async def draw_all(self, deliveries: Sequence[Parcel]) -> list[Card | None]:
        """Draw what each delivery shows, in its language; None when there is nothing to show.

        What one raises is raised for all.
        """
        ...

    async def put_back(self, delivery: Parcel) -> None:
        """Take a delivery out of the outbox that came too late; its parts wait again."""
        ...

    async def report_failure(self, delivery: Parcel) -> None:
        """Tell whom it concerns that a delivery failed, or that its outcome stays unknown."""
        ...
