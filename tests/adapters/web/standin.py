"""A small core that speaks the real one's contract: an echo, a poll on a card, and a form."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from adapters.web.hub import Hub
from adapters.web.messenger import WebMessenger
from bot.cards import (
    Actions,
    Bar,
    Bars,
    Button,
    Card,
    CardRef,
    Divider,
    Facts,
    Link,
    Option,
    Pick,
    Text,
    mention,
)
from bot.effects import Answer, Ask, Effect, Whisper
from bot.errors import Refusal
from bot.events import AccountRef, Command, Event, Joined, Press, Submission
from bot.feature import CommandWord, Route
from bot.forms import (
    ClockInput,
    DayInput,
    FileInput,
    Form,
    PickInput,
    TextInput,
    ToggleInput,
    one,
)
from bot.messenger import Outgoing, Target
from bot.texts import language
from storage import people
from storage.database import Database
from storage.webrooms import PLATFORM, TENANT

CHOICES = ("Pumpkin soup", "Sourdough with hummus", "Both, please")
HELP = {
    "help": ("hulp", "See what Kring can do", "Bekijk wat Kring kan"),
    "poll": ("peiling", "Ask the group something", "Vraag de groep iets"),
    "plan": ("planning", "See what will be sent", "Bekijk wat er verstuurd wordt"),
    "meeting": ("bijeenkomst", "Plan or move a meeting", "Plan of verzet een bijeenkomst"),
    "remind": ("herinner", "Be reminded", "Laat je herinneren"),
}


class Clock:
    """A clock that moves by hand."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    async def advance_to_next(self) -> None:
        await self.advance_to(self._now + timedelta(hours=3))

    async def advance_by(self, days: int) -> None:
        await self.advance_to(self._now + timedelta(days=days))

    async def advance_to(self, moment: datetime) -> None:
        self._now = max(self._now, moment)


