"""The whole product in the local chat, and all that somebody with its database can read."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import Connection

from adapters.chores import chores
from adapters.web.app import web_app
from adapters.web.hub import Hub
from adapters.web.messenger import WebMessenger
from storage import webrooms
from storage.database import Database, Unit
from storage.networks import LineSetting
from tests.adapters.web.house import House
from tests.conversation import Conversation, Somebody
from tests.driving import Hands, drive

MEMBERS = tuple(f"Member-{number}" for number in range(1, 13))
MEETING = "meeting 10 March 14:00-17:00 at De Linde: reading"
OPENED = datetime(2026, 3, 10, 15, 55, tzinfo=UTC)
LAST_CALL = datetime(2026, 3, 13, 8, 5, tzinfo=UTC)
CLOSED = datetime(2026, 3, 16, 7, 5, tzinfo=UTC)

Rows = dict[str, list[str]]
"""Every row as text, by table."""


@dataclass
class Whole:
    """Twelve members and Vera in the local chat, by its pages and by the core."""

    chat: Conversation
    house: House
    client: TestClient[Any, Any]
    vera: Somebody
    members: Sequence[Somebody]

    @property
    def database(self) -> Database:
        """The database."""
        return self.chat.database

    async def post(self, who: Somebody, what: str, key: str, **body: object) -> tuple[int, str]:
        """Send what a page sends; return the status and the answer as text."""
        sent = {"room": "circle", "key": key, **body}
        path = f"/as/{who.account.user}/{what}"
        async with self.client.post(path, json=sent) as answer:
            return answer.status, await answer.text()

    async def hands_in(
        self, who: Somebody, number: int, key: str, **values: str
    ) -> tuple[int, str]:
        """Hand in the form of an evaluation in a browser."""
        given = {name: [value] for name, value in values.items()}
        args = [self.chat.network_id, number]
        return await self.post(who, "form", key, action="evaluations.send", args=args, values=given)

    async def to(self, moment: datetime) -> None:
        """Let everything happen until a moment."""
        await self.chat.advance_to(moment)
        await self.chat.settle()

    async def chores(self) -> None:
        """Do once what the server does by itself."""
        for chore in chores(self.chat.core, Hands(self.chat.clock)):
            await chore.run()

    async def rows(self, *leave_out: str) -> Rows:
        """Read every row of every table, of columns ('table.column') only whether they are full."""
        blind = frozenset(leave_out)
        return await self.database.read(lambda unit: all_rows(unit.connection, blind))


def all_rows(connection: Connection, leave_out: frozenset[str] = frozenset()) -> Rows:
    """Read every row of every table as text, in no order that storage gives.

    `leave_out` are columns ('table.column') of which only is told whether they hold something.
    """
    names = connection.dialect.get_table_names(connection)
    found: Rows = {}
    for name in names:
        rows = connection.exec_driver_sql(f'SELECT * FROM "{name}"').mappings()  # noqa: S608 - our own names
        found[name] = sorted(repr(_told(name, row, leave_out)) for row in rows)
    return found


def _told(name: str, row: Mapping[Any, Any], leave_out: frozenset[str]) -> list[tuple[str, Any]]:
    items = sorted(row.items())
    return [(key, bool(one) if f"{name}.{key}" in leave_out else one) for key, one in items]


@asynccontextmanager
async def whole(database: Database) -> AsyncIterator[Whole]:
    """Put it together, in the last minutes of a meeting."""
    chat = await Conversation.open(database)
    vera, *members = await chat.network(members=MEMBERS)

    def furnish(unit: Unit) -> None:
        webrooms.make(unit.connection, "circle", "Circle", "")
        for one in (vera, *members):
            webrooms.join(unit.connection, "circle", one.account.user)
        for line in ("takeaways.school", "takeaways.ask"):
            unit.session.add(LineSetting(network_id=chat.network_id, line=line, offset="off"))

    await database.write(furnish)
    hub = Hub()
    messenger = WebMessenger(database, hub, chat.clock)
    chat.settle, chat.advance_to = drive(chat.core, database, chat.clock, messenger)
    house = House(web.Application(), chat.core, messenger, chat.clock, chat.settle, chat.advance_to)
    async with TestClient(TestServer(web_app(chat.core, hub, house))) as client:
        made = Whole(chat, house, client, vera, members)
        await vera.says(MEETING)
        await made.to(OPENED)
        yield made
