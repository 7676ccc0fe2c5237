"""A pump that sends to the loopback Slack, with a clock that moves only when it is told."""

from datetime import datetime, timedelta
from typing import Any

from adapters.slack.clients import Clients, Given
from adapters.slack.messenger import SlackMessenger
from adapters.slack.rates import RATE
from scheduler.advance import Advance
from scheduler.clock import ManualClock
from scheduler.lanes import Lanes
from scheduler.pump import Pump
from storage import outbox
from storage.database import Database, Unit
from storage.networks import Network
from storage.outbox import Delivery
from tests.peers.slack import Place, Slack
from tests.scheduler.stand_in import START, Stage, number, row

TEAM = "T0CIRCLE"
HOUR = timedelta(hours=1)


class Sending:
    """A database, a pump and a Slack with three rooms: 'a' and 'b' public, 'p' private."""

    def __init__(self, database: Database, slack: Slack, clients: Clients) -> None:
        self.database = database
        self.slack = slack
        self.clock: ManualClock = slack.clock.__self__  # type: ignore[attr-defined]
        self.team = slack.teams[TEAM]
        self.bot = self.team.bot.id
        self.rooms = {
            name: self.team.add_channel(name, {self.bot}, private=name == "p") for name in "abp"
        }
        self.anna = self.team.add_user("Anna")
        self.stage = Stage(database, self.clock)
        self.messenger = SlackMessenger(clients, database)
        self.lanes = Lanes({"slack": RATE}, self.clock)
        self.pump = self.new_pump()
        self.advance = Advance(self.clock, self.pump)

    def new_pump(self, limit: float = 20, owner: str = "worker") -> Pump:
        time = timedelta(seconds=limit)
        known = {"slack": self.messenger}
        return Pump(self.stage, self.database, known, self.clock, self.lanes, owner, time)

    def hurry(self, limit: float) -> None:
        """Give a sending so many seconds of real time only."""
        self.pump = self.new_pump(limit)
        self.advance = Advance(self.clock, self.pump)

    async def open(self) -> "Sending":
        await self.database.write(lambda unit: unit.session.add(Network(name="Test")), network=1)
        return self

    def channel(self, room: str) -> str:
        """The id of a room; 'anna' is her private chat."""
        return self.team.im(self.anna.id).id if room == "anna" else self.rooms[room].id

    async def put(self, *rooms: str, first: int = 1) -> None:
        """Queue a delivery for each of these rooms, in their order, numbered from `first`."""
        rows = [self._row(n, room) for n, room in enumerate(rooms, first)]
        await self._write(lambda unit: outbox.put(unit.connection, rows))

    def _row(self, n: int, room: str) -> dict[str, Any]:
        where: dict[str, Any] = {"platform": "slack", "tenant": TEAM, "user": ""}
        if room == "anna":
            user = self.anna.id
            return row(n, "", self.clock.now(), **{**where, "user": user, "lane": user})
        return row(n, self.rooms[room].id, self.clock.now(), **where)

    async def want(self, *numbers: int) -> None:
        """Ask that cards be drawn again."""
        wanted = [("polls.poll", (n,)) for n in numbers]
        await self._write(lambda unit: outbox.want(unit.connection, wanted))

    async def settle(self, until: datetime = START + HOUR) -> None:
        """Let everything happen that is due until a moment."""
        await self.advance.to(until)

    async def get(self, n: int) -> Delivery:
        found = await self.database.read(lambda unit: outbox.get(unit.connection, number(n)))
        assert found is not None
        return found

    async def states(self, *numbers: int) -> list[str]:
        return [(await self.get(n)).state for n in numbers]

    def place(self, room: str) -> Place:
        return Place(self.team, self.team.channels[self.channel(room)])

    def order(self, room: str) -> list[int]:
        """The numbers of the deliveries that a room shows, in their order."""
        known = {number(n): n for n in range(200)}
        return [known[found] for found in self.slack.ledger.of(self.channel(room)) if found]

    async def _write(self, work: Any) -> None:
        def both(unit: Unit) -> None:
            work(unit)

        await self.database.write(both, network=1)
        self.stage.tell()


def clients_of(slack: Slack) -> Clients:
    return Clients(Given({TEAM: f"xoxb-{TEAM}"}), slack.api_url)
