"""A pump that sends to the loopback Slack."""

from adapters.slack.clients import Clients, Given
from adapters.slack.messenger import SlackMessenger
from adapters.slack.rates import RATE
from storage.database import Database
from tests.adapters.sending import Pumping
from tests.peers.slack import Place, Slack
from tests.scheduler.stand_in import number

TEAM = "T0CIRCLE"


class Sending(Pumping):
    """A database, a pump and a Slack with three rooms: 'a' and 'b' public, 'p' private."""

    def __init__(self, database: Database, slack: Slack, clients: Clients) -> None:
        self.slack = slack
        self.team = slack.teams[TEAM]
        self.bot = self.team.bot.id
        self.rooms = {
            name: self.team.add_channel(name, {self.bot}, private=name == "p") for name in "abp"
        }
        self.anna = self.team.add_user("Anna")
        self.messenger = SlackMessenger(clients, database)
        super().__init__(database, self.messenger, RATE, slack.clock.__self__)  # type: ignore[attr-defined]

    async def open(self) -> "Sending":
        await self.begin()
        return self

    def where(self, room: str) -> tuple[str, str, str]:
        if room == "anna":
            return TEAM, "", self.anna.id
        return TEAM, self.rooms[room].id, ""

    def channel(self, room: str) -> str:
        """The id of a room; 'anna' is her private chat."""
        return self.team.im(self.anna.id).id if room == "anna" else self.rooms[room].id

    def place(self, room: str) -> Place:
        return Place(self.team, self.team.channels[self.channel(room)])

    def order(self, room: str) -> list[int]:
        """The numbers of the deliveries that a room shows, in their order."""
        known = {number(n): n for n in range(200)}
        return [known[found] for found in self.slack.ledger.of(self.channel(room)) if found]


def clients_of(slack: Slack) -> Clients:
    return Clients(Given({TEAM: f"xoxb-{TEAM}"}), slack.api_url)
