"""From an event to its handler, in one transaction: who, where, may they, do it, keep it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from inspect import Signature, signature
from typing import Any, TypeGuard, get_type_hints
from uuid import UUID

from bot.called import no_network
from bot.cards import Actions, Arg, Card, Text, command_button
from bot.deliver import apply
from bot.effects import Ask, Present, Reply, Whisper
from bot.errors import Refusal
from bot.events import Command, Event, Origin, Press, Submission
from bot.feature import ADMINISTRATOR, ANYONE, FACILITATOR, PERSONAL, Reading, Route
from bot.links import Links
from bot.registry import Registry
from bot.schedule import replan, say
from bot.steering import for_facilitators, with_role
from bot.texts import _, language, speaking
from bot.turn import Turn
from storage import inbox, networks, people
from storage.database import Unit
from storage.keys import Keys
from storage.networks import Place
from storage.people import Person, Who

Answers = list[Whisper | Present | Ask]
HELP = {"en": "help", "nl": "hulp"}
BIGGEST = 2**31
"""Ids are smaller than this: a larger one would not fit the database's column."""

LONGEST_ID = 12
"""Digits: longer texts are no ids, and Python reads no number of thousands of them."""

ALONE = (ANYONE, PERSONAL, ADMINISTRATOR)
"""Roles that are about no single network, or about none yet."""

LONGEST_LINE = 2000
LONGEST_SAID = 60
"""Characters of an unknown line that are said back."""

_CALLED = re.compile(r"^(?:[/\s]*@?kring(?=\s|$))*[/\s]*", re.IGNORECASE)


@dataclass(frozen=True)
class Call:
    """An event with its route found and its words read, ready for the transaction.

    `network` is the one named by the event's arguments, 0 where the room or the person decides.
    """

    event: Event
    route: Route
    arguments: tuple[Any, ...]
    network: int = 0


def known(unit: Unit, origin: Origin) -> Who | None:
    """Return the person behind an event's account, None for one never seen."""
    account = origin.account
    return people.find(unit.connection, account.platform, account.tenant, account.user)


def place_of(unit: Unit, origin: Origin, who: Who, network: int) -> Place | None:
    """Return the network an event is about: the one named, the room's, or the person's only one.

    Raises Several when a person in more than one network did not say which.
    """
    if network:
        return networks.place(unit.connection, network, who.id)
    if origin.room:
        room = origin.room
        return networks.place_of_room(
            unit.connection, room.platform, room.tenant, room.room, who.id
        )
    found = networks.places_of(unit.connection, who.id)
    if len(found) > 1:
        raise Several(found, who.language)
    return found[0] if found else None


class Several(Exception):  # noqa: N818 - it leads to a question, it is not a fault
    """A person of several networks did not say which one a command is about."""

    def __init__(self, places: list[Place], language: str) -> None:
        """Keep the networks to choose from, and the language to ask in."""
        super().__init__("several networks")
        self.places, self.language = places, language


def find_route(registry: Registry, event: Event) -> tuple[Route, tuple[Arg, ...] | str]:
    """Return an event's route and its raw arguments; Refusal when nothing answers to it."""
    if isinstance(event, Command):
        word, rest = split(event.text)
        found = registry.command(word)
        if found is None and (meant := registry.meant(event.text)):
            word, rest = split(meant)
            found = registry.command(word)
        if found is None:
            raise Unknown(word, registry.nearest(word), rest)
        return found.route, rest
    if isinstance(event, Press | Submission):
        routes = registry.presses if isinstance(event, Press) else registry.forms
        route = routes.get(event.action)
        if route is None or not _fits(route, event):
            raise Refusal(_("This button is from an older card. Type 'help' to go on."))
        return route, event.args
    return Route(registry.inbound[type(event)], ANYONE), ()


def _fits(route: Route, event: Press | Submission) -> bool:
    """Say whether the arguments of a button or form are what its handler takes.

    They come from outside, and cards outlive the code that drew them.
    """
    first: tuple[object, ...] = ("turn",) if isinstance(event, Press) else ("turn", "values")
    last = (event.value,) if isinstance(event, Press) and event.value else ()
    takes, kinds = _signature(route.handle)
    try:
        bound = takes.bind(*first, *event.args[1:], *last)
    except TypeError:
        return False
    given = list(bound.arguments.items())[len(first) :]
    return all(_is(kinds.get(name), value) for name, value in given) and (
        not event.args or is_id(event.args[0])
    )


@cache
def _signature(handle: Callable[..., Reply]) -> tuple[Signature, dict[str, Any]]:
    return signature(handle), get_type_hints(handle)


