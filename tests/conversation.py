"""Conversations with Kring as tests: people who type, press and fill in, and what they then see.

chat = await Conversation.open(database)
vera, anna = await chat.network("Circle", facilitators=["Vera"], members=["Anna"])
await vera.says('poll "Lunch?" "Soup" "Bread"')
await anna.presses("Soup")
assert "Soup: 1" in chat.room.last()
"""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from uuid import UUID

from bot.cards import Card, plain, with_names
from bot.core import Core
from bot.effects import Answer
from bot.events import Event
from bot.links import Links
from bot.registry import standard
from storage import people
from storage.database import Database, Unit
from storage.meetings import Meeting
from storage.networks import Membership, Network, Room
from storage.people import Person
from storage.preparers import Preparing
from tests.fresh_keys import fresh_keys
from tests.ledger import Ledger
from tests.somebody import Place, Somebody
from tests.ways import JOURNEY, Way

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Monday 2 March 2026, ten o'clock in Amsterdam: when conversations begin."""


class Clock:
    """A clock that moves only when it is told."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def core_for(database: Database, clock: Clock) -> Core:
    """Put a core together on this database."""
    ids = count(1)  # safe for the threads of the database, as a generator is not
    return Core(
        database,
        standard(),
        clock,
        lambda: UUID(int=next(ids)),
        Links("secret"),
        lambda _account: False,
        fresh_keys(),
    )


@dataclass
class Conversation:
    """Kring with a network in it, a ledger for a platform, and a clock that stands still."""

    database: Database
    core: Core
    clock: Clock
    ledger: Ledger
    way: Way
    pump: Callable[[], Awaitable[None]]
    advance_to: Callable[[datetime], Awaitable[None]]
    people: dict[str, "Somebody"] = field(default_factory=dict)
    network_id: int = 0
    keys: Iterator[int] = field(default_factory=lambda: count(1))

    @classmethod
    async def open(cls, database: Database, now: datetime = MONDAY) -> "Conversation":
        """Put a core together on this database, with no network in it yet."""
        from tests.driving import drive  # the pump stands above the core

        clock = Clock(now)
        core = core_for(database, clock)
        way, ledger = await JOURNEY.begin(core, clock)
        pump, advance_to = drive(core, database, clock, ledger)
        return cls(database, core, clock, ledger, way, pump, advance_to)

    async def network(
        self,
        name: str = "Circle",
        facilitators: tuple[str, ...] = ("Vera",),
        members: tuple[str, ...] = ("Anna", "Bram", "Carla"),
        language: str = "en",
        template: str = "monthly",
        ready: bool = True,
        preparers: int | None = 0,
    ) -> list["Somebody"]:
        """Make a network with a room and people, ready or not; return its people in order.

        Nobody is asked to help prepare, unless the template says so (`preparers` None).
        """
        room = name.casefold()
        where = self.way.room(room)
        accounts = {
            person: self.way.account(person, language) for person in (*facilitators, *members)
        }
        for account in accounts.values():
            self.way.come_in(account, where)

        def work(unit: Unit) -> tuple[int, dict[str, int]]:
            session, now = unit.session, self.clock.now
            row = Network(name=name, language=language, template=template)
            row.ready_at = now if ready else None
            session.add(row)
            session.flush()
            assert row.id
            if preparers is not None:
                session.add(Preparing(network_id=row.id, number=preparers))
            session.add(
                Room(
                    network_id=row.id,
                    platform=where.platform,
                    tenant=where.tenant,
                    room_ref=where.room,
                    name=name,
                )
            )
            ids = {}
            for person, account in accounts.items():
                known = (account.platform, account.tenant, account.user)
                who = people.find(unit.connection, *known)
                if who is None:
                    who = people.add(session, Person(name=person, language=language), *known)
                role = "facilitator" if person in facilitators else "participant"
                session.add(
                    Membership(network_id=row.id, person_id=who.id, role=role, joined_at=now)
                )
                ids[person] = who.id
            session.flush()
            return row.id, ids

        self.network_id, ids = await self.database.write(work)
        made = [Somebody(self, person, number, room) for person, number in ids.items()]
        self.people.update({one.name: one for one in made})
        return made

    async def meeting(self, begins: datetime, hours: float = 3, **more: object) -> int:
        """Put a meeting (wall-clock time) into the network without a word about it."""

        def work(unit: Unit) -> int:
            ends = begins + timedelta(hours=hours)
            row = Meeting(
                network_id=self.network_id,
                number=int(str(more.pop("number", 1))),
                begins=begins,
                ends=ends,
                announced_at=self.clock.now,
                **more,
            )
            unit.session.add(row)
            unit.session.flush()
            assert row.id
            return row.id

        return await self.database.write(work)

    @property
    def room(self) -> "Place":
        """What the room of the newest network shows."""
        return Place(self, self.way.rooms(), self.ledger.rooms())

    async def takes(self, event: Event) -> list[Answer]:
        """Let somebody do something, by the way that their account is on."""
        known = self.way.knows(event.origin.account)
        return await (self.way.take(event) if known else self.core.dispatch(event))

    async def settle(self) -> None:
        """Let everything that follows happen."""
        await self.way.quiet()
        await self.pump()

    async def advance(self, **by: float) -> None:
        """Move the clock on (days=, hours=, minutes=, seconds=); what falls due happens."""
        await self.advance_to(self.clock.now + timedelta(**by))

    def plain(self, card: Card) -> str:
        """Write a card as plain text with people's names in it."""
        known = {one.id: one.name for one in self.people.values()}
        return with_names(plain(card), lambda number: known.get(number, f"#{number}"))
