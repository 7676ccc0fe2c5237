"""The closed set of things a card is made of; each adapter has one renderer for it.

Texts hold no markup. A person is named by `mention(person_id)`, which every renderer turns into
its platform's own mention; whatever people type is passed through `clean()` at the door, so that
nobody can forge one.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

_OPEN, _CLOSE = "\ue000", "\ue001"
_MENTION = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
# Private-use characters are our mention marks, controls and direction overrides disturb a line.
_UNWANTED = re.compile("[\ue000-\uf8ff\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]")

Arg = int | str


def mention(person_id: int) -> str:
    """Name a person in a text; the renderer writes the name or the platform's mention."""
    return f"{_OPEN}{person_id}{_CLOSE}"


def mentioned(text: str) -> set[int]:
    """Return the ids of the people a text mentions."""
    return {int(number) for number in _MENTION.findall(text)}


def with_names(text: str, name: Callable[[int], str]) -> str:
    """Replace each mention by what `name` gives for that person's id."""
    return _MENTION.sub(lambda match: name(int(match[1])), text)


def clean(text: str) -> str:
    """Take out of typed text what could forge a mention or disturb the line it stands in."""
    return _UNWANTED.sub("", text).strip()


@dataclass(frozen=True)
class Text:
    """A paragraph; 'strong' opens a part, 'quiet' is an aside."""

    text: str
    style: Literal["plain", "strong", "quiet"] = "plain"


@dataclass(frozen=True)
class Facts:
    """Rows of a name and its value."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its count, its share of the whole (0 to 1) and an aside."""

    label: str
    count: int
    share: float
    note: str = ""


@dataclass(frozen=True)
class Bars:
    """Counts side by side."""

    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Divider:
    """A line between two parts."""


@dataclass(frozen=True)
class Button:
    """A press of `action` ('slice.name') with `args`; `confirm` is asked before it counts."""

    label: str
    action: str
    args: tuple[Arg, ...] = ()
    main: bool = False
    confirm: str = ""


COMMAND = "core.command"
"""The press that types a command: its arguments are the network (0: none) and the line."""


def command_button(label: str, network: int, line: str, *, main: bool = False) -> Button:
    """Make a button that types a command line about a network for whoever presses it."""
    return Button(label, COMMAND, (network, line), main=main)


@dataclass(frozen=True)
class Link:
    """A way to a page; `url` is http, https or begins with '/' for Kring's own server."""

    label: str
    url: str


@dataclass(frozen=True)
class Option:
    """One thing to choose: what people read and what comes back (at most 150 characters)."""

    label: str
    value: str


@dataclass(frozen=True)
class Pick:
    """A list to choose one of; the choice is pressed as `action` with `args` and the value."""

    label: str
    action: str
    options: tuple[Option, ...]
    args: tuple[Arg, ...] = ()


@dataclass(frozen=True)
class Actions:
    """What a reader can do, side by side."""

    items: tuple[Button | Link | Pick, ...]


Element = Text | Facts | Bars | Divider | Actions


@dataclass(frozen=True)
class Card:
    """A message: title, flat body, and one line for notifications and screen readers."""

    title: str
    body: tuple[Element, ...]
    summary: str


@dataclass(frozen=True)
class CardRef:
    """Which card, not its content: 'slice.name' and what it is about; drawn when it is sent."""

    kind: str
    args: tuple[Arg, ...] = ()


def merged(cards: list[Card]) -> Card:
    """Put several cards into one message: the first gives the title, the others become parts.

    What several of them offer to press is there once, in the last one.
    """
    body: list[Element] = []
    offered: set[tuple[object, ...]] = set()
    for card in reversed(cards):
        part: list[Element] = list(_without(card.body, offered))
        offered |= {_offer(item) for item in _items(card.body)}
        if card is not cards[0]:
            part = [Divider(), Text(card.title, "strong"), *part]
        body = [*part, *body]
    return Card(cards[0].title, tuple(body), " · ".join(card.summary for card in cards))


def headed(card: Card, name: str) -> Card:
    """Say on a card, and in what announces it, which network it is from."""
    return replace(card, body=(Text(name, "quiet"), *card.body), summary=f"{name}: {card.summary}")


def _without(body: tuple[Element, ...], offered: set[tuple[object, ...]]) -> Iterator[Element]:
    for element in body:
        if not isinstance(element, Actions):
            yield element
        elif left := tuple(item for item in element.items if _offer(item) not in offered):
            yield Actions(left)


def _items(body: tuple[Element, ...]) -> Iterator[Button | Link | Pick]:
    for element in body:
        if isinstance(element, Actions):
            yield from element.items


def _offer(item: Button | Link | Pick) -> tuple[object, ...]:
    return (
        (item.label, item.url) if isinstance(item, Link) else (item.label, item.action, item.args)
    )


def plain(card: Card) -> str:
    """Write a card as plain lines, buttons in [brackets]: for tests, logs of a demo and e-mail."""
    return "\n".join([card.title, *(_plain_element(element) for element in card.body)])


def _plain_element(element: Element) -> str:
    match element:
        case Text(text):
            return text
        case Facts(rows):
            return "\n".join(f"{name}: {value}" for name, value in rows)
        case Bars(bars):
            return "\n".join(f"{bar.label}: {bar.count} {bar.note}".rstrip() for bar in bars)
        case Divider():
            return "---"
        case Actions(items):
            return " ".join(f"[{item.label}]" for item in items)
