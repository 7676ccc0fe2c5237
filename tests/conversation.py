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

from bot.cards import Actions, Button, Card, Pick, plain, with_names
from bot.core import Core
from bot.effects import Answer, Ask, Whisper
from bot.errors import Refusal
from bot.events import AccountRef, Command, Joined, Left, Origin, Press, Submission
from bot.forms import Form
from bot.links import Links
from bot.messenger import Outgoing
from bot.registry import standard
from storage import people
from storage.database import Database, Unit
from storage.meetings import Meeting
from storage.networks import Membership, Network, Room
from storage.people import Person
from storage.preparers import Preparing
from tests.fresh_keys import fresh_keys
from tests.ledger import Ledger
from tests.ways import JOURNEY, Way

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""Monday 2 March 2026, ten o'clock in Amsterdam: when conversations begin."""


class Clock:
    """A clock that moves only when it is told."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


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
        ids = count(1)  # safe for the threads of the database, as a generator is not
        core = Core(
            database,
            standard(),
            clock,
            lambda: UUID(int=next(ids)),
            Links("secret"),
            lambda _account: False,
            fresh_keys(),
        )
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


@dataclass
class Place:
    """A room or a private chat, oldest first: what is seen there, and what was sent to it."""

    chat: Conversation
    cards: list[Card]
    messages: list[Outgoing]

    def all(self) -> list[str]:
        """Return every message as plain text."""
        return [self.chat.plain(card) for card in self.cards]

    def last(self) -> str:
        """Return the newest message as plain text."""
        return self.all()[-1]


@dataclass
class Somebody:
    """A person in a conversation, typing in the network's room unless privately."""

    chat: Conversation
    name: str
    id: int
    room: str
    answers: list[Card | str | Form] = field(default_factory=list)
    language: str = "en"

    @property
    def account(self) -> AccountRef:
        """How the platform names this person."""
        return self.chat.way.account(self.name, self.language)

    def origin(self, *, privately: bool = False, key: str = "") -> Origin:
        """Where an event of this person comes from, with a key of its own."""
        room = None if privately else self.chat.way.room(self.room)
        number = key or f"event-{next(self.chat.keys)}"
        return Origin(number, self.account, room, self.name, self.language, owns_room=False)

    @property
    def private(self) -> Place:
        """The private chat between this person and Kring."""
        account = self.account
        return Place(
            self.chat, self.chat.way.private(account), self.chat.ledger.private(account.user)
        )

    async def says(self, line: str, *, privately: bool = False) -> str:
        """Type a line to Kring; return the answer as plain text ('' when there is none)."""
        return await self._gets(Command(self.origin(privately=privately), line))

    async def presses(self, label: str, *, key: str = "") -> str:
        """Press the newest button of this label in sight; return the answer as plain text."""
        button = self._button(label)
        return await self._gets(Press(self.origin(key=key), button.action, button.args))

    async def pushes(self, action: str, *args: int | str) -> str:
        """Send the press of a button that may not be in sight; return the answer."""
        return await self._gets(Press(self.origin(), action, args))

    async def picks(self, label: str, option: str) -> str:
        """Pick an option of the newest list of this label in sight."""
        for pick in self._in_sight(Pick):
            if isinstance(pick, Pick) and pick.label == label:
                value = next(one.value for one in pick.options if one.label == option)
                return await self._gets(Press(self.origin(), pick.action, pick.args, value))
        raise AssertionError(f"{self.name} sees no list '{label}'")

    async def fills_in(self, *, key: str = "", **values: str | tuple[str, ...]) -> str:
        """Hand in the newest form with these values; what is not named keeps its first value."""
        form = next(one for one in reversed(self.answers) if isinstance(one, Form))
        filled = {
            name: (value,) if isinstance(value, str) else value for name, value in values.items()
        }
        known = {one.name for one in form.inputs}
        assert set(filled) <= known, f"the form asks {known}"
        complete = {**_preset(form), **filled}
        return await self._gets(Submission(self.origin(key=key), form.action, form.args, complete))

    async def gets_press(self, action: str, *args: int | str) -> str:
        """Press what is no longer in sight, with arguments of one's own choice."""
        return await self._gets(Press(self.origin(), action, (self.chat.network_id, *args)))

    async def joins(self) -> str:
        """Come into the room."""
        return await self._gets(Joined(self.origin()))

    async def leaves(self) -> str:
        """Leave the room."""
        return await self._gets(Left(self.origin()))

    async def home(self) -> str:
        """Open the home view."""
        card = await self.chat.way.home(self.account)
        self.answers.append(card)
        return self.chat.plain(card)

    @property
    def form(self) -> Form:
        """The newest form this person was shown."""
        return next(one for one in reversed(self.answers) if isinstance(one, Form))

    async def _gets(self, event: Command | Press | Submission | Joined | Left) -> str:
        try:
            answers: list[Answer] = await self.chat.way.take(event)
        except Refusal as refusal:
            await self.chat.settle()
            return refusal.text
        await self.chat.settle()
        return "\n".join(self._keep(answer) for answer in answers)

    def _keep(self, answer: Answer) -> str:
        match answer:
            case Whisper(card):
                self.answers.append(card)
                return self.chat.plain(card) if isinstance(card, Card) else card
            case Ask(form):
                self.answers.append(form)
                return f"{form.title}\n{form.intro}".strip()

    def _button(self, label: str) -> Button:
        for button in self._in_sight(Button):
            if isinstance(button, Button) and button.label == label:
                return button
        raise AssertionError(f"{self.name} sees no button '{label}'")

    def _in_sight(self, kind: type[Button] | type[Pick]) -> Iterator[Button | Pick]:
        answers = [one for one in reversed(self.answers) if isinstance(one, Card)]
        private = list(reversed(self.private.cards))
        room = list(reversed(self.chat.way.rooms()))
        for card in answers[:1] + private + room + answers[1:]:
            for element in card.body:
                if isinstance(element, Actions):
                    yield from (item for item in element.items if isinstance(item, kind))


def _preset(form: Form) -> dict[str, tuple[str, ...]]:
    preset: dict[str, tuple[str, ...]] = {}
    for one in form.inputs:
        chosen = getattr(one, "chosen", None)
        value = getattr(one, "value", "")
        preset[one.name] = tuple(chosen) if chosen else ((value,) if value else ())
        if getattr(one, "on", False):
            preset[one.name] = ("yes",)
    return preset
