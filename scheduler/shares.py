"""Which lanes and networks this worker looks after, and for how long it surely does."""

from collections.abc import Callable
from math import inf
from typing import Protocol

from storage.waiting import Lane


class Hold(Protocol):
    """The right to send in a lane; one that has ended never comes back."""

    def left(self) -> float:
        """Return for how many seconds nobody else can have it; 0 or less when it has ended."""
        ...


class Shares(Protocol):
    """What the pump asks before it does anything."""

    leased: bool

    @property
    def doubts(self) -> bool:
        """Whether what another worker had begun is to be doubted: it has surely ended by now."""
        ...

    def held(self) -> frozenset[int] | None:
        """Return the shares it looks after now; None for all there are."""
        ...

    def hold(self, lane: Lane) -> Hold | None:
        """Return the right to send in a lane, None when it is another's."""
        ...

    def watch(self, busy: Callable[[], set[Lane]], taken: Callable[[frozenset[int]], None]) -> None:
        """Be told by `busy` which lanes are in use, and tell by `taken` which shares are new."""
        ...


class _Always:
    def left(self) -> float:
        return inf


class Everything:
    """For the one worker of a database."""

    leased = doubts = False

    def held(self) -> frozenset[int] | None:
        """Return None: all."""
        return None

    def hold(self, lane: Lane) -> Hold | None:
        """Give the right to any lane, for ever."""
        del lane
        return _Always()

    def watch(self, busy: Callable[[], set[Lane]], taken: Callable[[frozenset[int]], None]) -> None:
        """Nothing ever changes."""
