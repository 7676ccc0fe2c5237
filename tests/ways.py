"""The ways from people to the core: straight to it, or through a chat platform's adapter.

A conversation (tests/conversation.py) is the same whichever way it goes. A way for another
platform implements `Way` and stands in `WAYS`; what it shows, it reads back from the platform.
"""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import Any, Protocol

from bot.cards import Card
from bot.core import Core
from bot.effects import Answer
from bot.events import AccountRef, Event, RoomRef
from bot.messenger import Messenger
from storage.database import Database
from tests.ledger import Ledger

DIRECT = "direct"
WAYS = {
    "slack": "tests.adapters.slack.through:through",
    "teams": "tests.adapters.teams.through:through",
}
"""Each platform's way: where the function is that opens it for a core."""


class Way(Protocol):
    """Takes what people do to the core and shows what they then see."""

    messenger: Messenger | None

    def account(self, name: str, language: str) -> AccountRef:
        """Return the account of somebody of this name, made at need."""
        ...

    def room(self, name: str) -> RoomRef:
        """Return the room of this name, made at need."""
        ...

    def come_in(self, account: AccountRef, room: RoomRef) -> None:
        """Be in a room from now on, without a word about it."""
        ...

    def knows(self, account: AccountRef) -> bool:
        """Say whether this is the account of somebody on this way; others come by their own."""
        ...

    async def take(self, event: Event) -> list[Answer]:
        """Do something; return what who did it is shown. Raises Refusal for a form."""
        ...

    async def home(self, account: AccountRef) -> Card:
        """Open somebody's home view."""
        ...

    async def quiet(self) -> None:
        """Wait until nothing is under way any more between the platform and the core."""
        ...

    def rooms(self) -> list[Card]:
        """Return what the rooms show, oldest first."""
        ...

    def private(self, account: AccountRef) -> list[Card]:
        """Return what somebody's private chat shows, oldest first."""
        ...


class Direct:
    """Straight to the core: what would be sent is read from the ledger."""

    messenger = None

    def __init__(self, core: Core, ledger: Ledger) -> None:
        self._core = core
        self._ledger = ledger

    def account(self, name: str, language: str) -> AccountRef:
        return AccountRef("web", "local", name.casefold())

    def room(self, name: str) -> RoomRef:
        return RoomRef("web", "local", name)

    def come_in(self, account: AccountRef, room: RoomRef) -> None:
        """Nobody asks who is in the room."""

    def knows(self, account: AccountRef) -> bool:
        return True

    async def take(self, event: Event) -> list[Answer]:
        return await self._core.dispatch(event)

    async def home(self, account: AccountRef) -> Card:
        return await self._core.home(account)

    async def quiet(self) -> None:
        """Nothing is ever under way."""

    def rooms(self) -> list[Card]:
        return [one.card for one in self._ledger.rooms()]

    def private(self, account: AccountRef) -> list[Card]:
        return [one.card for one in self._ledger.private(account.user)]


Opening = Callable[[Core, Callable[[], Any]], AbstractAsyncContextManager[Way]]


class Journey:
    """Which way the conversations of a test go, and what is to be closed after it."""

    def __init__(self) -> None:
        self.name = DIRECT
        self._opened = AsyncExitStack()

    async def begin(self, core: Core, clock: Callable[[], Any]) -> tuple[Way, Ledger]:
        """Open the way for a conversation, and the ledger of what is sent on it."""
        if self.name == DIRECT:
            ledger = Ledger(clock)
            return Direct(core, ledger), ledger
        module, _, name = WAYS[self.name].partition(":")
        opening: Opening = getattr(import_module(module), name)
        way = await self._opened.enter_async_context(opening(core, clock))
        return way, Ledger(clock, way.messenger)

    @asynccontextmanager
    async def along(self, name: str) -> AsyncIterator[None]:
        """Let conversations that are opened within go this way; close them at the end."""
        before, self.name = self.name, name
        try:
            async with self._opened:
                yield
        finally:
            self.name, self._opened = before, AsyncExitStack()


JOURNEY = Journey()


@asynccontextmanager
async def opened(url: str, way: str) -> AsyncIterator[Database]:
    """Open a database, with conversations that go this way."""
    database = Database.open(url)
    try:
        async with JOURNEY.along(way):
            yield database
    finally:
        await database.close()
