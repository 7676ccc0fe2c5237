"""A meeting in one line: '12 March 14:00-17:00 at De Linde: reading aloud'."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Literal
from zoneinfo import ZoneInfo

from bot.calendar.wallclock import to_utc
from bot.errors import Refusal
from bot.feature import Reading
from bot.features.meetings.rules import LONGEST_PLACE, LONGEST_TITLE, Times, Wish, Words, fitting
from bot.texts import _, long_date
from bot.when import Unclear, Understood, read_clock, read_moment

LONGEST_HEAD = 200
MOST_TRIES = 6  # of each kind of split: what is typed has few, a hostile line has hundreds
_TITLE = re.compile(r":\s+")
_PLACE = re.compile(r"\s(?:at|in|bij|te)\s", re.IGNORECASE)
_UNTIL = re.compile(r"\s*[-–—]\s*|\s+(?:tot en met|t/m|tot|to|until|till|and|en)\s+", re.IGNORECASE)
_FROM = re.compile(r"\b(?:van|from|tussen|between)\s+", re.IGNORECASE)
_LAST_NUMBER = re.compile(r"\s(?=\d{1,2}$)")
_UNIT = re.compile(r"(uur|[ap]\.?m\.?|h)$", re.IGNORECASE)
_VERBS = {
    "list": "list",
    "lijst": "list",
    "next": "next",
    "volgende": "next",
    # What is done on a meeting's card: the next one has the buttons for it.
    **dict.fromkeys(("cancel", "move", "change", "afzeggen", "verzetten", "aanpassen"), "next"),
}


@dataclass(frozen=True)
class Request:
    """What the command asks for: the form, the list, the next meeting, or a new one."""

    verb: Literal["open", "list", "next", "add"]
    wish: Wish | None = None


def read_request(reading: Reading, text: str) -> Request:
    """Read the words after the command; Refusal, with an example, when they say no meeting."""
    plain = text.strip().casefold()
    if not plain:
        return Request("open")
    if plain in _VERBS:
        return Request("list" if _VERBS[plain] == "list" else "next")
    return Request("add", read_meeting(text.strip(), reading.now, reading.zone))


def read_meeting(text: str, now: datetime, zone: ZoneInfo) -> Wish:
    """Read a meeting from one line; Refusal when its beginning and end cannot be read."""
    head, *rest = _TITLE.split(text, maxsplit=1)
    title = fitting(rest[0] if rest else "", "title", LONGEST_TITLE)
    if len(head) > LONGEST_HEAD:
        raise Refusal(_example())
    faults: list[Unclear] = []
    for when, place in _places(head):
        times = _times(when, now, zone, faults)
        if times is not None:
            return Wish(times, Words(title, fitting(place, "place", LONGEST_PLACE)))
    raise Refusal(" ".join([*(_why(faults) or _missing(head, now, zone, faults)), _example()]))


def _why(faults: list[Unclear]) -> list[str]:
    # The reason alone: what to write instead follows, and one example is enough.
    said = {
        "past": _("That moment has passed."),
        "impossible": _("That day or time does not exist."),
    }
    return [said[fault.why] for fault in faults if fault.why in said][:1]


def _missing(head: str, now: datetime, zone: ZoneInfo, faults: list[Unclear]) -> list[str]:
    """Say what a line without an end lacks: its clock times, its end, or a day that exists."""
    for when, _place in _places(head):
        begins = _beginning(when, now, zone, faults)
        if begins and begins.has_date:
            return [_lacking(begins)]
    return _why(faults)


def _beginning(
    when: str, now: datetime, zone: ZoneInfo, faults: list[Unclear]
) -> Understood | None:
    try:
        return read_moment(when, now, zone)
    except Unclear as unclear:
        faults.append(unclear)
        return None


def _lacking(begins: Understood) -> str:
    day = long_date(begins.local.date())
    if begins.has_time:
        return _("I read {day}, but not until when.", day=day)
    return _("I read {day}, but not from when to when.", day=day)


def _example() -> str:
    return _(
        "Write the day, from when to when, and where, such as "
        "'meeting 12 March 14:00-17:00 at De Linde: reading aloud'. Or type 'meeting' for a form."
    )


def _places(head: str) -> Iterator[tuple[str, str]]:
    yield head, ""
    for found in islice(_PLACE.finditer(head), MOST_TRIES):
        yield head[: found.start()], head[found.end() :].strip()


def _times(when: str, now: datetime, zone: ZoneInfo, faults: list[Unclear]) -> Times | None:
    for found in islice(_UNTIL.finditer(when), MOST_TRIES):
        left, right = when[: found.start()].strip(), when[found.end() :].strip()
        for words in _beginnings(left, right):
            begins = _moment(words, now, zone, faults)
            ends = _end(right, begins.local, zone, faults) if begins else None
            if begins and ends:
                return Times(begins.local, ends, next_year=begins.next_year)
    return None


def _beginnings(left: str, right: str) -> Iterator[str]:
    """Yield the ways to say a beginning in full: '16 april van 9' is '16 april om 9 uur'."""
    yield _FROM.sub("", left).strip()
    at = _LAST_NUMBER.sub(" at ", _FROM.sub("", left).strip())
    unit = _UNIT.search(right)
    if unit:
        yield f"{at} {unit[1]}"
    yield at


def _moment(words: str, now: datetime, zone: ZoneInfo, faults: list[Unclear]) -> Understood | None:
    found = _beginning(words, now, zone, faults)
    return found if found and found.has_date and found.has_time else None


def _end(words: str, begins: datetime, zone: ZoneInfo, faults: list[Unclear]) -> datetime | None:
    try:
        return datetime.combine(begins.date(), read_clock(words))
    except Unclear:
        # A day of its own is read as seen from the beginning: the next '13 March' after it.
        found = _moment(words, to_utc(begins, zone), zone, faults)
        return found.local if found else None
