"""If, then and because: the clauses of a commitment."""

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.when import Unclear, find_moment

_DUTCH = {
    "ik",
    "het",
    "de",
    "een",
    "voor",
    "en",
    "wij",
    "we",
    "met",
    "van",
    "naar",
    "dan",
    "als",
    "op",
    "uiterlijk",
    "mijn",
    "ons",
    "onze",
    "om",
    "te",
}
_ENGLISH = {
    "i",
    "the",
    "a",
    "an",
    "by",
    "and",
    "with",
    "of",
    "to",
    "then",
    "if",
    "before",
    "my",
    "our",
    "on",
    "at",
    "will",
    "for",
    "in",
}
_IFS = r"(?:als|wanneer|zodra|indien|if|when|whenever|as soon as|once)"
_NOT_THAN = r"(?<!meer)(?<!minder)(?<!ander)(?<!anders)(?<!eerder)(?<!later)(?<!beter)(?<!groter)"
_THEN = re.compile(
    rf"{_IFS}\s+(?P<trigger>.+?)(?:,\s*(?:dan|then)|{_NOT_THAN}\s+(?:dan|then))\s+(?P<main>.+)",
    re.IGNORECASE,
)
_COMMA = re.compile(rf"{_IFS}\s+(?P<trigger>[^,]+),\s+(?P<main>.+)", re.IGNORECASE)
_POSSIBLY = re.compile(r"(?:possible|mogelijk|het lukt|het kan|need be|nodig)\b", re.IGNORECASE)
_BECAUSE = re.compile(r",?\s+(?P<word>because|omdat|aangezien)\s+(?=\S)", re.IGNORECASE)
_WANT = re.compile(
    r"(?:,\s*|(?<!\bI)(?<!\bto)(?<!you)(?<!they)\s+)(?P<word>want)\s+(?!to\b)", re.IGNORECASE
)
_LATER = re.compile(
    r",\s*(?P<date>(?:by|before|on|at|until|no later than|uiterlijk|voor|vóór|op|tot)\s.+)$",
    re.IGNORECASE,
)
REASONS = ("because ", "omdat ", "aangezien ", "want ")


@dataclass(frozen=True)
class Clauses:
    """If `trigger` then `main`, `because`: a reason with the word that leads to it."""

    main: str
    trigger: str = ""
    because: str = ""


def split(line: str, now: datetime, zone: ZoneInfo) -> Clauses:
    """Take a line apart at its if, then and because."""
    line, because = _reason(line)
    if because:
        line, because = _date_back(line, because, now, zone)
    for pattern in (_THEN, _COMMA):
        match = pattern.match(line)
        if (
            match
            and not _POSSIBLY.match(match["trigger"])
            and not _is_date(match["main"], now, zone)
        ):
            return Clauses(match["main"].strip(), match["trigger"].strip(" ,"), because)
    return Clauses(line, "", because)


def _reason(line: str) -> tuple[str, str]:
    match = _BECAUSE.search(line) or (_WANT.search(line) if _is_dutch(line) else None)
    if match is None or match.start() == 0:
        return line, ""
    reason = line[match.end() :].strip(" .,")
    return line[: match.start()].strip(), f"{match['word'].casefold()} {reason}" if reason else ""


def _date_back(line: str, because: str, now: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """Give a date said after the reason back to what is done."""
    later = _LATER.search(because)
    if later is None:
        return line, because
    if not _is_date(later["date"], now, zone):
        return line, because
    return f"{line} {later['date']}", because[: later.start()]


def _is_date(words: str, now: datetime, zone: ZoneInfo) -> bool:
    try:
        found = find_moment(words, now, zone)
    except Unclear:
        return False
    return found is not None and not found.rest


def _is_dutch(line: str) -> bool:
    words = re.findall(r"[a-z]+", line.casefold())
    return sum(word in _DUTCH for word in words) > sum(word in _ENGLISH for word in words)
