"""People who take part in a browser: they come in by a link, and do all by real requests."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer

from adapters.web.app import browser_app
from adapters.web.browser import COOKIE
from adapters.web.chat import CHAT
from adapters.web.hub import Hub
from adapters.web.messenger import WebMessenger
from bot import cardjson
from bot.cards import Card
from bot.core import Core
from bot.effects import Answer
from bot.errors import Refusal
from bot.events import AccountRef, Command, Event, Left, Press, RoomRef, Submission
from bot.links import Links
from storage import browsers, webchat
from storage.webchat import Place, WebMessage
from storage.webrooms import BROWSER, PLATFORM

BASE = "https://kring.example.org"
OWN = {"Origin": BASE}
LINK = re.compile(rf"{BASE}(/browser/enter/\S+)")


def link_in(text: str) -> str:
    """Return the path of the link that a card shows."""
    found = LINK.search(text)
    assert found, text
    return found[1]


class Overheard:
    """The core, and what it answered last: what a page shows is checked against that."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.said: list[Answer] = []

    async def dispatch(self, event: Event) -> list[Answer]:
        self.said = []
        self.said = await self._core.dispatch(event)
        return self.said

    def __getattr__(self, name: str) -> Any:
        return getattr(self._core, name)


@dataclass
class Tab:
    """Somebody's browser: its session, and requests as its pages send them."""

    client: TestClient
    session: str = ""

    async def get(self, path: str = "/me", **more: Any) -> ClientResponse:
        return await self._ask("GET", path, {}, **more)

    async def post(
        self, path: str, json: object = None, *, headers: dict[str, str] = OWN, **more: Any
    ) -> ClientResponse:
        return await self._ask("POST", path, headers, json=json, **more)

    async def _ask(
        self, method: str, path: str, headers: dict[str, str], **more: Any
    ) -> ClientResponse:
        cookie = {"Cookie": f"{COOKIE}={self.session}"} if self.session else {}
        given = {**headers, **cookie}
        return await self.client.request(method, path, headers=given, allow_redirects=False, **more)

    async def comes_in(self, link: str, **form: str) -> ClientResponse:
        """Open a link and press its button; the session is this browser's from then on."""
        answer = await self.post(link, data={"as": "new", **form})
        if answer.status == 303:
            self.session = answer.cookies[COOKIE].value
        return answer


@dataclass
class ThroughBrowser:
    """Implements tests.ways.Way: everything goes by the requests of a signed-in page."""

    core: Core
    overheard: Overheard
    client: TestClient
    messenger: WebMessenger
    tabs: dict[str, Tab] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)

    async def invited(self, name: str, link: str) -> Tab:
        """Let somebody come in by their link."""
        tab = self.tabs[name] = Tab(self.client)
        before = {one.ref for one in await self._all()}
        answer = await tab.comes_in(link)
        assert answer.status == 303, await answer.text()
        [self.refs[name]] = {one.ref for one in await self._all()} - before
        return tab

    async def _all(self) -> list[Any]:
        rooms = await self.core.database.read(lambda unit: _rooms(unit.connection))
        return [one for people in rooms.values() for one in people]

    def account(self, name: str, language: str) -> AccountRef:
        del language
        return AccountRef(PLATFORM, BROWSER, self.refs[name])

    def room(self, name: str) -> RoomRef:
        del name
        [room] = self.core.database.read_now(lambda unit: _rooms(unit.connection))
        return RoomRef(PLATFORM, BROWSER, room)

    def come_in(self, account: AccountRef, room: RoomRef) -> None:
        """Whoever is in the network is in its room."""

    def knows(self, account: AccountRef) -> bool:
        return account.user in self.refs.values()

    async def take(self, event: Event) -> list[Answer]:
        tab, room = self._tab(event.origin.account), event.origin.room
        about = {"room": room.room if room else "", "key": event.origin.key}
        answer = await _send(tab, event, about)
        said = await answer.json() if answer.content_type == "application/json" else {}
        if fault := said.get("fault"):
            raise Refusal(fault["text"], fault["field"])
        assert answer.status in (200, 303), await answer.text()
        return self.overheard.said

    def _tab(self, account: AccountRef) -> Tab:
        return next(self.tabs[name] for name, ref in self.refs.items() if ref == account.user)

    async def home(self, account: AccountRef) -> Card:
        assert (await self._tab(account).get("/me/card")).status == 200
        return await self.core.home(account)

    async def quiet(self) -> None:
        """Nothing is ever under way: an answer comes when all is kept."""

    def rooms(self) -> list[Card]:
        found = self.core.database.read_now(lambda unit: _rooms(unit.connection))
        return [card for room, people in found.items() for card in self._posted(room, people)]

    def _posted(self, room: str, people: list[Any]) -> list[Card]:
        reader = people[0].ref if people else "nobody"
        return self._cards(Place(reader, room))

    def private(self, account: AccountRef) -> list[Card]:
        return self._cards(Place(account.user))

    def _cards(self, place: Place) -> list[Card]:
        read = self.core.database.read_now
        rows: list[WebMessage] = read(lambda unit: webchat.history(unit.connection, place))
        return [cardjson.load_card(one.card) for one in rows if one.card and one.delivery_id]


def _rooms(connection: Any) -> dict[str, list[Any]]:
    found = connection.exec_driver_sql(
        f"SELECT room_ref FROM room WHERE tenant = '{BROWSER}' ORDER BY id"  # noqa: S608 - ours
    ).scalars()
    return {room: browsers.people(connection, room) for room in found}


async def _send(tab: Tab, event: Event, about: dict[str, str]) -> ClientResponse:
    match event:
        case Command(text=text):
            line = f"/kring {text}" if about["room"] else text
            return await tab.post("/me/say", {**about, "text": line})
        case Press(action=action, args=args, value=value):
            pressed = {"action": action, "args": list(args), "value": value}
            return await tab.post("/me/press", {**about, **pressed})
        case Submission(action=action, args=args, values=values):
            filled = {name: list(each) for name, each in values.items()}
            given = {"action": action, "args": list(args), "values": filled}
            return await tab.post("/me/form", {**about, **given})
        case Left():
            return await tab.post(f"/me/in/{about['room']}/leave")
    raise AssertionError(f"nobody does this in a browser: {event}")


@asynccontextmanager
async def through(core: Core, clock: Callable[[], datetime]) -> AsyncIterator[ThroughBrowser]:
    """Serve the browser for a conversation; nobody is in it yet."""
    core.links = Links("secret", front=BASE)
    hub = Hub()
    overheard = Overheard(core)
    app = browser_app(core, hub, BASE, "a secret of its own")
    app[CHAT].core = cast("Core", overheard)
    async with TestClient(TestServer(app)) as client:
        yield ThroughBrowser(core, overheard, client, WebMessenger(core.database, hub, clock))
