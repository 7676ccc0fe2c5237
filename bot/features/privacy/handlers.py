"""Show what is kept about somebody, give it to them, and erase it when they say so."""

from collections.abc import Iterator

from bot.cards import Actions, Card, Element, command_button
from bot.effects import Reply, Whisper
from bot.feature import PERSONAL, Feature
from bot.features.privacy import cards
from bot.features.privacy.export import HTML, JSON, link_to
from bot.forms import Form
from bot.leaving import SCRUB_AFTER, leave
from bot.texts import _
from bot.timetable.load import load_view
from bot.turn import Scene, Turn
from storage import mine, networks, personal
from storage.erasing import erase as erase_person
from storage.erasing import hold

feature = Feature("privacy")
ERASE = ("erase", "delete", "wissen", "wis", "verwijder")


@feature.command(
    "privacy",
    "privacy",
    role=PERSONAL,
    help=lambda: _("See what is kept about you, take it along, or erase it."),
)
def privacy(turn: Turn, words: str) -> Reply:
    """Show what is kept, or with 'erase' what erasing would do."""
    if words.casefold() in ERASE:
        return explain(turn)
    return [Whisper(_overview(turn))]


def _overview(turn: Turn) -> Card:
    turn.unit.flush()
    counts = mine.counts(turn.connection, turn.who.id)
    page, machine = (link_to(turn.links, turn.who.id, kind, turn.now) for kind in (HTML, JSON))
    return cards.overview(counts, page, machine, _first(turn))


def _first(turn: Turn) -> int:
    """Return a network of this person: its lock keeps what they do meanwhile in order."""
    places = networks.places_of(turn.connection, turn.who.id)
    return places[0].id if places else 0


@feature.press("explain", role=PERSONAL)
def explain(turn: Turn) -> Reply:
    """Say what erasing does, and ask."""
    places = networks.places_of(turn.connection, turn.who.id)
    alone, last = [], []
    for place in places:
        view = load_view(turn.connection, place.id)
        others = [one for one in view.present if one.id != turn.who.id]
        if not others:
            last.append(place.name)
        elif place.role == "facilitator" and not any(one.facilitator for one in others):
            alone.append(place.name)
    names = [place.name for place in places]
    return [Whisper(cards.explain(names, alone, last, _first(turn)))]


@feature.press("erase", role=PERSONAL)
def erase(turn: Turn) -> Reply:
    """Let somebody out of every network, and erase what is theirs, in one transaction."""
    hold(turn.unit, turn.who.id)
    for place in networks.places_of(turn.connection, turn.who.id):
        leave(turn, place, turn.who.id)
    erase_person(turn.unit, turn.who.id, turn.now + SCRUB_AFTER)
    return [Whisper(_("Everything about you is erased. Thank you for having been there."))]


@feature.home(order=95)
def at_home(scene: Scene) -> Iterator[Element]:
    """Lead to what is kept about whoever looks."""
    yield Actions((command_button(_("What is kept about me"), scene.network, "privacy"),))


@feature.sample
def samples() -> Iterator[Card | Form]:
    """Show the two cards, the first with every kind there is."""
    shown = (kind for kind in personal.KINDS if kind not in personal.UNSHOWN)
    counts = {kind: number for number, kind in enumerate(shown, 1)}
    yield cards.overview(counts, "/privacy/example", "/privacy/example", 1)
    here = [_("Reading together")]
    yield cards.explain(here, here, [], 1)
    yield cards.explain(here, [], here, 1)
