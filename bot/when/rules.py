"""Rules: a pattern over the plain line and the pieces of meaning it stands for."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from bot.when.pieces import Piece

Build = Callable[[re.Match[str]], tuple[Piece, ...]]


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return the pattern of whole words, made at first use.

    All of them together take as long as half of a start, in which nobody writes a date.
    """
    return re.compile(rf"(?:{pattern})(?!\S)", re.ASCII)


@dataclass(frozen=True)
class Rule:
    """A pattern of whole words; a firm one is a date even in the middle of a sentence."""

    words: str
    build: Build
    firm: bool


@dataclass(frozen=True)
class Hit:
    """A rule that matched a stretch of the plain line."""

    start: int
    end: int
    pieces: tuple[Piece, ...]
    firm: bool


def rule(pattern: str, build: Build | Piece, *, firm: bool = True) -> Rule:
    """Make a rule; a piece that is always the same may stand in for its builder."""
    if callable(build):
        return Rule(pattern, build, firm)
    return Rule(pattern, lambda _match: (build,), firm)


def longest(rules: Iterable[Rule], plain: str, at: int) -> Hit | None:
    """Return the longest hit that starts here, among equals the first; may raise Unclear."""
    found: tuple[Rule, re.Match[str]] | None = None
    for each in rules:
        match = compiled(each.words).match(plain, at)
        if match and (found is None or match.end() > found[1].end()):
            found = (each, match)
    if found is None:
        return None
    best, match = found
    return Hit(at, match.end(), best.build(match), best.firm)
