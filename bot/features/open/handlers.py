"""List what is open, slice by slice, each with the button that leads to it."""

from collections.abc import Iterator, Sequence

from bot.cards import Actions, Button, Card, CardRef, Element, Text, command_button
from bot.effects import Present, Reply
from bot.feature import Feature
from bot.forms import Form
from bot.telling import OpenEnd
from bot.texts import _
from bot.turn import Scene, Turn

feature = Feature("open")
MOST = 20
"""Lines of a card: more is no list but a pile."""


@feature.command(
    "open",
    "open",
    help=lambda: _("See all that is open, each with the way to it."),
    aliases=("openstaand", "status"),
)
def show(_turn: Turn, _words: str) -> Reply:
    """Show what is open: for a facilitator in the whole network, for others their own."""
    return [Present(CardRef("open.ends"))]


@feature.card("ends")
def draw(scene: Scene) -> Card | None:
    """Draw what is open for whoever looks; nobody else's matters are in it."""
    return card(list(scene.registry.open_ends(scene))) if scene.viewer else None


def card(ends: Sequence[OpenEnd]) -> Card:
    """Draw the list: what waits for oneself comes first."""
    title = _("What is open")
    mine, shared = [one for one in ends if one.mine], [one for one in ends if not one.mine]
    mine = mine[:MOST]
    body = [*_part(_("For you"), mine), *_part(_("In the network"), shared[: MOST - len(mine)])]
    return Card(title, tuple(body or [Text(_("Nothing is open just now."))]), title)


def _part(heading: str, ends: Sequence[OpenEnd]) -> Iterator[Element]:
    if ends:
        yield Text(heading, "strong")
    for one in ends:
        yield Text(one.text)
        yield Actions((one.button,))


@feature.home(order=7)
def at_home(scene: Scene) -> Iterator[Element]:
    """Lead to the list."""
    yield Actions((command_button(_("What is open"), scene.network, "open"),))


@feature.sample
def samples() -> Iterator[Card | Form]:
    """Show a list, and one with nothing in it."""
    place = Button(_("Change"), "meetings.open_change", (1, 1))
    poll = Button(_("Show the poll"), "polls.show", (1, 1))
    name = _("Meeting {number}", number=2)
    yield card([OpenEnd(_("Shall we start at nine?"), poll, mine=True),
                OpenEnd(_("{name} has no place yet.", name=name), place)])  # fmt: skip
    yield card([])
