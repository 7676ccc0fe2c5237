"""A platform that writes down everything it is given: the ledger of what was sent."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from bot.messenger import Outgoing, Target


@dataclass(frozen=True)
class Entry:
    """One thing that arrived: 'post', 'edit' or 'delete', when, and the message."""

    kind: str
    at: datetime
    ref: str
    message: Outgoing | None


class Ledger:
    """A messenger for tests: keeps posts as a platform would, and a list of all that arrived."""

    platform = "web"
    can_find = True
    settle = timedelta(0)

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.entries: list[Entry] = []
        self.shown: dict[str, Outgoing] = {}
        self._clock = clock

    async def post(self, message: Outgoing) -> str:
        ref = f"m{len(self.entries)}"
        self.entries.append(Entry("post", self._clock(), ref, message))
        self.shown[ref] = message
        return ref

    async def edit(self, ref: str, message: Outgoing) -> None:
        self.entries.append(Entry("edit", self._clock(), ref, message))
        self.shown[ref] = replace(message, due_at=self.shown[ref].due_at)

    async def delete(self, ref: str, target: Target) -> None:
        self.entries.append(Entry("delete", self._clock(), ref, None))
        del self.shown[ref]

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        for ref, message in self.shown.items():
            if message.delivery == delivery:
                return ref
        return None

    def rooms(self) -> list[Outgoing]:
        """Return what the rooms show, oldest first."""
        return [one for one in self.shown.values() if one.target.room]

    def private(self, user: str) -> list[Outgoing]:
        """Return what the private chat of a user shows, oldest first."""
        return [one for one in self.shown.values() if one.target.user == user]

    def posts(self) -> list[Outgoing]:
        """Return everything that was posted, in order, also what was deleted since."""
        return [one.message for one in self.entries if one.kind == "post" and one.message]