class StandIn:
    """Answers commands, presses and forms; posts a poll through the real messenger."""

    def __init__(self, database: Database, hub: Hub, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.clock = clock
        self.messenger = WebMessenger(database, hub, clock)
        self.events: list[Event] = []
        self.votes: dict[str, str] = {}
        self.done: set[str] = set()
        self.posted: dict[str, tuple[str, Outgoing]] = {}

    async def dispatch(self, event: Event) -> list[Answer]:
        self.events.append(event)
        if event.origin.key in self.done:
            return []
        answers = await self._answer(event)
        self.done.add(event.origin.key)
        return answers

    async def _answer(self, event: Event) -> list[Answer]:
        match event:
            case Command(_, text):
                return await self._command(event, text)
            case Press(_, "poll.vote", _, value):
                return await self._vote(event, value or str(event.args[-1]))
            case Press(_, "meeting.open", _, _):
                return [Ask(form())]
            case Submission(_, "meeting.make", _, values):
                if one(values, "title").startswith("="):
                    raise Refusal("A title begins with a letter.", "title")
                return [Whisper(f"Kept: {one(values, 'title')}")]
            case Joined(_):
                return [Whisper("Welcome.")]
            case _:
                return [Whisper("This button no longer does anything.")]

    async def _command(self, event: Event, text: str) -> list[Answer]:
        word, _, rest = text.partition(" ")
        if word in ("poll", "peiling"):
            await self.post(event.origin.room.room if event.origin.room else "", poll_card({}))
            return []
        if word in ("meeting", "bijeenkomst"):
            return [Ask(form())]
        if word == "card":
            return [Whisper(meeting_card())]
        return [Whisper(f"I do not know '{word}'. Did you mean 'help'? {rest}".strip())]

    async def post(self, room: str, card: Card, user: str = "", id_: UUID | None = None) -> str:
        target = Target(PLATFORM, TENANT, room=room, user=user)
        refs = (CardRef("poll.poll", (1,)),)
        message = Outgoing(id_ or uuid4(), target, card, language(), refs, self.clock())
        ref = await self.messenger.post(message)
        self.posted[ref] = (ref, message)
        return ref

    async def _vote(self, event: Press, value: str) -> list[Answer]:
        self.votes[event.origin.account.user] = value
        for ref, message in self.posted.values():
            if message.card.title == poll_card({}).title:
                changed = Outgoing(
                    message.delivery,
                    message.target,
                    poll_card(self.votes),
                    message.language,
                    message.refs,
                    message.due_at,
                )
                await self.messenger.edit(ref, changed)
        return []

    async def home(self, account: AccountRef) -> Card:
        return home_card()

    async def names(self, ids: set[int]) -> dict[int, str]:
        return await self.database.read(lambda unit: people.names(unit.connection, ids))

    def gallery(self) -> Iterator[tuple[str, Card | Form]]:
        yield "meetings.meeting", meeting_card()
        yield "polls.poll", poll_card({"a": "0", "b": "0", "c": "1"})
        yield "home", home_card()
        yield "meetings.make", form()

    def commands(self) -> list[CommandWord]:
        return [
            CommandWord(
                english=english,
                dutch=dutch,
                route=Route(silent, "anyone"),
                help=partial(said, en, nl),
            )
            for english, (dutch, en, nl) in HELP.items()
        ]


def silent() -> list[Effect]:
    return []


def said(english: str, dutch: str) -> str:
    return dutch if language() == "nl" else english


def poll_card(votes: dict[str, str]) -> Card:
    counts = [sum(vote == str(n) for vote in votes.values()) for n in range(len(CHOICES))]
    all_ = max(1, sum(counts))
    bars = tuple(
        Bar(label, count, count / all_, mention(1) if count else "")
        for label, count in zip(CHOICES, counts, strict=True)
    )
    buttons = tuple(Button(label, "poll.vote", (1, n)) for n, label in enumerate(CHOICES))
    return Card(
        said("What do we eat on 12 March?", "Wat eten we op 12 maart?"),
        (
            Bars(bars),
            Actions(buttons),
            Text(
                said("Open until Friday 6 March 2026, 17:00.", "Open tot vrijdag 6 maart 17:00."),
                "quiet",
            ),
        ),
        said("A poll: what do we eat?", "Een peiling: wat eten we?"),
    )


def meeting_card() -> Card:
    facts = (
        (said("When", "Wanneer"), said("Thursday 12 March 2026, 09:30", "donderdag 12 maart 2026")),
        (said("Where", "Waar"), "De Werf, Kade 12, Zwolle"),
        (
            said("Our goal", "Ons doel"),
            said("Pupils notice that we listen", "Leerlingen merken dat we luisteren"),
        ),
    )
    pick = Pick(
        said("Which session?", "Welke sessie?"),
        "poll.vote",
        (Option("Budget", "0"), Option("The law, and what changes", "1")),
        (1,),
    )
    return Card(
        said("Do you come on 12 March?", "Kom je op 12 maart?"),
        (
            Facts(facts),
            Text(said("Together with ", "Samen met ") + mention(1) + " · https://example.org/a?b=1"),
            Divider(),
            Text(said("What you bring", "Wat je meebrengt"), "strong"),
            Text(said("A question of your own.", "Een eigen vraag."), "quiet"),
            Actions(
                (
                    Button(said("I come", "Ik kom"), "poll.vote", (1, 0), main=True),
                    Button(
                        said("I cannot", "Ik kan niet"),
                        "poll.vote",
                        (1, 1),
                        confirm=said("Shall I note that you cannot?", "Noteren dat je niet kunt?"),
                    ),
                    pick,
                    Link(said("Calendar file", "Agendabestand"), "/files/none"),
                )
            ),
        ),
        said("Do you come on Thursday 12 March?", "Kom je donderdag 12 maart?"),
    )


def home_card() -> Card:
    return Card(
        said("Good morning, Anna", "Goedemorgen, Anna"),
        (
            Text(said("Next meeting", "Volgende bijeenkomst"), "strong"),
            *meeting_card().body[:1],
            Actions((Button(said("Plan a meeting", "Plan een bijeenkomst"), "meeting.open"),)),
            Divider(),
            Text(said("Waits for you", "Wacht op jou"), "strong"),
            Text(said("Nothing. Enjoy the day.", "Niets. Fijne dag."), "quiet"),
            Actions((Button(said("Something else", "Iets anders"), "old.gone"),)),
        ),
        "Home",
    )


def form() -> Form:
    several = tuple(Option(f"Sector {n}", str(n)) for n in range(8))
    return Form(
        said("Plan a meeting", "Plan een bijeenkomst"),
        "meeting.make",
        (
            TextInput(
                "title",
                said("What is it about?", "Waar gaat het over?"),
                hint=said("A few words are enough.", "Een paar woorden is genoeg."),
            ),
            TextInput("goal", said("Goal", "Doel"), required=False, many_lines=True),
            DayInput("day", said("Day", "Dag"), "2026-03-12"),
            ClockInput("at", said("Begins at", "Begint om"), "09:30"),
            PickInput(
                "kind",
                said("How", "Hoe"),
                (Option(said("Together", "Samen"), "a"), Option("Online", "b")),
                ("a",),
            ),
            PickInput("sector", "Sector", several, required=False),
            PickInput("who", said("Who prepares", "Wie bereidt voor"), several[:3], many=True),
            ToggleInput("tell", said("Tell the group", "Vertel het de groep"), on=True),
            FileInput("file", said("Programme", "Programma")),
        ),
        said("Plan it", "Plan het"),
        intro=said("Nothing is sent until you say so.", "Er gaat niets uit tot jij het zegt."),
    )
