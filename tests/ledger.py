"""A platform that writes down everything it is given: the ledger of what was sent."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from bot.messenger import Messenger, Outgoing, Target


@dataclass(frozen=True)
class Entry:
    """One thing that arrived: 'post', 'edit' or 'delete', when it set out, and the message."""

    kind: str
    at: datetime
    ref: str
    message: Outgoing | None


class Ledger:
    """A messenger for tests: keeps posts as a platform would, and a list of all that arrived.

    With a `messenger` of a platform, everything is sent by that as well.
    """

    platform = "web"
    can_find = True
    settle = timedelta(0)

    def __init__(self, clock: Callable[[], datetime], messenger: Messenger | None = None) -> None:
        self.entries: list[Entry] = []
        self.shown: dict[str, Outgoing] = {}
        self._clock = clock
        self._messenger = messenger
        if messenger:
            self.platform, self.settle = messenger.platform, messenger.settle

    async def post(self, message: Outgoing) -> str:
        ref, at = f"m{len(self.entries)}", self._clock()
        if self._messenger:
            ref = await self._messenger.post(message)
        self.entries.append(Entry("post", at, ref, message))
        self.shown[ref] = message
        return ref

    async def edit(self, ref: str, message: Outgoing) -> None:
        at = self._clock()
        if self._messenger:
            await self._messenger.edit(ref, message)
        self.entries.append(Entry("edit", at, ref, message))
        self.shown[ref] = replace(message, due_at=self.shown[ref].due_at)

    async def delete(self, ref: str, target: Target) -> None:
        at = self._clock()
        if self._messenger:
            await self._messenger.delete(ref, target)
        self.entries.append(Entry("delete", at, ref, None))
        del self.shown[ref]

    async def find(self, target: Target, delivery: UUID, since: datetime) -> str | None:
        if self._messenger:
            return await self._messenger.find(target, delivery, since)
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
