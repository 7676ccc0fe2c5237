"""The parts of an Adaptive Card: texts, rows, bars and what can be pressed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, assert_never

from adapters.payload import Json
from adapters.teams import ids
from adapters.teams.ids import Mark, Seal
from adapters.teams.words import Mentions, clipped, escaped, plainly, rich
from bot.cards import Actions, Bar, Button, Facts, Link, Option, Pick, Text
from bot.registry import Registry
from bot.texts import _

LABEL, PERCENT = 100, 100
A_ROW, WIDE, AROUND, ARROW = 5, 42, 6, 3
"""What stands side by side: so many buttons, so many letters with what is around each.

On a phone a longer row is pressed together until nobody can read what the buttons say, and one
button that is longer by itself is cut.
"""
APART, MANY_PARAGRAPHS = "medium", 40
_BLANK = re.compile(r"\n[^\S\n]*\n\s*")
_STYLES: dict[str, Json] = {
    "plain": {},
    "strong": {"weight": "bolder"},
    "quiet": {"isSubtle": True, "size": "small"},
}
Where = Literal["card", "dialog"]


@dataclass(frozen=True)
class Signing:
    """How buttons are made: who signs them, for which tenant, and which presses open a form.

    `where` they stand, on a card or in a dialog, decides how Teams sends them; `room`, `user`
    and `home` are told by their marks.
    """

    seal: Seal
    tenant: str
    registry: Registry
    where: Where = "card"
    room: str = ""
    user: str = ""
    home: bool = False

    def in_dialog(self) -> "Signing":
        """Return the same for a dialog."""
        return replace(self, where="dialog")

    def mark(self, mark: Mark) -> Json:
        """Return the data of a button, signed."""
        full = replace(mark, tenant=self.tenant, room=self.room, user=self.user, home=self.home)
        return {ids.KEY: self.seal.close(full)}

    def asks(self, action: str) -> bool:
        """Say whether a press opens a form; a command does, or answers in a dialog as well."""
        route = self.registry.presses.get(action)
        return route.asks if route else True


def text(found: Text, mentions: Mentions) -> Json:
    """Draw a paragraph."""
    return _block(rich(found.text, mentions), **_STYLES[found.style])


def paragraphs(found: Text, mentions: Mentions) -> Iterator[Json]:
    """Draw a text; each paragraph is a block, for within one Teams leaves blank lines out."""
    for number, one in enumerate(_BLANK.split(found.text.strip(), MANY_PARAGRAPHS)):
        apart = {"spacing": APART} if number else {}
        yield {**text(replace(found, text=one), mentions), **apart}


def title(words: str, mentions: Mentions) -> Json:
    """Draw a card's title."""
    return _block(rich(words, mentions), style="heading", size="large", weight="bolder")


def quiet(words: str) -> Json:
    """Draw an aside of our own words."""
    return _block(words, isSubtle=True, size="small")


def _block(words: str, **more: object) -> Json:
    return {"type": "TextBlock", "text": words or " ", "wrap": True, **more}


def facts(found: Facts, mentions: Mentions) -> Json:
    """Draw rows of a name and its value."""
    rows = [{"title": rich(n, mentions), "value": rich(v, mentions)} for n, v in found.rows]
    return {"type": "FactSet", "facts": rows}


def bars(found: tuple[Bar, ...], mentions: Mentions) -> Iterator[Json]:
    """Draw counts side by side, each with a line as long as its share."""
    for bar in found:
        note = f" · {rich(bar.note, mentions)}" if bar.note else ""
        yield _block(f"{rich(bar.label, mentions)}: **{bar.count}**{note}", spacing="small")
        yield _line(bar.share)


def _line(share: float) -> Json:
    full = min(max(round(share * PERCENT), 0), PERCENT)
    widths = [(full, "accent"), (PERCENT - full, "emphasis")]
    columns = [_column(width, style) for width, style in widths if width]
    return {"type": "ColumnSet", "spacing": "none", "columns": columns}


def _column(width: int, style: str) -> Json:
    thin = {"minHeight": "6px", "spacing": "none", "items": []}
    return {"type": "Column", "width": width, "style": style, **thin}


def label(words: str, mentions: Mentions, longest: int = LABEL) -> str:
    """Write a short text that is no markup, never empty."""
    return clipped(plainly(words, mentions.readers), longest) or "…"


