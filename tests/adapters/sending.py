"""A pump that sends to a loopback platform, with a clock that moves only when it is told."""

from datetime import datetime, timedelta
from typing import Any

from bot.messenger import Messenger
from scheduler.advance import Advance
from scheduler.clock import ManualClock
from scheduler.lanes import Lanes, Rate
from scheduler.pump import Pump
from storage import outbox
from storage.database import Database, Unit
from storage.delivery import Parcel
from storage.networks import Network
from tests.scheduler.stand_in import START, Stage, number, row

HOUR = timedelta(hours=1)


class Pumping:
    """A database, a pump and what sends; `where` gives workspace, room and user of a name."""

    def __init__(
        self, database: Database, messenger: Messenger, rate: Rate, clock: ManualClock
    ) -> None:
        self.database = database
        self.clock = clock
        self.stage = Stage(database, clock)
        self.known = {messenger.platform: messenger}
        self.platform = messenger.platform
        self.lanes = Lanes({messenger.platform: rate}, clock)
        self.pump = self.new_pump()
        self.advance = Advance(clock, self.pump)

    def where(self, room: str) -> tuple[str, str, str]:
        """Return the tenant, the room's id and the user's id ('' for either) of a name."""
        raise NotImplementedError

    def new_pump(self, limit: float = 20, owner: str = "worker") -> Pump:
        time = timedelta(seconds=limit)
        return Pump(self.stage, self.database, self.known, self.clock, self.lanes, owner, time)

    def hurry(self, limit: float) -> None:
        """Give a sending so many seconds of real time only."""
        self.pump = self.new_pump(limit)
        self.advance = Advance(self.clock, self.pump)

    async def begin(self) -> None:
        """Let there be a network."""
        await self.database.write(lambda unit: unit.session.add(Network(name="Test")), network=1)

    async def put(self, *rooms: str, first: int = 1) -> None:
        """Queue a delivery for each of these rooms, in their order, numbered from `first`."""
        rows = [self._row(n, room) for n, room in enumerate(rooms, first)]
        await self.write(lambda unit: outbox.put(unit.connection, rows))

    def _row(self, n: int, name: str) -> dict[str, Any]:
        tenant, room, user = self.where(name)
        rest = {"platform": self.platform, "tenant": tenant, "user": user}
        return row(n, room, self.clock.now(), **rest, **({"lane": user} if user else {}))

    async def want(self, *numbers: int) -> None:
        """Ask that cards be drawn again."""
        wanted = [("polls.poll", (n,)) for n in numbers]
        await self.write(lambda unit: outbox.want(unit.connection, wanted))

    async def settle(self, until: datetime = START + HOUR) -> None:
        """Let everything happen that is due until a moment."""
        await self.advance.to(until)

    async def get(self, n: int) -> Parcel:
        found = await self.database.read(lambda unit: outbox.get(unit.connection, number(n)))
        assert found is not None
        return found

    async def states(self, *numbers: int) -> list[str]:
        return [(await self.get(n)).state for n in numbers]

    async def write(self, work: Any) -> None:
        def both(unit: Unit) -> None:
            work(unit)

        await self.database.write(both, network=1)
        self.stage.tell()
