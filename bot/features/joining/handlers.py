"""Codes are made and typed here; what they stand for is looked up, never believed."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.browsing import Invitation
from bot.cards import Button, Card, CardRef, Element, mention
from bot.effects import Answer, Ask, Present, Reply, Whisper
from bot.errors import Refusal
from bot.feature import FACILITATOR, PERSONAL, Reading
from bot.features.joining import browser, cards, groups, rules, sameness
from bot.features.joining.cards import Menu
from bot.features.joining.rules import Typed
from bot.features.joining.slice import feature
from bot.forms import Form, Values, one
from bot.telling import OpenEnd
from bot.texts import _
from bot.turn import Scene, Turn
from storage import joining, networks
from storage.joining import JoinCode, JoinRequest
from storage.networks import Place
from storage.tables import id_of

__all__ = ["browser", "feature"]


def _words(_reading: Reading, words: str) -> Typed:
    return rules.read(words)


@feature.command(
    "join",
    "koppelen",
    role=PERSONAL,
    help=lambda: _("Join a group to a network, or an account to you, by a code."),
    aliases=("link", "code"),
    parse=_words,
)
def join(turn: Turn, typed: Typed) -> Reply:
    """Offer codes, or with a code say what it would do, and with 'yes' do it."""
    if not typed.code:
        return [Whisper(cards.menu(_offered(turn)))]
    return [_typed(turn, typed)]


def _steered(turn: Turn) -> list[Place]:
    mine = networks.places_of(turn.connection, turn.who.id)
    return [place for place in mine if place.role == "facilitator"]


def _offered(turn: Turn) -> Menu:
    here = browser.account_of(turn) is not None
    return Menu(_steered(turn), _privately(turn), bool(turn.links.front), here)


def _privately(turn: Turn) -> bool:
    return turn.origin is not None and turn.origin.room is None


def _typed(turn: Turn, typed: Typed) -> Answer:
    """Answer a typed code; a wrong one is counted, so nothing is refused that would undo that."""
    account = _account(turn)
    if joining.failures(turn.connection, account, turn.now - rules.WITHIN) >= rules.TRIES:
        raise Refusal(_("Those were many wrong codes. Try again in an hour."))
    found = joining.find(turn.connection, typed.code, turn.now)
    if found is None:
        joining.failed(turn.connection, account, turn.now)
        return Whisper(
            _("I do not know this code. It serves once, within an hour: ask for a new one.")
        )
    if found.network_id is None:
        return sameness.typed(turn, found, typed)
    return groups.typed(turn, found.network_id, typed)


def _account(turn: Turn) -> str:
    assert turn.origin is not None  # noqa: S101 - the clock types no codes
    return turn.origin.account.name


@feature.press("enter", role=PERSONAL, asks=True)
def open_enter(_turn: Turn) -> Reply:
    """Open the form for a code."""
    return [Ask(cards.enter())]


def _entered(_reading: Reading, values: Values) -> Typed:
    return rules.read(one(values, "code"))


@feature.form("entered", role=PERSONAL, parse=_entered)
def entered(turn: Turn, typed: Typed) -> Reply:
    """Take a code from the form; it is confirmed afterwards."""
    return [_typed(turn, Typed(typed.code))]


@feature.press("group", role=FACILITATOR)
def for_group(turn: Turn) -> Reply:
    """Make a code by which a group may join this network."""
    code = _made(turn, turn.network.id)
    return [Whisper(cards.for_group(code, turn.network.name))]


@feature.press("account", role=PERSONAL)
def for_account(turn: Turn) -> Reply:
    """Make a code by which another account becomes this person's."""
    if not _privately(turn):
        raise Refusal(_("Do this in your private chat with me, so that nobody reads along."))
    return [Whisper(cards.for_account(_made(turn, None)))]


def _made(turn: Turn, network: int | None) -> str:
    code = rules.made(turn.new_id())
    row = JoinCode(
        key="", person_id=turn.who.id, network_id=network, expires_at=turn.now + rules.SERVES
    )
    joining.put(turn.connection, code, row)
    return code


@feature.home(order=3)
def at_home(scene: Scene) -> Iterator[Element]:
    """Show facilitators the groups that would join, whatever reaches them privately."""
    if not scene.facilitator:
        return
    name = networks.get(scene.session, scene.network).name
    for request in joining.requests(scene.connection, scene.network, scene.now):
        yield from cards.asked(request, name).body


@feature.open_ends
def open_ends(scene: Scene) -> Iterator[OpenEnd]:
    """Tell facilitators of the groups that would join."""
    open_ = joining.requests(scene.connection, scene.network, scene.now)
    for request in open_ if scene.facilitator else ():
        who = mention(request.person_id)
        text = _("{who} would let the network meet in another group too.", who=who)
        yield OpenEnd(text, Button(_("Answer"), "joining.request", (scene.network, id_of(request))))


@feature.press("request", role=FACILITATOR)
def show_request(turn: Turn, number: int) -> Reply:
    """Show the question whether a group may join."""
    return [Present(CardRef("joining.asked", (turn.network.id, number)))]


@feature.sample
def samples() -> Iterator[Card | Form]:
    """Show every card and form."""
    place = Place(1, _("Reading together"), "en", "Europe/Amsterdam", "facilitator", ready=True)
    request = JoinRequest(
        id=1,
        network_id=1,
        person_id=1,
        platform="slack",
        tenant="",
        room_ref="",
        expires_at=datetime(2026, 3, 9, tzinfo=UTC),
    )
    yield cards.menu(Menu([place], privately=True, opens=True, in_browser=True))
    yield cards.invite(1, "nl")
    eva = Invitation("example", 1, 1, "Eva", "nl", "Europe/Amsterdam")
    yield cards.invitation(eva, place.name, "https://kring.example.org/browser/enter/example")
    yield cards.another_browser("https://kring.example.org/browser/enter/example")
    yield cards.enter()
    yield cards.for_group("ABCDEFGH", place.name)
    yield cards.for_account("ABCDEFGH")
    yield cards.group_asks(place, "ABCDEFGH")
    yield cards.account_asks("Vera", "ABCDEFGH")
    yield cards.asked(request, place.name)
    yield cards.joined(place.name)
