"""Help: every command with one line, as buttons that do it."""

from collections.abc import Iterator

from bot.cards import Actions, Card, Element, Text, command_button
from bot.effects import Reply, Whisper
from bot.feature import ANYONE, CommandWord, Feature
from bot.features.help.phrases import meant
from bot.forms import Form
from bot.texts import _, language
from bot.turn import Scene, Turn
from storage import networks

feature = Feature("help", meant=meant)
MAY = {"": 0, "participant": 1, "facilitator": 2}
"""How much each role may, '' outside a network."""


@feature.command("help", "hulp", role=ANYONE, help=lambda: _("Show what I can do."))
def show_help(turn: Turn, words: str) -> Reply:
    """Show the commands that this person may use, or answer small talk."""
    role = turn.place.role if turn.place else _highest(turn)
    network = turn.place.id if turn.place else 0
    if words == "thanks":
        return [Whisper(_("You're welcome."))]
    if words == "answer":
        return [Whisper(answer_card(network, member=bool(role)))]
    if words == "hello":
        return [Whisper(hello_card(turn.who.name, network, member=bool(role)))]
    return [Whisper(help_card(_allowed(turn.commands, role), network))]


def _highest(turn: Turn) -> str:
    """Return the most that somebody may in any of their networks, '' for who is in none."""
    roles = [place.role for place in networks.places_of(turn.connection, turn.who.id)]
    return max(roles, key=lambda role: MAY[role], default="")


def _allowed(commands: list[CommandWord], role: str) -> list[CommandWord]:
    ranks = {"anyone": 0, "personal": 0, "member": 1, "facilitator": 2, "administrator": 3}
    return [word for word in commands if ranks[word.route.role] <= MAY[role]]


def help_card(commands: list[CommandWord], network: int) -> Card:
    """Draw the list of commands, each with its word in the reader's language."""
    title = _("What I can do")
    body: list[Element] = [
        Text(_("Type a word, or press one. Without more words it opens a form."), "quiet")
    ]
    words = [(word_in(word, language()), word) for word in commands]
    body.append(Text("\n".join(f"{written}: {word.help()}" for written, word in words)))
    buttons = [command_button(written, network, word.english) for written, word in words]
    body.append(Actions(tuple(buttons)))
    return Card(title, tuple(body), title)


def hello_card(name: str, network: int, *, member: bool) -> Card:
    """Greet somebody, and lead on; `member` says that they are in the network."""
    title = _("Hello {name}", name=name)
    buttons = [command_button(_("The next meeting"), network, "meeting next")] if member else []
    buttons.append(command_button(_("What can you do?"), network, "help"))
    text = _("Good to see you. What can I do for you?")
    return Card(title, (Text(text), Actions(tuple(buttons))), title)


def answer_card(network: int, *, member: bool) -> Card:
    """Lead somebody who typed an answer to its button: a bare yes may be about any question."""
    title = _("To answer, press the button below the question")
    buttons = [command_button(_("The next meeting"), network, "meeting next")] if member else []
    buttons.append(command_button(_("What can you do?"), network, "help"))
    text = _("To say whether you come to the next meeting, type 'come yes' or 'come no'.")
    return Card(title, (Text(text), Actions(tuple(buttons))), title)


def word_in(word: CommandWord, spoken: str) -> str:
    """Return a command's word in a language."""
    return word.dutch if spoken == "nl" else word.english


@feature.home(order=100)
def ways_in(scene: Scene) -> Iterator[Element]:
    """End the home view with the way to everything else."""
    yield Actions((command_button(_("Everything I can do"), scene.network, "help"),))


@feature.sample
def samples() -> Iterator[Card | Form]:
    """Show help as its own command alone would look."""
    yield help_card(feature.commands, 1)
    yield hello_card("Anna", 1, member=True)
    yield answer_card(1, member=True)
