"""A pump that sends to the loopback Teams, with a clock that moves only when it is told."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from adapters.teams.connector import Connector
from adapters.teams.directory import Directory
from adapters.teams.house import Teams as Adapter
from adapters.teams.ids import Seal
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.rates import RATE
from adapters.teams.tokens import Tokens
from scheduler.advance import Advance
from scheduler.clock import ManualClock
from scheduler.lanes import Lanes
from scheduler.pump import Pump
from storage import outbox, teamsplaces
from storage.database import Database, Unit
from storage.networks import Network
from storage.outbox import Delivery
from storage.teamsplaces import Seen
from tests.adapters.teams.house import SECRET, core_of
from tests.conversation import MONDAY, Clock
from tests.peers.teams import Persona, Teams
from tests.peers.teams.server import APP, TENANT, TOKEN
from tests.scheduler.stand_in import START, Stage, number, row

HOUR = timedelta(hours=1)


class Sending:
    """A database, a pump and a Teams with two rooms, 'a' and 'b', and Anna, who has no chat."""

    def __init__(self, database: Database, teams: Teams, calls: Connector) -> None:
        self.database = database
        self.teams = teams
        self.clock = ManualClock(START)
        self.rooms = {name: teams.add(name, "group") for name in "ab"}
        self.anna = Persona(teams, "Anna").enters(self.rooms["a"])
        self.stage = Stage(database, self.clock)
        directory = Directory(calls, database, self.clock.now, APP)
        core = core_of(database, Clock(MONDAY))
        self.adapter = Adapter(core, calls, directory, Seal(SECRET))
        self.messenger = TeamsMessenger(self.adapter)
        self.pump = self._pump()
        self.advance = Advance(self.clock, self.pump)

    def _pump(self) -> Pump:
        lanes = Lanes({"teams": RATE}, self.clock)
        known = {"teams": self.messenger}
        time = timedelta(seconds=20)
        return Pump(self.stage, self.database, known, self.clock, lanes, "worker", time)

    async def open(self) -> "Sending":
        """Let Kring have heard from both rooms."""

        def work(unit: Unit) -> None:
            unit.session.add(Network(name="Test"))
            for room in self.rooms.values():
                seen = Seen(TENANT, room.id, "group", self.teams.service)
                teamsplaces.keep(unit.connection, seen, START)

        await self.database.write(work, network=1)
        return self

    async def put(self, *rooms: str, first: int = 1) -> None:
        """Queue a delivery for each of these rooms, in their order, numbered from `first`."""
        rows = [self._row(n, room) for n, room in enumerate(rooms, first)]
        await self.write(lambda unit: outbox.put(unit.connection, rows))

    def _row(self, n: int, room: str) -> dict[str, Any]:
        where: dict[str, Any] = {"platform": "teams", "tenant": TENANT, "user": ""}
        if room == "anna":
            user = self.anna.user
            return row(n, "", self.clock.now(), **{**where, "user": user, "lane": user})
        return row(n, self.rooms[room].id, self.clock.now(), **where)

    async def want(self, *numbers: int) -> None:
        """Ask that cards be drawn again."""
        wanted = [("polls.poll", (n,)) for n in numbers]
        await self.write(lambda unit: outbox.want(unit.connection, wanted))

    async def settle(self, until: datetime = START + HOUR) -> None:
        """Let everything happen that is due until a moment."""
        await self.advance.to(until)

    async def get(self, n: int) -> Delivery:
        found = await self.database.read(lambda unit: outbox.get(unit.connection, number(n)))
        assert found is not None
        return found

    async def states(self, *numbers: int) -> list[str]:
        return [(await self.get(n)).state for n in numbers]

    def order(self, room: str) -> list[int]:
        """The numbers of the deliveries that a room shows, in their order."""
        where = self.anna.chat if room == "anna" else self.rooms[room]
        known = {number(n): n for n in range(200)}
        return [known[UUID(one.card["fallbackText"])] for one in where.messages]

    async def write(self, work: Any) -> None:
        def both(unit: Unit) -> None:
            work(unit)

        await self.database.write(both, network=1)
        self.stage.tell()


@asynccontextmanager
async def sending_to_teams(database: Database) -> AsyncIterator[Sending]:
    """Start a loopback Teams and what sends to it."""
    async with Teams() as teams, Connector(Tokens(lambda: TOKEN, Clock(MONDAY))) as calls:
        yield await Sending(database, teams, calls).open()
        assert not teams.problems, teams.problems
