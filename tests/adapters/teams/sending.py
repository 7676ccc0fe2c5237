"""A pump that sends to the loopback Teams."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from adapters.teams.connector import Connector
from adapters.teams.directory import Directory
from adapters.teams.house import Teams as Adapter
from adapters.teams.ids import Seal
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.rates import RATE
from adapters.teams.tokens import Tokens
from scheduler.clock import ManualClock
from storage import teamsplaces
from storage.database import Database, Unit
from storage.teamsplaces import Seen
from tests.adapters.sending import Pumping
from tests.adapters.teams.house import SECRET, core_of
from tests.conversation import MONDAY, Clock
from tests.peers.teams import Persona, Teams
from tests.peers.teams.server import APP, TENANT, TOKEN
from tests.scheduler.stand_in import START, number


class Sending(Pumping):
    """A database, a pump and a Teams with two rooms, 'a' and 'b', and Anna, who has no chat."""

    def __init__(self, database: Database, teams: Teams, calls: Connector) -> None:
        self.teams = teams
        self.rooms = {name: teams.add(name, "group") for name in "ab"}
        self.anna = Persona(teams, "Anna").enters(self.rooms["a"])
        clock = ManualClock(START)
        directory = Directory(calls, database, clock.now, APP)
        core = core_of(database, Clock(MONDAY))
        self.adapter = Adapter(core, calls, directory, Seal(SECRET))
        self.messenger = TeamsMessenger(self.adapter)
        super().__init__(database, self.messenger, RATE, clock)

    async def open(self) -> "Sending":
        """Let Kring have heard from both rooms."""

        def work(unit: Unit) -> None:
            for room in self.rooms.values():
                seen = Seen(TENANT, room.id, "group", self.teams.service)
                teamsplaces.keep(unit.connection, seen, START)

        await self.begin()
        await self.write(work)
        return self

    def where(self, room: str) -> tuple[str, str, str]:
        return (TENANT, "", self.anna.user) if room == "anna" else (TENANT, self.rooms[room].id, "")

    def order(self, room: str) -> list[int]:
        """The numbers of the deliveries that a room shows, in their order."""
        where = self.anna.chat if room == "anna" else self.rooms[room]
        known = {number(n): n for n in range(200)}
        return [known[UUID(one.card["fallbackText"])] for one in where.messages]


@asynccontextmanager
async def sending_to_teams(database: Database) -> AsyncIterator[Sending]:
    """Start a loopback Teams and what sends to it."""
    async with Teams() as teams, Connector(Tokens(lambda: TOKEN, Clock(MONDAY))) as calls:
        yield await Sending(database, teams, calls).open()
        assert not teams.problems, teams.problems
