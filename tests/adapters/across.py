"""One network with a room in Slack, one in Teams and one in the browser, and people in each."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.cards import Card
from bot.effects import Answer
from bot.events import AccountRef, Event, Origin, RoomRef
from storage import networks, people
from storage.database import Database, Unit
from storage.networks import Membership, Network
from storage.people import Person
from storage.preparers import Preparing
from tests.adapters.slack.through import through as slack
from tests.adapters.teams.through import through as teams
from tests.adapters.web.browser import ThroughBrowser, link_in
from tests.adapters.web.browser import through as browser
from tests.conversation import MONDAY, Clock, Conversation, core_for
from tests.driving import drive
from tests.ledger import Ledger
from tests.somebody import Somebody
from tests.ways import Way

PLATFORMS = ("slack", "teams", "web")
ROOM = "circle"


@dataclass
class Across:
    """Implements tests.ways.Way with several: each does its own. Rooms are 'platform:name'."""

    ways: dict[str, Way]
    lives: dict[str, str]
    messenger = None

    def account(self, name: str, language: str) -> AccountRef:
        return self.ways[self.lives[name]].account(name, language)

    def room(self, name: str) -> RoomRef:
        platform, _, own = name.partition(":")
        return self.ways[platform].room(own)

    def come_in(self, account: AccountRef, room: RoomRef) -> None:
        self.ways[room.platform].come_in(account, room)

    def knows(self, account: AccountRef) -> bool:
        return account.platform in self.ways

    async def take(self, event: Event) -> list[Answer]:
        return await self.ways[event.origin.account.platform].take(event)

    async def home(self, account: AccountRef) -> Card:
        return await self.ways[account.platform].home(account)

    async def quiet(self) -> None:
        for way in self.ways.values():
            await way.quiet()

    def rooms(self) -> list[Card]:
        return [card for way in self.ways.values() for card in way.rooms()]

    def private(self, account: AccountRef) -> list[Card]:
        return self.ways[account.platform].private(account)


@dataclass
class Owner(Somebody):
    """Somebody who owns the room they are in."""

    def origin(self, *, privately: bool = False, key: str = "") -> Origin:
        found = super().origin(privately=privately, key=key)
        account, language = found.account, found.language
        return Origin(found.key, account, found.room, self.name, language, owns_room=not privately)


@dataclass
class Network3:
    """The conversation, and what each platform's room shows."""

    chat: Conversation
    way: Across
    browser: ThroughBrowser

    def reads(self, platform: str) -> list[str]:
        """Return what the room shows, oldest first, a person by their name."""
        return [self.chat.plain(card) for card in self.way.ways[platform].rooms()]

    def somebody(self, name: str, number: int = 0, *, owns: bool = False) -> Somebody:
        """Return somebody in the room of their platform."""
        kind = Owner if owns else Somebody
        found = kind(self.chat, name, number, f"{self.way.lives[name]}:{ROOM}")
        self.way.come_in(found.account, self.way.room(found.room))
        return found

    async def invites(self, host: Somebody, name: str) -> Somebody:
        """Let somebody come into the browser, by the link that a facilitator asks for."""
        await self.browser.invited(name, link_in(await host.says(f"invite {name}")))
        found = self.somebody(name)
        account = found.account

        def work(unit: Unit) -> int:
            who = people.find(unit.connection, account.platform, account.tenant, account.user)
            assert who
            return who.id

        found.id = await self.chat.database.read(work)
        self.chat.people[name] = found
        await self.chat.settle()
        return found


@asynccontextmanager
async def opened(database: Database, **lives: str) -> AsyncIterator[Network3]:
    """Open all three platforms on one core; `lives` says where each person is."""
    clock = Clock(MONDAY)
    core = core_for(database, clock)
    async with (
        slack(core, clock) as in_slack,
        teams(core, clock) as in_teams,
        browser(core, clock) as in_browser,
    ):
        there: dict[str, Way] = {"slack": in_slack, "teams": in_teams, "web": in_browser}
        ledgers = [Ledger(clock, one.messenger) for one in there.values()]
        pump, advance_to = drive(core, database, clock, *ledgers)
        chat = Conversation(
            database, core, clock, ledgers[-1], Across(there, lives), pump, advance_to
        )
        yield Network3(chat, Across(there, lives), in_browser)


@asynccontextmanager
async def met(database: Database, **lives: str) -> AsyncIterator[tuple[Network3, list[Somebody]]]:
    """Give a network that meets in all three rooms; the first person facilitates.

    Those of the browser are invited before anything goes out, and come in by their links.
    """
    async with opened(database, **lives) as found:
        known = {name: found.somebody(name) for name, at in lives.items() if at != "web"}
        rooms = [found.way.room(f"{platform}:{ROOM}") for platform in ("slack", "teams")]

        def work(unit: Unit) -> int:
            row = Network(name="Circle")
            unit.session.add(row)
            unit.session.flush()
            assert row.id
            unit.session.add(Preparing(network_id=row.id, number=0))
            for room in rooms:
                networks.add_room(unit.session, row.id, room.platform, room.tenant, room.room)
            for one in known.values():
                _member(unit, row.id, one)
            return row.id

        found.chat.network_id = await database.write(work)
        found.chat.people.update(known)
        host = next(iter(known.values()))
        for name in lives:
            if name not in known:
                known[name] = await found.invites(host, name)
        await database.write(lambda unit: _ready(unit, found.chat))
        yield found, [known[name] for name in lives]


def _ready(unit: Unit, chat: Conversation) -> None:
    networks.change(unit.session, chat.network_id, {"ready_at": chat.clock.now})


def _member(unit: Unit, network: int, one: Somebody) -> None:
    account, role = one.account, "participant" if one.chat.people else "facilitator"
    new = Person(name=one.name, language="en")
    who = people.add(unit.session, new, account.platform, account.tenant, account.user)
    one.id = who.id
    one.chat.people[one.name] = one
    when = one.chat.clock.now
    unit.session.add(Membership(network_id=network, person_id=who.id, role=role, joined_at=when))
