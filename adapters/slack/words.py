"""People's words on their way to Slack and back: nothing they type is taken for markup."""

import html
import re
from collections.abc import Mapping

from adapters.naming import Readers
from adapters.payload import Json, whole
from bot.cards import mentioned, with_names

_MARK = re.compile("\ue000(\\d+)\ue001|(https?://[^\\s<>|\"'\ue000]*[^\\s<>|\"'\ue000.,;:!?)\\]])")
_TOKEN = re.compile(r"<((?:[@#!]|[a-z][a-z0-9+.-]*:)[^<>|]*)(?:\|([^<>]*))?>")
_LONGEST_URL = 3000
_MENTION_COSTS = 30
_WORD = 16


def escaped(text: str) -> str:
    """Escape what Slack would read as markup in a message's own text."""
    return html.escape(text, quote=False)


def plainly(text: str, readers: Readers) -> str:
    """Write a text with people's names."""
    return with_names(text, readers.name)


def cost(text: str) -> int:
    """Return about how many characters a text takes, with names in it."""
    return len(text) + _MENTION_COSTS * len(mentioned(text))


def clipped(text: str, longest: int) -> str:
    """Shorten a text without cutting through a mention, nor through a word of usual length."""
    if len(text) <= longest:
        return text
    cut = text[: max(longest - 1, 0)]
    opened = cut.rfind("\ue000")
    if opened > cut.rfind("\ue001"):
        cut = cut[:opened]
    elif cut and not text[len(cut)].isspace():
        before, space, word = cut.rpartition(" ")
        cut = before if space and len(word) < _WORD else cut
    return cut.rstrip() + "…"


def line(text: str, longest: int, readers: Readers) -> Json:
    """Make one line of plain text, never empty, at most `longest` characters."""
    words = " ".join(plainly(text, readers).split()) or "…"
    return {"type": "plain_text", "text": clipped(words, longest), "emoji": False}


def spans(text: str, readers: Readers, *, bold: bool = False) -> list[Json]:
    """Write a text as elements of a rich text: words, people, and web addresses as they are.

    Slack reads no markup in these, so '*', '@channel' and '<…>' stay what somebody typed.
    """
    if "\ue000" not in text and "://" not in text:
        return _words(text, bold=bold)  # as nearly all: to look for marks takes longer
    found: list[Json] = []
    end = 0
    for match in _MARK.finditer(text):
        found += _words(text[end : match.start()], bold=bold)
        found.append(_person(int(match[1]), readers) if match[1] else _address(match[2]))
        end = match.end()
    return found + _words(text[end:], bold=bold)


def _words(text: str, *, bold: bool) -> list[Json]:
    if not text:
        return []
    style: Json = {"style": {"bold": True}} if bold else {}
    return [{"type": "text", "text": text, **style}]


def _person(person: int, readers: Readers) -> Json:
    if account := readers.accounts.get(person):
        return {"type": "user", "user_id": account}
    return {"type": "text", "text": readers.name(person)}


def _address(url: str) -> Json:
    if len(url) > _LONGEST_URL:
        return {"type": "text", "text": url}
    return {"type": "link", "url": url}


def typed(text: str, names: Mapping[str, str]) -> str:
    """Read what somebody typed in Slack: its tokens and escapes as plain words.

    `names` gives people's names by user id.
    """

    def word(match: re.Match[str]) -> str:
        inside, label = match[1], match[2] or ""
        if inside[:1] == "@":
            return names.get(inside[1:]) or label or inside
        if inside[:1] == "#":
            return f"#{label or inside[1:]}"
        if inside[:1] == "!":
            return label or f"@{inside[1:]}"
        return inside.removeprefix("mailto:") if inside.startswith("mailto:") else inside

    return whole(html.unescape(_TOKEN.sub(word, text)))


def people_in(text: str) -> list[str]:
    """Return the user ids that a typed text mentions."""
    return [match[1][1:] for match in _TOKEN.finditer(text) if match[1][:1] == "@"]
