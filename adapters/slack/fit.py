"""Makes a card fit what one message or view may hold; says so when something was left out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from adapters.slack.ids import written
from adapters.slack.words import clipped, cost
from bot.cards import Actions, Bar, Bars, Button, Divider, Element, Facts, Link, Option, Pick, Text

A_ROW = 25
"""What one block of actions holds."""

_A_BAR = 60
_SHORT = 1500
_LABEL, _ASKED = 75, 400
_Item = Button | Link | Pick


@dataclass(frozen=True)
class Room:
    """How much there is room for: blocks, characters, and characters of one text."""

    blocks: int
    characters: int
    text: int


# Slack refuses more than 50 blocks and about 13,200 characters; a few are kept for the title,
# for the button that shows all, and for what is counted otherwise there than here.
MESSAGE = Room(46, 11_000, _SHORT)
PAGE = Room(46, 11_000, 2800)
VIEW = Room(96, 60_000, 2800)


def gathered(body: Iterable[Element]) -> list[Element]:
    """Put actions that follow each other side by side, in rows that Slack takes."""
    found: list[Element] = []
    for element in body:
        last = found[-1] if found else None
        if isinstance(element, Actions) and isinstance(last, Actions):
            found[-1] = Actions(last.items + element.items)
        elif not (isinstance(element, Text) and not element.text.strip()):
            found.append(element)
    return [part for element in found for part in _rows(element)]


def _rows(element: Element) -> Iterator[Element]:
    if not isinstance(element, Actions):
        yield element
        return
    for start in range(0, len(element.items), A_ROW):
        yield Actions(element.items[start : start + A_ROW])


def size(element: Element) -> int:
    """Return about how many characters an element takes."""
    match element:
        case Text(text):
            return cost(text)
        case Facts(rows):
            return sum(cost(name) + cost(value) + 4 for name, value in rows)
        case Bars(bars):
            return sum(_A_BAR + cost(bar.label) + cost(bar.note) for bar in bars)
        case Divider():
            return 0
        case Actions(items):
            return sum(_size_of(item) for item in items)
        case _:
            assert_never(element)


def _size_of(item: Button | Link | Pick) -> int:
    match item:
        case Button(label, action, args, _main, confirm):
            asked = 2 * min(len(label), _LABEL) + min(len(confirm), _ASKED) if confirm else 0
            return min(len(label), _LABEL) + len(action) + len(written(args)) + asked + 60
        case Link(label, url):
            return min(len(label), _LABEL) + len(url) + 20
        case Pick(label, action, options, args):
            known = min(len(label), 2 * _LABEL) + len(action) + len(written(args))
            return known + sum(_size_of_option(one) for one in options)
        case _:
            assert_never(item)


def _size_of_option(one: Option) -> int:
    return min(len(one.label), _LABEL) + len(one.value)


def fitted(body: Iterable[Element], room: Room) -> tuple[list[Element], bool]:
    """Return what fits, and whether anything was left out; what can be pressed comes first."""
    whole = gathered(body)
    pressed = _fewer_actions(whole, room)
    left = room.characters - sum(map(size, pressed.values()))
    places = room.blocks - len(pressed)
    found: list[Element] = []
    less = False
    for number, element in enumerate(whole):
        if isinstance(element, Actions):
            short: Element | None = pressed.get(number)
        else:
            short = shortened(element, min(left, room.text)) if places else None
            left, places = (left - size(short), places - 1) if short else (left, places)
        less = less or short != element
        found += [short] if short else []
    return found, less


def _fewer_actions(whole: list[Element], room: Room) -> dict[int, Actions]:
    """Return the rows of actions that there is room for, by their place in the card."""
    left = room.characters * 2 // 3
    found: dict[int, Actions] = {}
    for number, element in enumerate(whole):
        if isinstance(element, Actions) and len(found) < room.blocks // 2:
            items = list(_fewer_items(element.items, left))
            left -= sum(map(_size_of, items))
            found |= {number: Actions(tuple(items))} if items else {}
    return found


def _fewer_items(items: tuple[_Item, ...], left: int) -> Iterator[_Item]:
    for item in items:
        if _size_of(item) <= left:
            yield item
        elif isinstance(item, Pick) and (few := tuple(_fewer_options(item, left))):
            yield replace(item, options=few)
            return
        else:
            return
        left -= _size_of(item)


def _fewer_options(pick: Pick, left: int) -> Iterator[Option]:
    left -= _size_of(replace(pick, options=()))
    for one in pick.options:
        left -= _size_of_option(one)
        if left < 0:
            return
        yield one


def shortened(element: Element, longest: int) -> Element | None:
    """Shorten an element to about this many characters; None when nothing of it is left."""
    if longest < 2 * _A_BAR and not isinstance(element, Divider):
        return element if size(element) <= longest else None
    match element:
        case Text(text) if len(text) > longest:
            return replace(element, text=clipped(text, longest))
        case Facts(rows):
            return Facts(tuple(_fewer_rows(rows, longest))) if rows else None
        case Bars(bars):
            return Bars(tuple(_fewer_bars(bars, longest))) if bars else None
        case Text() | Divider() | Actions():
            return element
        case _:
            assert_never(element)


def _fewer_rows(rows: tuple[tuple[str, str], ...], left: int) -> Iterator[tuple[str, str]]:
    for name, value in rows:
        if left < _A_BAR:
            return
        row = clipped(name, _A_BAR * 2), clipped(value, max(left - cost(name) - 4, _A_BAR))
        yield row
        left -= cost(row[0]) + cost(row[1]) + 4


def _fewer_bars(bars: tuple[Bar, ...], left: int) -> Iterator[Bar]:
    for bar in bars:
        if left < _A_BAR:
            return
        short = replace(bar, label=clipped(bar.label, 200), note=clipped(bar.note, 300))
        yield short
        left -= _A_BAR + cost(short.label) + cost(short.note)


def pages(body: Iterable[Element], room: Room) -> Iterator[list[Element]]:
    """Spread a card over pages, with nothing left out."""
    page: list[Element] = []
    left = room.characters
    for element in (part for whole in gathered(body) for part in pieces(whole, room.text)):
        if page and (len(page) >= room.blocks or size(element) > left):
            yield page
            page, left = [], room.characters
        page.append(element)
        left -= size(element)
    yield page


def pieces(element: Element, longest: int) -> Iterator[Element]:
    """Cut what is long into parts, at the end of a line or word where there is one."""
    match element:
        case Text(text, style):
            for part in cut(text, longest):
                yield Text(part, style)
        case Facts(rows) if size(element) > longest:
            yield from _parted_rows(rows, longest)
        case Bars(bars):
            for start in range(0, len(bars), 20):
                yield Bars(bars[start : start + 20])
        case Facts() | Divider() | Actions():
            yield element
        case _:
            assert_never(element)


def _parted_rows(rows: tuple[tuple[str, str], ...], longest: int) -> Iterator[Element]:
    for name, value in rows:
        first, *others = cut(value, longest) or [""]
        yield Facts(((clipped(name, _A_BAR * 2), first),))
        yield from (Text(other) for other in others)


def cut(text: str, longest: int) -> list[str]:
    """Cut a text into parts of at most about this many characters."""
    parts = []
    while len(text) > longest:
        at = max(text.rfind("\n", 0, longest), text.rfind(" ", 0, longest))
        at = at if at > longest // 2 else longest
        if text.rfind("\ue000", 0, at) > text.rfind("\ue001", 0, at):
            at = text.rfind("\ue000", 0, at)
        parts.append(text[:at])
        text = text[at:].lstrip("\n ")
    return [part for part in [*parts, text] if part.strip()]
