"""A feature for the local chat's tests: every element of cards and forms, a vote and a form."""

from collections.abc import Iterator

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
from bot.effects import Ask, Reply, Show, Whisper
from bot.errors import Refusal
from bot.feature import Feature
from bot.forms import (
    ClockInput,
    DayInput,
    FileInput,
    Form,
    PickInput,
    TextInput,
    ToggleInput,
    Values,
    one,
)
from bot.texts import language, listed
from bot.turn import Scene, Turn

CHOICES = ("Pumpkin soup", "Sourdough with hummus", "Both, please")
feature = Feature("sample")
votes: dict[int, str] = {}
POLL = CardRef("sample.poll", (1,))


@feature.command("sample", "voorbeeld", help=lambda: said("Plan a meeting", "Plan een bijeenkomst"))
def show_form(turn: Turn, words: str) -> Reply:
    return [Ask(form())]


@feature.command("card", "kaart", help=lambda: said("Show a card", "Toon een kaart"))
def show_card(turn: Turn, words: str) -> Reply:
    return [Whisper(meeting_card())]


@feature.command("vote", "stem", help=lambda: said("Ask the group", "Vraag de groep iets"))
def ask_group(turn: Turn, words: str) -> Reply:
    votes.clear()
    return [Show(POLL, post=True)]


@feature.press("open")
def open_form(turn: Turn) -> Reply:
    return [Ask(form())]


@feature.press("vote")
def vote(turn: Turn, choice: str) -> Reply:
    votes[turn.who.id] = choice
    return [Show(POLL)]


@feature.form("make")
def make(turn: Turn, values: Values) -> Reply:
    if one(values, "title").startswith("="):
        raise Refusal("A title begins with a letter.", "title")
    return [Whisper(f"Kept: {one(values, 'title')}, file {one(values, 'file')}")]


@feature.card("poll")
def draw_poll(scene: Scene, network: int) -> Card:
    return poll_card(votes)


@feature.home(order=1)
def at_home(scene: Scene) -> Iterator:
    yield from home_card().body


@feature.sample
def samples() -> Iterator[Card | Form]:
    yield meeting_card()
    yield poll_card({1: CHOICES[0], 2: CHOICES[0], 3: CHOICES[1]})
    yield home_card()
    yield form()


def said(english: str, dutch: str) -> str:
    return dutch if language() == "nl" else english


def poll_card(votes: dict[int, str]) -> Card:
    counts = [sum(vote == label for vote in votes.values()) for label in CHOICES]
    all_ = max(1, sum(counts))
    bars = tuple(
        Bar(label, count, count / all_, listed([mention(n) for n in votes if votes[n] == label]))
        for label, count in zip(CHOICES, counts, strict=True)
    )
    buttons = tuple(Button(label, "sample.vote", (1, label)) for label in CHOICES)
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
        "sample.vote",
        (Option("Budget", CHOICES[0]), Option("The law, and what changes", CHOICES[1])),
        (1,),
    )
    return Card(
        said("Do you come on 12 March?", "Kom je op 12 maart?"),
        (
            Facts(facts),
            Text(
                said("Together with ", "Samen met ") + mention(1) + " · https://example.org/a?b=1"
            ),
            Divider(),
            Text(said("What you bring", "Wat je meebrengt"), "strong"),
            Text(said("A question of your own.", "Een eigen vraag."), "quiet"),
            Actions(
                (
                    Button(said("I come", "Ik kom"), "sample.vote", (1, CHOICES[0]), main=True),
                    Button(
                        said("I cannot", "Ik kan niet"),
                        "sample.vote",
                        (1, CHOICES[1]),
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
            Actions((Button(said("Plan a meeting", "Plan een bijeenkomst"), "sample.open", (1,)),)),
            Divider(),
            Text(said("Waits for you", "Wacht op jou"), "strong"),
            Text(said("Nothing. Enjoy the day.", "Niets. Fijne dag."), "quiet"),
            Actions((Button(said("Something else", "Iets anders"), "old.gone", (1,)),)),
        ),
        "Home",
    )


def form() -> Form:
    several = tuple(Option(f"Sector {n}", str(n)) for n in range(8))
    return Form(
        said("Plan a meeting", "Plan een bijeenkomst"),
        "sample.make",
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
