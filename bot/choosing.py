"""Which network an event is about: named, the room's, or of several the one talked about lately."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.cards import Actions, Button, Card, Element, Text, command_button, headed
from bot.dispatch import ALONE, LONGEST_LINE, Several, Unknown, find_route, known, place_of, split
from bot.effects import Answer, Ask, Whisper
from bot.errors import Refusal
from bot.events import AccountRef, Command, Event, Joined, Left, Press
from bot.feature import FACILITATOR, Route
from bot.registry import Registry
from bot.routing import named
from bot.steering import with_role
from bot.texts import _
from storage import chosen, networks
from storage.chosen import WHILE, Choice
from storage.networks import Place
from storage.people import Who
from storage.unit import Unit

LONGEST_WORDS = 700
"""Characters that a button may carry along of a message that was pressed.

Twice as many, with a link, are within the 2000 that Slack takes: it is written as JSON.
"""

MOST = 25
"""Networks to choose from on one card."""


@dataclass(frozen=True)
class Meant:
    """Who acts, None for a stranger, and in which network, None for none.

    Of somebody in several, who is alone with Kring, `several` has answers name the network;
    `others` are those it could have been where Kring took this one itself, and `keep` says that
    it is to be remembered.
    """

    who: Who | None
    place: Place | None
    several: bool = False
    others: tuple[Place, ...] = ()
    keep: bool = False


def find(unit: Unit, registry: Registry, event: Event, now: datetime) -> Meant:
    """Find who acts and which network an event is about, at a moment (UTC).

    Raises Several when it may be about more than one and nobody said which.
    """
    origin, network = event.origin, named(event)
    who = known(unit, origin)
    stranger = Who(0, "", origin.language, origin.zone)
    if who is None or origin.room or isinstance(event, Joined | Left):
        return Meant(who, place_of(unit, origin, who or stranger, network))
    places = networks.places_of(unit.connection, who.id)
    route = _route(registry, event) if len(places) > 1 else None
    if route and route.role not in ALONE:
        return _of_several(unit, event, who, places, route, now)
    if network:
        return Meant(who, place_of(unit, origin, who, network))
    return Meant(who, places[0] if len(places) == 1 else None)


def _of_several(
    unit: Unit, event: Event, who: Who, places: list[Place], route: Route, now: datetime
) -> Meant:
    last = chosen.last(unit.connection, *_account(event.origin.account), now)
    if network := named(event):
        inside = any(one.id == network for one in places)
        # A line says what the chat is about from now on; the button of an older card does not.
        keep = inside and isinstance(event, Command) and _is_news(last, network, now)
        return Meant(who, place_of(unit, event.origin, who, network), inside, keep=keep)
    here = [with_role(unit.connection, one, who.id, now) for one in places]
    fits = _fitting([one for one in here if one], route)
    place = next((one for one in fits if last and one.id == last.network), None)
    if place is None and len(fits) > 1:
        raise Several(fits, who.language)
    taken = place or fits[0]
    others = tuple(one for one in fits if one != taken)
    return Meant(who, taken, True, others, keep=bool(place) and _is_news(last, taken.id, now))


def _fitting(places: list[Place], route: Route) -> list[Place]:
    """Return the networks in which somebody may do it; all, where that is none of them."""
    if route.role != FACILITATOR:
        return places
    return [one for one in places if one.role == "facilitator"] or places


def _is_news(last: Choice | None, network: int, now: datetime) -> bool:
    """Say whether a choice has to be kept: it is another, or half of its time is over."""
    return last is None or last.network != network or last.until - now < WHILE / 2


def _route(registry: Registry, event: Event) -> Route | None:
    try:
        return find_route(registry, event)[0]
    except (Refusal, Unknown):
        return None


def keep(unit: Unit, event: Event, network: int, now: datetime) -> None:
    """Remember from a moment (UTC) on that a private chat is about a network."""
    chosen.put(unit.connection, *_account(event.origin.account), Choice(network, now + WHILE))


def _account(account: AccountRef) -> tuple[str, str, str]:
    return account.platform, account.tenant, account.user


def question(event: Event, places: Sequence[Place]) -> Whisper:
    """Ask which of these networks an event is about; a button does it there."""
    title = _("Which network is this about?")
    line = (Text(_line(event), "quiet"),) if isinstance(event, Command) else ()
    return Whisper(Card(title, (*line, _there(event, places)), title))


def _there(event: Event, places: Sequence[Place]) -> Actions:
    return Actions(tuple(_again(event, place) for place in places[:MOST]))


def _again(event: Event, place: Place) -> Button:
    if isinstance(event, Press):
        words = (event.value[:LONGEST_WORDS],) if event.value else ()
        return Button(place.name, event.action, (place.id, *event.args[1:], *words))
    return command_button(place.name, place.id, _line(event))


def _line(event: Event) -> str:
    # Of a line that no command takes, its word is enough: it opens the form.
    line = event.text if isinstance(event, Command) else ""
    return line if len(line) <= LONGEST_LINE else split(line)[0][:40]


def in_its_name(meant: Meant, event: Event, answers: list[Answer]) -> list[Answer]:
    """Say in answers which network they are about, and offer the others where Kring took it."""
    if meant.place is None or not meant.several or not answers:
        return answers
    name, last = meant.place.name, answers[-1]
    told = [_headed(one, name) for one in answers]
    if not meant.others or (isinstance(last, Whisper) and last.fleeting):
        return told  # nothing stays behind of what is shown and not kept
    switch = (Text(_("The same in another network:"), "quiet"), _there(event, meant.others))
    if isinstance(last, Whisper):
        return [*told[:-1], _headed(last, name, switch)]
    title = _("This is about {name}.", name=name)
    return [*told, Whisper(Card(title, switch, title))]


def _headed(answer: Answer, name: str, below: tuple[Element, ...] = ()) -> Answer:
    """Name a network in an answer, with more below it: a text with more becomes a card."""
    match answer:
        case Ask(form):
            return Ask(replace(form, intro=f"{name}\n{form.intro}".strip()))
        case Whisper(Card() as card):
            named = card if card.title == name else headed(card, name)
            return replace(answer, card=replace(named, body=(*named.body, *below)))
        case Whisper(str() as text) if below:
            return replace(answer, card=Card(name, (Text(text), *below), f"{name}: {text}"))
        case Whisper(text):
            return answer if answer.fleeting else replace(answer, card=f"{name}: {text}")
