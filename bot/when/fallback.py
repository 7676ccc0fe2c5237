"""Dates written out in full in ways of their own, read by dateparser and then checked."""

import re
import warnings
from collections import Counter
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.when.unclear import Unclear
from bot.when.understood import Understood
from bot.when.words import MONTHS, SHORT_WEEKDAYS, WEEKDAYS, spelt

_LONGEST = 60
_UNIVERSAL = re.compile(r"(?:(?<=\d)| )(?:z|utc|gmt)$", re.ASCII)
_WORD = re.compile(r"[^\W\d_]+|\d+")
_SMALL_WORDS = frozenset(spelt("t at om on op the de of van am pm st nd rd th e"))
_KNOWN = _SMALL_WORDS | frozenset(SHORT_WEEKDAYS) | frozenset(MONTHS) | frozenset(WEEKDAYS)


def _worth_trying(plain: str) -> bool:
    # Only a date with its year is let through, of words that all have a meaning: dateparser
    # fills in what is missing and passes over what it does not know, without a word.
    words = _WORD.findall(plain)
    known = all(word.isdigit() or word in _KNOWN for word in words)
    years = [word for word in words if re.fullmatch(r"[12]\d{3}", word)]
    return known and len(years) == 1 and len(plain) <= _LONGEST


def _parsed(plain: str, here: datetime, zone: ZoneInfo) -> datetime | None:
    import dateparser  # here, because it takes long to load and is seldom asked

    settings: Any = {
        "DATE_ORDER": "DMY",
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": here,
        "TIMEZONE": zone.key,
        "REQUIRE_PARTS": ["day", "month", "year"],
        "PARSERS": ["absolute-time"],
    }
    with warnings.catch_warnings():
        # It warns of its own use of strptime; nothing there is ours to mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        return dateparser.parse(plain, languages=["en", "nl"], settings=settings)


def _accounted(plain: str, local: datetime) -> bool:
    """Whether every number in the text came back as a part of the date, in its own place."""
    numbers = [int(word) for word in _WORD.findall(plain) if word.isdigit()]
    months = [MONTHS[word] for word in _WORD.findall(plain) if word in MONTHS]
    clock = [local.hour, local.minute, local.second]
    allowed = Counter([local.year, local.day, *clock, local.hour % 12 or 12])
    if months:
        return months == [local.month] and not Counter(numbers) - allowed
    return not Counter(numbers) - (allowed + Counter([local.month]))


def read_written(plain: str, here: datetime, zone: ZoneInfo) -> Understood:
    """Read a full date such as 'Thu Mar 12 14:00:00 2026'; raises Unclear for all else."""
    bare = _UNIVERSAL.sub("", plain)
    local = _parsed(bare, here, zone) if _worth_trying(bare) else None
    if local is None or not _accounted(bare, local) or not _named_right(bare, local):
        raise Unclear("not_a_date")
    if bare != plain:
        local = local.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)
    has_time = _names_time(bare)
    if local.date() < here.date() or (has_time and local <= here):
        raise Unclear("past")
    return Understood(local, has_time=has_time, has_date=True)


def _names_time(plain: str) -> bool:
    # A day, a month and a year are three numbers or names; any number beyond is of a time.
    words: list[str] = _WORD.findall(plain)
    return len([word for word in words if word.isdigit() or word in MONTHS]) > 3


def _named_right(plain: str, local: datetime) -> bool:
    days = WEEKDAYS | SHORT_WEEKDAYS
    names = [days[word] for word in _WORD.findall(plain) if word in days]
    return all(name == local.weekday() for name in names)
