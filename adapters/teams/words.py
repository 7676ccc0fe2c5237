"""People's words on their way to Teams and back: nothing they type is taken for markup."""

import html
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

from adapters.naming import Readers
from adapters.payload import Json, whole
from adapters.teams.incoming import Mentioned
from bot.cards import with_names

_MARK = re.compile("\ue000(\\d+)\ue001|(https?://[^\\s<>|\"'\ue000]*[^\\s<>|\"'\ue000.,;:!?)\\]])")
_ANYWHERE = re.compile(r"([\\`*_\[\]~])")
_AT_START = re.compile(r"^(\s*)(#|[-+>=])", re.MULTILINE)
_NUMBERED = re.compile(r"^(\s*\d{1,9})([.)])", re.MULTILINE)
_LIKE_A_TAG = re.compile(r"<(?=/?\w)")
_BREAK = "\u200b"  # has no width, and keeps two characters from meaning something together
_BEFORE = re.compile(r"<at(?:\s[^>]*)?>(.*?)</at>", re.IGNORECASE | re.DOTALL)


@dataclass
class Mentions:
    """The people that a card mentions, gathered while it is drawn."""

    readers: Readers
    found: dict[int, Json] = field(default_factory=dict)

    def of(self, person: int) -> str:
        """Name a person in a text; their account is told beside the card."""
        name = _untagged(self.readers.name(person))
        account = self.readers.accounts.get(person)
        text = f"<at>{name}</at>"
        # Teams tells mentions apart by their text: of two people with one name, one is named.
        others = {each["text"] for number, each in self.found.items() if number != person}
        if account is None or text in others:
            return escaped(name)
        mentioned = {"id": account, "name": name}
        self.found[person] = {"type": "mention", "text": text, "mentioned": mentioned}
        return text

    def within(self, body: list[Json]) -> list[Json]:
        """Return those that stand in what was drawn in the end."""
        written = json.dumps(body, ensure_ascii=False)
        return [one for one in self.found.values() if _as_json(one["text"]) in written]


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)[1:-1]


def escaped(text: str) -> str:
    """Escape what a text block would read as markup, keeping its lines apart."""
    text = _ANYWHERE.sub(r"\\\1", text)
    text = _NUMBERED.sub(r"\1\\\2", text)
    text = _AT_START.sub(r"\1\\\2", text)
    text = _LIKE_A_TAG.sub(f"<{_BREAK}", text).replace("{{", f"{{{_BREAK}{{")
    return re.sub(r"\s*\n\s*", "\n\n", text)


def _untagged(text: str) -> str:
    return " ".join(text.replace("<", "‹").replace(">", "›").split())


def rich(text: str, mentions: Mentions) -> str:
    """Write a text for a text block: people as mentions, web addresses as links, words as are."""
    found, end = "", 0
    for match in _MARK.finditer(text):
        found += escaped(text[end : match.start()])
        found += mentions.of(int(match[1])) if match[1] else _address(match[2])
        end = match.end()
    return found + escaped(text[end:])


def _address(url: str) -> str:
    shown = _ANYWHERE.sub(r"\\\1", url)
    safe = url.replace("(", "%28").replace(")", "%29").replace("\\", "%5C")
    return f"[{shown}]({safe})"


def plainly(text: str, readers: Readers) -> str:
    """Write a text with people's names, as one line of plain text that is no markup either."""
    line = " ".join(with_names(text, readers.name).split())
    line = _LIKE_A_TAG.sub(f"<{_BREAK}", line).replace("](", f"]{_BREAK}(")
    return line.replace("{{", f"{{{_BREAK}{{")


def clipped(text: str, longest: int) -> str:
    """Shorten a text without cutting through a mention."""
    if len(text) <= longest:
        return text
    cut = text[: max(longest - 1, 0)]
    opened = cut.rfind("\ue000")
    if opened > cut.rfind("\ue001"):
        cut = cut[:opened]
    return cut.rstrip() + "…"


def typed(text: str, people: Iterable[Mentioned], names: Mapping[str, str], bot: str) -> str:
    """Read what somebody typed: Kring's own mention left out, others by the names we know.

    `names` gives names by account, `bot` is Kring's account.
    """
    for one in people:
        name = "" if one.account == bot else names.get(one.account) or one.name
        text = text.replace(one.text, name) if one.text else text
    without = _BEFORE.sub(lambda match: match[1], text)
    return whole(html.unescape(without).replace("\u00a0", " "))


_HIDDEN = {"script", "style"}
_BLOCKS = {"br", "p", "div", "li", "ul", "ol"}


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)

    def handle_endtag(self, tag: str) -> None:
        self._hidden = self._hidden and tag not in _HIDDEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = self._hidden or tag in _HIDDEN
        if tag in _BLOCKS:
            self.parts.append("\n")


def from_html(text: str) -> str:
    """Return the words of a message that Teams hands over as HTML."""
    reader = _Words()
    reader.feed(text)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.parts).splitlines())
    return whole("\n".join(line for line in lines if line))
