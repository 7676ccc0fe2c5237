"""Patterns of recurring phrases, and the RFC 5545 rules they stand for."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.when.rules import compiled
from bot.when.unclear import Unclear
from bot.when.words import (
    ANY_DAY,
    MONTH,
    MONTHS,
    NTH,
    NUMBER,
    PART,
    PLURAL_DAY,
    weekday,
)
from bot.when.words import number as n


@dataclass(frozen=True)
class Stretch:
    """A recurring phrase in the plain line; a rule of None is understood only in part."""

    start: int
    end: int
    rule: str | None
    part: str | None = None


_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_EVERY = "(?:every|each|elke|elk|iedere|ieder)"
_ON = r"(?:,? ?(?:on|op))? (?:the |de )?"
_AND = r"(?: ?(?:,|and|en|&)(?: (?:and|en))? )"
_LIST = rf"(?P<days>{ANY_DAY}(?:{_AND}{ANY_DAY})*)(?:[ -]?(?P<part>{PART}))?"
_PLURALS = rf"(?P<days>(?:s )?{PLURAL_DAY}(?:{_AND}(?:s )?{PLURAL_DAY})*)"
_OTHER = r"(?:every other|every second|om de andere)"
_WEEKS = (
    rf"(?P<one>{_EVERY} week|weekly|wekelijks)|"
    rf"(?P<two>{_OTHER} week|om de week|om de andere week|"
    r"fortnightly|every fortnight|tweewekelijks)|"
    rf"(?:{_EVERY}|om de) (?P<count>{NUMBER}) (?:weken|weeks|week)"
)
_MONTHS = (
    rf"(?P<one>{_EVERY} (?:month|maand)|monthly|maandelijks)|"
    rf"(?P<two>{_OTHER} (?:month|maand)|om de maand)|"
    rf"(?:{_EVERY}|om de) (?P<count>{NUMBER}) (?:months|maanden|maand)"
)
_YEARS = rf"(?:{_EVERY} (?:year|jaar)|yearly|annually|jaarlijks)"
_TARGET = (
    rf"(?:(?P<nth>{NTH}|last|laatste) (?P<weekday>{ANY_DAY})(?: ?(?P<part>{PART}))?"
    rf"|(?P<last>last|laatste) (?:day|dag)|(?P<day>{NTH}|\d{{1,2}})(?: day| dag)?)"
)
_DATE = rf"(?P<day>{NTH}|\d{{1,2}})(?: of| van)? (?P<month>{MONTH})"
_OF_MONTH = r"(?: (?:of|van|in)) (?:the|de) (?:month|maand)"


def _interval(match: re.Match[str]) -> str:
    groups = match.groupdict()
    count = 2 if groups.get("two") else n(groups.get("count") or "1")
    if not 1 <= count <= 52:
        raise Unclear("impossible")
    return f";INTERVAL={count}" if count > 1 else ""


def _codes(days: str) -> str:
    names = [word for word in re.findall(r"[a-z]+", days) if word not in ("and", "en", "s")]
    return ",".join(_CODES[day] for day in sorted({weekday(name) for name in names}))


def _weekly(match: re.Match[str]) -> str:
    return f"FREQ=WEEKLY{_interval(match)};BYDAY={_codes(match['days'])}"


def _every_other(match: re.Match[str]) -> str:
    return f"FREQ=WEEKLY;INTERVAL=2;BYDAY={_codes(match['days'])}"


def _monthly(match: re.Match[str]) -> str:
    start = f"FREQ=MONTHLY{_interval(match)}"
    if match["weekday"]:
        nth = n(match["nth"])
        if nth > 4:
            raise Unclear("ambiguous" if nth == 5 else "impossible")  # not every month has five
        return f"{start};BYDAY={nth:+d}{_CODES[weekday(match['weekday'])]}"
    if match["last"]:
        return f"{start};BYMONTHDAY=-1"
    return f"{start};BYMONTHDAY={_day_every_month(n(match['day']))}"


def _day_every_month(day: int) -> int:
    if not 1 <= day <= 31:
        raise Unclear("impossible")
    if day > 28:
        raise Unclear("ambiguous")  # some months lack it
    return day


def _yearly(match: re.Match[str]) -> str:
    day, month = n(match["day"]), MONTHS[match["month"]]
    try:
        datetime(2001, month, day)  # noqa: DTZ001 - only asked whether every year has that day
    except ValueError:
        raise Unclear("impossible") from None
    return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"


def _daily(match: re.Match[str]) -> str:
    return f"FREQ=DAILY{_interval(match)}"


_WORKDAY = "(?:weekday|workday|working day|werkdag)"
_WORKDAY_PLURAL = "(?:weekdays|workdays|working days|werkdagen|doordeweekse dagen)"
_WORKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"
_FIRST = r"(?P<nth>first|last|eerste|laatste|1e|1ste|1st) (?P<weekday>{day})(?P<last>)(?P<day>)"
_RULES: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    (rf"{_EVERY} (?:dag|day)|daily|dagelijks", _daily),
    (rf"(?:{_EVERY}|om de) (?P<count>{NUMBER}) (?:dagen|days)", _daily),
    (rf"(?P<two>{_OTHER} (?:dag|day)|om de dag)", _daily),
    (
        rf"{_EVERY} {_WORKDAY}|(?:on |op )?{_WORKDAY_PLURAL}",
        lambda _match: _WORKDAYS,
    ),
    (rf"(?:{_WEEKS}){_ON}{_LIST}", _weekly),
    (rf"(?:on |op )?{_LIST},? (?:{_WEEKS})", _weekly),
    (rf"{_EVERY} {_LIST}", _weekly),
    (rf"(?:every other|om de andere) {_LIST}", _every_other),
    (rf"(?:on |op )?{_PLURALS}", _weekly),
    (rf"(?:{_MONTHS}){_ON}{_TARGET}", _monthly),
    (rf"(?:on |op )?(?:the |de )?{_TARGET}(?: (?:of|van|in))? (?:{_MONTHS})", _monthly),
    (rf"{_EVERY} {_TARGET}{_OF_MONTH}", _monthly),
    (rf"{_EVERY} {_FIRST.format(day=ANY_DAY)}", _monthly),
    (rf"{_YEARS}{_ON}{_DATE}", _yearly),
    (rf"(?:on |op )?(?:the |de )?{_DATE},? {_YEARS}", _yearly),
    (rf"{_EVERY} {_DATE}", _yearly),
)
_PERIOD = (
    "hour|uur|day|dag|dagen|days|week|weken|weeks|weekend|month|months|maand|maanden|quarter|"
    f"kwartaal|year|jaar|minute|minuut|morning|ochtend|middag|afternoon|avond|evening|{ANY_DAY}"
)
_TRIGGER = (
    # Something recurs, though no pattern reads it: it is asked back, and 'every pupil' is not.
    rf"(?:{_EVERY}|{_OTHER}|om de|per) (?:(?:{NTH}|{NUMBER}|andere|other) )?(?:{_PERIOD})|"
    r"daily|dagelijks|weekly|wekelijks|tweewekelijks|monthly|maandelijks|yearly|annually|"
    r"jaarlijks|fortnightly|biweekly|hourly|"
    rf"(?:{NUMBER} (?:times|keer|maal|x)|once|twice) (?:a|an|per|in de|each) (?:{_PERIOD})"
)


def starts(plain: str) -> list[int]:
    """Return where each word of a plain line begins."""
    return [0, *(match.end() for match in re.finditer(" ", plain))]


def stretch_at(plain: str, at: int) -> Stretch | None:
    """Return the recurring phrase that starts here; may raise Unclear."""
    hits = [(m, build) for rule, build in _RULES if (m := compiled(rule).match(plain, at))]
    if not hits:
        trigger = compiled(_TRIGGER).match(plain, at)
        return Stretch(at, trigger.end(), None) if trigger else None
    match, build = max(hits, key=lambda hit: hit[0].end())
    return Stretch(at, match.end(), build(match), match.groupdict().get("part"))