def is_id(value: object) -> TypeGuard[int]:
    """Say whether something from outside can be an id at all."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < BIGGEST


def _is(kind: object, value: object) -> bool:
    if kind is int:
        return is_id(value)
    return kind is not str or isinstance(value, str)


class Unknown(Exception):  # noqa: N818 - it leads to a suggestion, it is not a fault
    """A mistyped command and the word it looks most like."""

    def __init__(self, word: str, nearest: str | None, rest: str) -> None:
        """Keep what was typed and what may have been meant."""
        super().__init__("unknown command")
        self.word, self.nearest, self.rest = word, nearest, rest

    def suggestion(self, network: int) -> Whisper:
        """Offer the nearest command as a button, or help."""
        title = _("I don't know '{word}'.", word=self.word[:40])
        if self.rest and not self.nearest:
            title = _("I don't understand '{line}'.", line=_short(f"{self.word} {self.rest}"))
        meant = f"{self.nearest} {self.rest}".strip() if self.nearest else HELP[language()]
        hint = _("Did you mean this?") if self.nearest else _("This shows what I can do:")
        button = command_button(meant[:75], network, meant[:150], main=True)
        return Whisper(Card(title, (Text(hint), Actions((button,))), title))


def _short(said: str) -> str:
    return said if len(said) <= LONGEST_SAID else f"{said[:LONGEST_SAID].rstrip()}…"


def split(line: str) -> tuple[str, str]:
    """Split a typed line into the command's word and the rest; '/kring' before it is dropped."""
    words = _CALLED.sub("", line, count=1).split(maxsplit=1)
    if not words:
        return "help", ""
    return words[0], words[1].strip() if len(words) > 1 else ""


def read_words(route: Route, event: Event, raw: Any, reading: Reading) -> Any:
    """Let a route read its words or values; slow parsing happens here, outside any transaction."""
    given = event.values if isinstance(event, Submission) else raw
    return given if route.parse is None else route.parse(reading, given)


@dataclass(frozen=True)
class Handling:
    """What handling needs besides the unit: all of it injected."""

    registry: Registry
    new_id: Callable[[], UUID]
    links: Links
    keys: Keys
    may_start: bool
    administers: bool = False
    later: list[Callable[[], None]] = field(default_factory=list)


def handle(unit: Unit, call: Call, now: datetime, how: Handling) -> Answers | None:
    """Do one event as a whole; None when it was done before."""
    how.later.clear()  # of a try that was undone
    origin = call.event.origin
    if not inbox.first_time(unit.connection, _inbox_key(origin), now):
        return None
    who, found = _who_and_where(unit, call)
    with speaking(who.language):
        place = with_role(unit.connection, found, who.id, now)
        check_role(unit, call.route, place, origin, now)
        tools = (how.new_id, how.registry, how.links, how.keys, how.later)
        turn = Turn(unit, now, origin, who, place, *tools, how.may_start, how.administers)
        return finish(turn, call.route.handle(turn, *call.arguments))


def finish(turn: Turn, reply: Reply) -> Answers:
    """Let the news of a turn take its course, then turn all effects into rows and answers."""
    effects = list(reply)
    while turn.news:
        news = turn.news.pop(0)
        turn.look_again()
        for react in turn.registry.reactions(news):
            effects += react(turn, news)
        turn.look_again()
        for saying in turn.registry.sayings(news):
            posts = list(saying.posts(turn.view, news))
            effects += [say(post, news.key, saying.feature, turn) for post in posts]
            if saying.record:
                saying.record(turn, news, posts)
            if saying.record and posts:
                turn.look_again()
        turn.replan()
    turn.unit.flush()
    if turn.wants_replan:
        replan(turn, turn.lines)
    return apply(turn, effects)


def _who_and_where(unit: Unit, call: Call) -> tuple[Who, Place | None]:
    """Return who acts and in which network: of a button's press both are known at one look."""
    origin = call.event.origin
    account = origin.account
    if call.network:
        where = (account.platform, account.tenant, account.user, call.network)
        if found := networks.who_in(unit.connection, *where):
            return found
    who = known(unit, origin) or _newcomer(unit, origin)
    return who, _place_of_call(unit, call, who)


def _place_of_call(unit: Unit, call: Call, who: Who) -> Place | None:
    try:
        return place_of(unit, call.event.origin, who, call.network)
    except Several:
        if call.route.role not in ALONE:
            raise
        return None


def _inbox_key(origin: Origin) -> str:
    account = origin.account
    return f"{account.platform}:{account.tenant}:{origin.key}"


def _newcomer(unit: Unit, origin: Origin) -> Who:
    account = origin.account
    person = Person(name=origin.name or account.user, language=origin.language, zone=origin.zone)
    return people.add(unit.session, person, account.platform, account.tenant, account.user)


def check_role(
    unit: Unit, route: Route, place: Place | None, origin: Origin, now: datetime
) -> None:
    """Refuse who may not do what a route does; `place` says their role."""
    if route.role in ALONE:
        return
    if place is None:
        raise Refusal(no_network(origin))
    if not place.role:
        raise Refusal(
            # Without its name: whoever can write a number is not told what a network is called.
            _("You are not in this learning network. One of its facilitators can add you.")
        )
    if route.role == FACILITATOR and place.role != "facilitator":
        text = _("This is for the facilitators of {name}. Ask one of them.", name=place.name)
        raise for_facilitators(unit.connection, place, now, text)