class Pressing:
    """Draws what can be pressed; it numbers lists, so that no two have the same id."""

    def __init__(self, signing: Signing, mentions: Mentions) -> None:
        self._signing = signing
        self._mentions = mentions
        self._lists = 0

    def drawn(self, found: Actions) -> Iterator[Json]:
        """Draw a row of actions: buttons side by side, each list with a button of its own."""
        row: list[Json] = []
        for item in found.items:
            match item:
                case Button():
                    row.append(self._button(item))
                case Link():
                    row += self._link(item)
                case Pick():
                    yield from _rows(row)
                    row = []
                    yield from self._pick(item)
                case _:
                    assert_never(item)
        yield from _rows(row)

    def _button(self, found: Button) -> Json:
        mark = Mark("press", "", found.action, found.args)
        drawn = self._press(found.label, mark, main=found.main)
        if not found.confirm:
            return drawn
        asked = _block(rich(found.confirm, self._mentions))
        card = {"type": "AdaptiveCard", "body": [asked], "actions": [drawn]}
        return {"type": "Action.ShowCard", "title": drawn["title"], "card": card}

    def _press(self, words: str, mark: Mark, *, main: bool = False) -> Json:
        data = self._signing.mark(mark)
        shown: Json = {"title": label(words, self._mentions)}
        if main:
            shown["style"] = "positive"
        if mark.what != "pick":
            shown["associatedInputs"] = "none"
        if self._signing.where == "dialog":
            return {"type": "Action.Submit", **shown, "data": data}
        if mark.what == "more" or self._signing.asks(mark.action):
            return {"type": "Action.Submit", **shown, "data": {**data, **OPENS}}
        return {"type": "Action.Execute", **shown, "verb": "kring", "data": data}

    def _link(self, found: Link) -> Iterator[Json]:
        base = self._mentions.readers.base
        url = f"{base}{found.url}" if found.url.startswith("/") else found.url
        if url.startswith(("https://", "http://")):
            named = label(found.label, self._mentions)
            yield {"type": "Action.OpenUrl", "title": named, "url": url}

    def _pick(self, found: Pick) -> Iterator[Json]:
        name = f"p{self._lists}"
        self._lists += 1
        if not found.options:
            return
        yield {
            "type": "Input.ChoiceSet",
            "id": name,
            "label": label(found.label, self._mentions),
            "style": "compact",
            "placeholder": label(found.label, self._mentions),
            "choices": choices(found.options, self._mentions),
        }
        mark = Mark("pick", "", found.action, found.args, field=name)
        yield {"type": "ActionSet", "actions": [self._press(_("Choose"), mark)]}

    def more(self, delivery: str) -> Json:
        """Offer to show all of a message that was shortened."""
        mark = Mark("more", "", "", (delivery,))
        return {"type": "ActionSet", "actions": [self._press(_("Show all"), mark)]}


OPENS: Json = {"msteams": {"type": "task/fetch"}}
"""What a button carries so that Teams asks for a dialog when it is pressed."""


def _rows(items: list[Json]) -> Iterator[Json]:
    row: list[Json] = []
    wide = 0
    for item in items:
        around = AROUND + ARROW * (item["type"] == "Action.ShowCard")
        takes = len(item["title"]) + around
        if row and (len(row) == A_ROW or wide + takes > WIDE):
            yield {"type": "ActionSet", "actions": row}
            row, wide = [], 0
        if takes > WIDE:
            yield _block(escaped(item["title"]), isSubtle=True)
            item = _shortened(item, WIDE - around)
        row.append(item)
        wide += takes
    if row:
        yield {"type": "ActionSet", "actions": row}


def _shortened(item: Json, longest: int) -> Json:
    """Cut a button's words where a phone would; they stand whole above it, and for who listens."""
    short = {"title": clipped(item["title"], longest), "tooltip": item["title"]}
    if item["type"] != "Action.ShowCard":
        return {**item, **short}
    card = item["card"]
    asked = [{**one, **short} for one in card["actions"]]
    return {**item, **short, "card": {**card, "actions": asked}}


def choices(options: tuple[Option, ...], mentions: Mentions) -> list[Json]:
    """Draw what a list offers."""
    return [{"title": label(one.label, mentions), "value": one.value} for one in options]
