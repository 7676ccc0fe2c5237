"""A person's text as plain words in lower case, each of which knows where it stood."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

_EDGE = ",.;:!?()[]{}<>\"'“”‘’„…*_`"
# A comma inside a number stays: '2,5' is no date and must not fall apart into two.
_CHUNK = re.compile(r"(?:[^\s,]|(?<=\d),(?=\d))+,?|,")
PAUSES = (",", "|")
_MARKS = " ,.;:!?()\"'"
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’‘`´", "'"))


@dataclass(frozen=True)
class Word:
    """A word: its place in the plain line, and its place in the text as written."""

    start: int
    end: int
    source_start: int
    source_end: int


@dataclass(frozen=True)
class Line:
    """The plain words joined by single spaces; ',' is a pause and '|' the end of a sentence."""

    plain: str
    words: tuple[Word, ...]

    def source(self, start: int, end: int) -> tuple[int, int]:
        """Return where the plain stretch stood in the text as written."""
        inside = [w for w in self.words if w.start >= start and w.end <= end]
        return (inside[0].source_start, inside[-1].source_end) if inside else (0, 0)


def _plain(chunk: str) -> str:
    letters = unicodedata.normalize("NFKD", chunk.translate(_DASHES)).casefold()
    kept = (c for c in letters if unicodedata.category(c) not in ("Mn", "Cf"))
    return "".join(c for c in kept if not c.isspace())


def _pause(before: str, chunk: str) -> str:
    # A full stop after a short word or a number belongs to an abbreviation: 'do. 12 mrt. 2026'.
    if any(mark in chunk for mark in "!?…") or ("." in chunk and len(before) > 4):
        return "|"
    return "," if any(mark in chunk for mark in ",;:()[]") else ""


def _pieces(chunk: str) -> list[str]:
    plain = _plain(chunk)
    core = plain.strip(_EDGE)
    if not core:
        return [_pause("", plain)] if _pause("", plain) else []
    left, right = plain.split(core, 1)
    return [part for part in (_pause("", left), core, _pause(core, right)) if part]


def read_line(text: str) -> Line:
    """Make the plain line of a text, in time linear in its length."""
    plain, words, at = [], [], 0
    for chunk in _CHUNK.finditer(text):
        for piece, start, end in _placed(chunk):
            words.append(Word(at, at + len(piece), start, end))
            plain.append(piece)
            at += len(piece) + 1
    return Line(" ".join(plain), tuple(words))


def _placed(chunk: re.Match[str]) -> Iterator[tuple[str, int, int]]:
    """Give the pieces of a chunk with their places; a pause stands beside its word, not on it."""
    pieces = _pieces(chunk.group())
    start, end = chunk.span()
    for piece in pieces:
        if piece in PAUSES and len(pieces) > 1:
            at = start if piece is pieces[0] else end
            yield piece, at, at
        else:
            yield piece, start, end


def without(text: str, start: int, end: int) -> str:
    """Return the text without a stretch, its spaces and dangling commas tidied."""
    joined = f"{text[:start].rstrip()} {text[end:].lstrip()}"
    return re.sub(r" +([,.;!?])", r"\1", joined).strip().strip(",;").strip()


def place(text: str, line: Line, start: int, end: int) -> tuple[int, int]:
    """Return where a plain stretch stands in the text, without marks at its edges."""
    first, last = line.source(start, end)
    phrase = text[first:last]
    first += len(phrase) - len(phrase.lstrip(_MARKS))
    return first, first + len(phrase.strip(_MARKS))
