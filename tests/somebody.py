"""People in a conversation: what they type, press and fill in, and what they then see."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.cards import Actions, Button, Card, Pick
from bot.effects import Answer, Ask, Whisper
from bot.errors import Refusal
from bot.events import AccountRef, Command, Joined, Left, Origin, Press, Submission
from bot.forms import Form
from bot.messenger import Outgoing

if TYPE_CHECKING:
    from tests.conversation import Conversation


@dataclass
class Place:
    """A room or a private chat, oldest first: what is seen there, and what was sent to it."""

    chat: "Conversation"
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

    chat: "Conversation"
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
            answers: list[Answer] = await self.chat.takes(event)
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
