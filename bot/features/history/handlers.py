"""Show facilitators who changed what in their network, the newest first."""

from collections.abc import Iterator

from bot.calendar.wallclock import to_local
from bot.cards import Card, CardRef
from bot.effects import Present, Reply
from bot.feature import FACILITATOR, Feature
from bot.features.history import cards
from bot.features.history.cards import PAGE
from bot.features.history.sentences import Known, sentence
from bot.forms import Form
from bot.texts import _, clock_time, short_date
from bot.turn import Scene, Turn
from storage import history, meetings, networks
from storage.history import Change
from storage.retention import PERIODS

feature = Feature("history")


@feature.command(
    "history",
    "geschiedenis",
    role=FACILITATOR,
    help=lambda: _("See who changed what in the network."),
    aliases=("changes", "wijzigingen"),
)
def show(_turn: Turn, _words: str) -> Reply:
    """Show the newest changes."""
    return [Present(CardRef("history.changes", (0,)))]


@feature.press("page", role=FACILITATOR)
def page(_turn: Turn, skipped: int) -> Reply:
    """Show older changes, or newer ones."""
    return [Present(CardRef("history.changes", (skipped,)))]


@feature.card("changes")
def draw(scene: Scene, skipped: int) -> Card | None:
    """Draw a page of changes, for facilitators alone."""
    if not scene.facilitator:
        return None
    total = history.count(scene.connection, scene.network)
    first = skipped if skipped < total else 0
    known = _known(scene)
    found = history.page(scene.connection, scene.network, first, PAGE)
    lines = [_line(scene, known, one) for one in found]
    name = networks.get(scene.session, scene.network).name
    return cards.draw(name, scene.network, lines, first, total, PERIODS["changes"].days)


def _known(scene: Scene) -> Known:
    there = meetings.of_network(scene.connection, scene.network)
    return Known({one.id or 0: (one.number, one.title) for one in there}, scene.registry.title)


def _line(scene: Scene, known: Known, one: Change) -> str:
    local = to_local(one.at, scene.zone)
    when = f"{short_date(local.date())} {local.year} {clock_time(local)}"
    return f"{when}  {sentence(known, one.what, one.person_id, one.about_id, one.facts)}"


@feature.sample
def samples() -> Iterator[Card | Form]:
    """Show a history, and one that is empty."""
    known = Known({3: (3, "")}, lambda _line: _("Do you come?"))
    moved = {"meeting": 3, "before": "2027-03-11T14:00", "after": "2027-03-18T14:00"}
    told = [
        sentence(known, "moved", 1, None, moved),
        sentence(known, "promoted", 1, 2, {}),
        sentence(known, "line", 1, None, {"line": "come.ask", "before": "B-14d", "after": "off"}),
        sentence(known, "hidden", 2, None, {"meeting": 3}),
    ]
    name, days = _("Reading together"), PERIODS["changes"].days
    yield cards.draw(name, 1, told, 0, 2 * PAGE, days)
    yield cards.draw(name, 1, [], 0, 0, days)
