"""Cards as Adaptive Cards 1.5: one `match` for the closed set, within what Teams carries."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import assert_never

from adapters.naming import Readers
from adapters.payload import Json
from adapters.teams import parts
from adapters.teams.parts import Pressing, Signing
from adapters.teams.words import Mentions, clipped, plainly
from bot.cards import Actions, Bars, Card, Divider, Element, Facts, Text
from bot.texts import _

SCHEMA = "http://adaptivecards.io/schemas/adaptive-card.json"
TYPE = "application/vnd.microsoft.card.adaptive"
LARGEST = 80_000
"""Bytes of a card; Teams refuses a message of more than about 100 kB."""

_SUMMARY, _TITLE, _LONGEST_TEXT, _ENOUGH = 300, 300, 6_000, 200
_AROUND = 6_000  # what a card takes besides its elements: its frame, title and last button
_FOR_PRESSING = 45_000
_A_MENTION = 200


@dataclass(frozen=True)
class Drawn:
    """A card, and whether something of it was left out."""

    card: Json
    less: bool


def message(card: Card, readers: Readers, signing: Signing, *, more: str = "") -> Json:
    """Draw a card as one activity.

    What is left out of a long one is shown by a button that carries `more`, the delivery's id.
    """
    shown = draw(card, readers, signing, more=more).card
    attachment = {"contentType": TYPE, "content": shown}
    return {"type": "message", "summary": shown["fallbackText"], "attachments": [attachment]}


def as_card(said: Card | str) -> Card:
    """Return words as a card."""
    return said if isinstance(said, Card) else Card("", (Text(said),), said)


def draw(card: Card, readers: Readers, signing: Signing, *, more: str = "") -> Drawn:
    """Draw a card; its actions come first where not everything fits."""
    drawing = _Drawing(readers, signing)
    body, less = drawing.body(card.body)
    if less and more:
        body.append(drawing.pressing.more(more))
    elif less:
        body.append(parts.quiet(_("There is more than fits here.")))
    shown = [parts.title(clipped(card.title, _TITLE), drawing.mentions)] if card.title else []
    return Drawn(framed([*shown, *body], drawing.mentions, card.summary or card.title), less)


def framed(body: list[Json], mentions: Mentions, summary: str) -> Json:
    """Put drawn elements into a card; `summary` is what notifications say."""
    said = clipped(plainly(summary, mentions.readers), _SUMMARY) or "Kring"
    card: Json = {"type": "AdaptiveCard", "$schema": SCHEMA, "version": "1.5"}
    card |= {"body": body, "fallbackText": said, "speak": said}
    if entities := mentions.within(body):
        card["msteams"] = {"entities": entities}
    return card


def dialog(card: Card | str, readers: Readers, signing: Signing) -> Json:
    """Draw an answer as a dialog."""
    whole = as_card(card)
    shown = draw(replace(whole, title=""), readers, signing.in_dialog()).card
    return opened(plainly(whole.title, readers) or "Kring", shown)


def opened(title: str, card: Json) -> Json:
    """Return what Teams opens as a dialog."""
    attachment = {"contentType": TYPE, "content": card}
    size = {"width": "medium", "height": "medium"}
    return {"title": clipped(title, 60), **size, "card": attachment}


class _Drawing:
    def __init__(self, readers: Readers, signing: Signing) -> None:
        self.mentions = Mentions(readers)
        self.pressing = Pressing(signing, self.mentions)

    def body(self, elements: Iterable[Element]) -> tuple[list[Json], bool]:
        """Draw what fits, in its order; say whether anything was left out."""
        gathered = list(_gathered(elements))
        pressed, less = self._pressed(gathered)
        left = LARGEST - _AROUND - sum(map(size, pressed.values()))
        found: list[Json] = []
        apart = False
        for number, element in enumerate(gathered):
            drawn = pressed.get(number)
            if drawn is None:
                drawn, cut = self._fitted(element, left)
                left -= size(drawn)
                less = less or cut
            if apart and drawn:
                drawn = [{**drawn[0], "separator": True, "spacing": "medium"}, *drawn[1:]]
            apart = isinstance(element, Divider) or (apart and not drawn)
            found += drawn
        return found, less

    def _pressed(self, elements: list[Element]) -> tuple[dict[int, list[Json]], bool]:
        left, found, less = _FOR_PRESSING, {}, False
        for number, element in enumerate(elements):
            if isinstance(element, Actions):
                drawn = list(self.pressing.drawn(element))
                fits = size(drawn) <= left
                found[number] = drawn if fits else []
                left -= size(found[number])
                less = less or not fits
        return found, less

    def _fitted(self, element: Element, left: int) -> tuple[list[Json], bool]:
        """Draw an element, or as much of it as there is room for."""
        short: Element | None = element
        if isinstance(element, Text):
            short = replace(element, text=clipped(element.text, _LONGEST_TEXT))
        while short is not None:
            drawn = list(self._element(short))
            if size(drawn) <= left:
                return drawn, short != element
            short = _halved(short)
        return [], True

    def _element(self, element: Element) -> Iterator[Json]:
        match element:
            case Text():
                yield from parts.paragraphs(element, self.mentions)
            case Facts():
                yield parts.facts(element, self.mentions)
            case Bars(bars):
                yield from parts.bars(bars, self.mentions)
            case Divider():
                return
            case Actions():
                yield from self.pressing.drawn(element)
            case _:
                assert_never(element)


def _gathered(body: Iterable[Element]) -> Iterator[Element]:
    """Put actions that follow each other side by side: slices add theirs one by one."""
    waiting: Actions | None = None
    for element in body:
        if isinstance(element, Actions):
            waiting = Actions((waiting.items if waiting else ()) + element.items)
            continue
        if waiting:
            yield waiting
            waiting = None
        if not (isinstance(element, Text) and not element.text.strip()):
            yield element
    if waiting:
        yield waiting


def _halved(element: Element) -> Element | None:
    """Return half of an element, None when nothing of it would be left."""
    match element:
        case Text(text):
            half = clipped(text, len(text) // 2)
            return replace(element, text=half) if len(half) > _ENOUGH else None
        case Facts(rows):
            return Facts(rows[: len(rows) // 2]) if len(rows) > 1 else None
        case Bars(bars):
            return Bars(bars[: len(bars) // 2]) if len(bars) > 1 else None
        case Divider() | Actions():
            return None
        case _:
            assert_never(element)


def size(drawn: list[Json]) -> int:
    """Return how many bytes drawn elements take, with room for the people they mention."""
    written = json.dumps(drawn, ensure_ascii=False)
    return len(written.encode()) + _A_MENTION * written.count("<at>")
