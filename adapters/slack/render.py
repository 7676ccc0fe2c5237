"""Cards as Block Kit: one `match` for the closed set, within Slack's limits, with nothing typed
by people taken for markup.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import assert_never

from adapters.naming import Readers
from adapters.payload import Json
from adapters.slack import fit, ids, parts
from adapters.slack.words import clipped, escaped, line, plainly, spans
from bot.cards import (
    Actions,
    Bar,
    Bars,
    Button,
    Card,
    Divider,
    Element,
    Facts,
    Link,
    Pick,
    Text,
)
from bot.texts import _

HEADER, PLACEHOLDER, SUMMARY, CONFIRM = 150, 150, 3000, 300
_CONFIRM_LABEL = 30
_TITLE, _LONG_TITLE = 24, 600


@dataclass(frozen=True)
class Message:
    """A message as Slack takes it: blocks, and words for notifications and screen readers."""

    text: str
    blocks: tuple[Json, ...]

    def payload(self) -> Json:
        """Return the arguments of chat.postMessage and its like; no previews of links."""
        return {
            "text": self.text,
            "blocks": list(self.blocks),
            "unfurl_links": False,
            "unfurl_media": False,
        }


def message(card: Card, readers: Readers, *, more: str = "", charts: bool = False) -> Message:
    """Draw a card as one message.

    What is left out of a long one is shown by a button that carries `more`, the delivery's id.
    With `charts`, counts become a chart of Slack's own where they fit one; a workspace that
    answers invalid_blocks gets the message drawn without.
    """
    body, less = fit.fitted(card.body, fit.MESSAGE)
    drawing = _Drawing(readers, card.title if charts else "")
    blocks = [*_title(card, readers), *drawing.blocks(body)]
    if less:
        blocks.append(drawing.show_all(more))
    return Message(summary(card, readers), _numbered(blocks))


def pages(card: Card | str, readers: Readers) -> list[Message]:
    """Draw an answer as messages with nothing left out."""
    if isinstance(card, str):
        card = Card("", (Text(card),), card)
    found = []
    for number, body in enumerate(fit.pages(card.body, fit.PAGE)):
        title = _title(card, readers) if number == 0 else []
        blocks = [*title, *_Drawing(readers).blocks(body)]
        if blocks:
            found.append(Message(summary(card, readers), _numbered(blocks)))
    return found or [Message(summary(card, readers), ())]


def home(card: Card, readers: Readers) -> Json:
    """Draw the home view."""
    return {"type": "home", "blocks": _view_blocks(card, readers)}


def reading(card: Card | str, readers: Readers) -> Json:
    """Draw a card as a dialog that is only read and pressed in."""
    if isinstance(card, str):
        card = Card("Kring", (Text(card),), card)
    return {
        "type": "modal",
        "callback_id": ids.READING,
        "title": line(card.title, _TITLE, readers),
        "close": line(_("Close"), _TITLE, readers),
        "blocks": _view_blocks(card, readers, titled=len(card.title) > _TITLE),
    }


def _view_blocks(card: Card, readers: Readers, *, titled: bool = True) -> list[Json]:
    whole = [part for element in card.body for part in fit.pieces(element, fit.VIEW.text)]
    body, less = fit.fitted(whole, fit.VIEW)
    blocks = [*(_title(card, readers) if titled else ()), *_Drawing(readers).blocks(body)]
    if less:
        blocks.append(parts.quiet(_("There is more than fits here."), readers))
    return list(_numbered(blocks or [parts.plain(card.title or "…", readers)]))


def summary(card: Card, readers: Readers) -> str:
    """Write what notifications and screen readers say of a card."""
    return escaped(clipped(plainly(card.summary or card.title, readers), SUMMARY)) or "…"


def _numbered(blocks: Iterable[Json]) -> tuple[Json, ...]:
    return tuple({**block, "block_id": f"k{number}"} for number, block in enumerate(blocks))


def _title(card: Card, readers: Readers) -> list[Json]:
    if not card.title.strip():
        return []
    if len(plainly(card.title, readers)) > HEADER:
        return [parts.rich(spans(clipped(card.title, _LONG_TITLE), readers, bold=True))]
    return [{"type": "header", "text": line(card.title, HEADER, readers)}]


class _Drawing:
    """Draws elements; it numbers what can be pressed, so that no two have the same id.

    `charts` is the title of a chart of Slack's own, '' for bars of text.
    """

    def __init__(self, readers: Readers, charts: str = "") -> None:
        self._readers = readers
        self._charts = charts
        self._numbers = count()

    def blocks(self, body: Iterable[Element]) -> Iterator[Json]:
        """Draw elements in their order."""
        for element in body:
            yield from self._element(element)

    def show_all(self, more: str) -> Json:
        """Draw the button that shows all of a message; where it cannot, a sentence."""
        if not more:
            return parts.quiet(_("There is more than fits here."), self._readers)
        shown = {
            "type": "button",
            "text": line(_("Show all"), parts.LABEL, self._readers),
            "action_id": f"m{next(self._numbers)}",
            "value": more,
        }
        return {"type": "actions", "elements": [shown]}

    def _element(self, element: Element) -> Iterator[Json]:
        match element:
            case Text(text, "quiet"):
                yield parts.quiet(text, self._readers)
            case Text(text, style):
                yield parts.plain(text, self._readers, bold=style == "strong")
            case Facts(rows):
                yield from parts.facts(rows, self._readers)
            case Bars(bars):
                yield from self._bars(bars)
            case Divider():
                yield {"type": "divider"}
            case Actions(items):
                drawn = [found for item in items if (found := self._action(item))]
                yield from [{"type": "actions", "elements": drawn}] if drawn else []
            case _:
                assert_never(element)

    def _bars(self, bars: tuple[Bar, ...]) -> Iterator[Json]:
        if self._charts and parts.is_chart(bars, self._readers):
            yield parts.chart(self._charts, bars, self._readers)
            self._charts = ""  # one a message
        elif bars:
            drawn = [part for bar in bars for part in parts.bar_in_words(bar, self._readers)]
            yield parts.rich(drawn)

    def _action(self, item: Button | Link | Pick) -> Json | None:
        match item:
            case Button():
                return self._button(item)
            case Link():
                return self._link(item)
            case Pick():
                return self._pick(item)
            case _:
                assert_never(item)

    def _button(self, item: Button) -> Json:
        ident, value = ids.button(next(self._numbers), item.action, item.args)
        drawn: Json = {
            "type": "button",
            "text": line(item.label, parts.LABEL, self._readers),
            "action_id": ident,
            "value": value,
        }
        if item.main:
            drawn["style"] = "primary"
        if item.confirm:
            drawn["confirm"] = self._confirm(item)
        return drawn

    def _confirm(self, item: Button) -> Json:
        # The title says all of a long label.
        yes = item.label if len(item.label) <= _CONFIRM_LABEL else _("Yes")
        return {
            "title": line(item.label, 100, self._readers),
            "text": line(item.confirm, CONFIRM, self._readers),
            "confirm": line(yes, _CONFIRM_LABEL, self._readers),
            "deny": line(_("Cancel"), _CONFIRM_LABEL, self._readers),
        }

    def _link(self, item: Link) -> Json | None:
        url = parts.address(item.url, self._readers.base)
        if not url:
            return None
        return {
            "type": "button",
            "text": line(item.label, parts.LABEL, self._readers),
            "action_id": f"l{next(self._numbers)}",
            "url": url,
        }

    def _pick(self, item: Pick) -> Json | None:
        if not item.options:
            return None
        return {
            "type": "static_select",
            "placeholder": line(item.label, PLACEHOLDER, self._readers),
            "action_id": ids.pick(next(self._numbers), item.action, item.args),
            **parts.options(item.options, self._readers),
        }
