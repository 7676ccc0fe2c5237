"""The kinds of text a field may hold, and how each is read; every refusal says how to mend it."""

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Annotated, TypeVar
from urllib.parse import urlsplit

from pydantic import BeforeValidator, ValidationInfo

from bot.calendar.offsets import offset_of
from bot.calendar.wallclock import zone_named
from bot.cards import clean
from bot.networkfile import words
from bot.networkfile.names import nearest
from bot.texts import _

T = TypeVar("T")

YEARS = range(2000, 2101)
LINE, LONG, ADDRESS = 200, 4000, 2000  # characters
_DAY = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
_CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})"
_MOMENT = re.compile(rf"{_DAY}(?:[T ]\s*{_CLOCK}(?::00)?)?")


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(_("Here belongs one text, not a list or a block of fields."))  # noqa: TRY004 - pydantic collects it
    return value.strip()


def _read(read: Callable[[str], T]) -> BeforeValidator:
    return BeforeValidator(lambda value: read(_text(value)))


def _short(most: int, text: str) -> str:
    if len(text) > most:
        raise ValueError(
            _("This is {n} characters long; {most} fit. Shorten it.", n=len(text), most=most)
        )
    return text


def line_of(text: str) -> str:
    """Read a text of one line; '' is allowed."""
    return _short(LINE, " ".join(clean(text).split()))


def name_of(text: str) -> str:
    """Read a name: one line that holds something."""
    found = line_of(text)
    if not found:
        raise ValueError(_("Write a name here."))
    return found


def paragraphs_of(text: str) -> str:
    """Read a text of several lines; '' is allowed."""
    return _short(LONG, clean(text))


def day_of(text: str) -> date:
    """Read a day: 2026-10-17."""
    found = _MOMENT.fullmatch(text)
    if found is None or found["hour"]:
        raise ValueError(_("I cannot read the day “{text}”. Write 2026-10-17.", text=text[:40]))
    return _day(found)


def moment_of(text: str) -> datetime:
    """Read a wall-clock moment: 2026-09-24 09:30."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        sentence = _("I cannot read the moment “{text}”. Write 2026-09-24 09:30.", text=text[:40])
        raise ValueError(sentence)
    day = _day(found)
    if not found["hour"]:
        raise ValueError(_("The time is missing. Write {day} 09:30.", day=day))
    return datetime.combine(day, _time(found))


def clock_of(text: str) -> time:
    """Read a time of day: 18:00."""
    found = re.fullmatch(_CLOCK, text)
    if found is None:
        raise ValueError(_("I cannot read the time “{text}”. Write 18:00.", text=text[:40]))
    return _time(found)


def _day(found: re.Match[str]) -> date:
    if int(found["year"]) not in YEARS:
        raise ValueError(
            _("The year {year} is out of reach. Use 2000 to 2100.", year=found["year"])
        )
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        raise ValueError(
            _(
                "The day {day} does not exist. Write year-month-day, such as 2026-10-17.",
                day=f"{found['year']}-{found['month']}-{found['day']}",
            )
        ) from None


def _time(found: re.Match[str]) -> time:
    try:
        return time(int(found["hour"]), int(found["minute"]))
    except ValueError:
        written = f"{found['hour']}:{found['minute']}"
        sentence = _("The time {time} does not exist. Use 00:00 to 23:59.", time=written)
        raise ValueError(sentence) from None


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch("[0-9]{1,6}", text) or not least <= int(text) <= most:
            raise ValueError(_("Write a whole number from {a} to {b}.", a=least, b=most))
        return int(text)

    return read


def url_of(text: str) -> str:
    """Read an http or https address."""
    try:
        parts = urlsplit(text)
        fine = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"\s", text)
    except ValueError:
        fine = False
    if not fine or clean(text) != text:
        raise ValueError(
            _("This is no web address. Write it in full, such as https://example.org/text.")
        )
    return _short(ADDRESS, text)


def _offset(text: str) -> str:
    if words.OFF.find(text):
        return "off"
    return str(offset_of(text))


def _line_name(text: str, info: ValidationInfo) -> str:
    known: list[str] = (info.context or {}).get("known_lines", [])
    if text in known:
        return text
    close = nearest(text, known)
    if close:
        sentence = _("“{word}” is unknown. Did you mean “{close}”?", word=text[:40], close=close)
        raise ValueError(sentence)
    raise ValueError(_("The timetable has no line “{word}”. Take it out.", word=text[:40]))


def by_of(text: str) -> date | None:
    """Read by when: a day, or the next meeting (None)."""
    return None if words.BY.find(text) else day_of(text)


Line = Annotated[str, _read(line_of)]
Name = Annotated[str, _read(name_of)]
Paragraphs = Annotated[str, _read(paragraphs_of)]
Day = Annotated[date, _read(day_of)]
Local = Annotated[datetime, _read(moment_of)]
Clock = Annotated[time, _read(clock_of)]
Seats = Annotated[int, _read(_number(0, 10_000))]
Preparers = Annotated[int, _read(_number(0, 3))]
Minutes = Annotated[int, _read(_number(0, 1_000))]
Number = Annotated[int, _read(_number(1, 1_000))]
Url = Annotated[str, _read(url_of)]
Zone = Annotated[str, _read(lambda text: zone_named(text).key)]
Offset = Annotated[str, _read(_offset)]
LineName = Annotated[str, BeforeValidator(lambda value, info: _line_name(_text(value), info))]
Template = Annotated[str, _read(words.TEMPLATE.read)]
Language = Annotated[str, _read(words.LANGUAGE.read)]
Role = Annotated[str, _read(words.ROLE.read)]
Less = Annotated[str, _read(words.LESS.read)]
Brings = Annotated[str, _read(words.BRINGS.read)]
YesNo = Annotated[bool, _read(lambda text: words.YES_NO.read(text) == "yes")]
By = Annotated[date | None, _read(by_of)]
Seen = Annotated[str, _read(words.SEEN.read)]
State = Annotated[str, _read(words.STATE.read)]
Answer = Annotated[str, _read(words.YES_NO.read)]
