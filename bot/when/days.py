"""Days as people write and say them, in English and Dutch."""

import re
from typing import cast

from bot.when.pieces import (
    Ahead,
    Clock,
    DayMonth,
    DayOnly,
    Gone,
    MonthEnd,
    Near,
    NthWeekday,
    Part,
    Piece,
    Unit,
    Vague,
    Week,
    Weekday,
    YearAhead,
)
from bot.when.rules import Build, Rule, rule
from bot.when.unclear import Unclear
from bot.when.words import (
    ANY_DAY,
    CARDINALS,
    FULL_DAY,
    MONTH,
    MONTHS,
    NTH,
    NUMBER,
    PART,
    PARTS,
    SHORT_WEEKDAYS,
    UNITS,
    WEEKDAYS,
    YEAR,
    one_of,
    weekday,
)
from bot.when.words import number as n

_THE = r"(?:(?:the|de) )?"
_OF = r"(?: (?:of|van|in))?"
_COMING = (
    "this coming|coming|upcoming|komende|aankomende|aanstaande|a.s|eerstvolgende|eerstkomende|"
    "the coming|de komende|de eerstvolgende"
).replace(".", r"\.")
_NEXT = "next|volgende|the next|de volgende"
_MONTHS_AWAY = {"next": 1, "volgende": 1}
_THAT_MONTH = (
    r"(?P<which>the|de|this|deze|next|volgende)(?: coming)? (?:month|maand)"
    rf"|(?P<month>{MONTH})(?:,? (?P<year>{YEAR}))?"
)
_DAY_WORD = one_of(word for word, value in CARDINALS.items() if value <= 31)
_DAY = rf"(?:{NTH}|\d{{1,2}}|{_DAY_WORD})"
_NTH_OR_LAST = rf"(?:{NTH}|last|laatste)"


def _year(word: str | None) -> int | None:
    if not word:
        return None
    return 2000 + int(word) if len(word) == 2 else int(word)


def _day_month(match: re.Match[str]) -> tuple[Piece, ...]:
    year = match["year"] or match.groupdict().get("short")
    return (DayMonth(n(match["day"]), MONTHS[match["month"]], _year(year)),)


def _numeric(match: re.Match[str]) -> tuple[Piece, ...]:
    if match.group() == "24/7":
        raise Unclear("not_a_date")
    year = match.groupdict().get("year")
    return (DayMonth(int(match["day"]), int(match["month"]), _year(year)),)


def _stamp(match: re.Match[str]) -> tuple[Piece, ...]:
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 23 or minute > 59:
        raise Unclear("impossible")
    return (*_numeric(match), Clock(hour, minute, "exact"))


def _that_month(match: re.Match[str]) -> tuple[int | None, int | None, int | None]:
    """Return (month, year, months from now); the last is None beside a named month."""
    if match["month"]:
        return MONTHS[match["month"]], _year(match["year"]), None
    return None, None, _MONTHS_AWAY.get(match["which"], 0)


def _month_end(match: re.Match[str]) -> tuple[Piece, ...]:
    month, year, months = _that_month(match)
    return (MonthEnd(month, year, months or 0),)


def _nth_weekday(match: re.Match[str]) -> tuple[Piece, ...]:
    month, year, months = _that_month(match)
    nth = n(match["nth"])
    if nth > 5:
        raise Unclear("impossible")
    # 'Of the month' may be said when this month's has passed; 'of this month' may not.
    coming = months if match["which"] not in ("the", "de") else None
    return (NthWeekday(nth, weekday(match["weekday"]), month, year, coming),)


def _day_of_month(match: re.Match[str]) -> tuple[Piece, ...]:
    months = {"this": 0, "deze": 0, "next": 1, "volgende": 1}.get(match["which"] or "the")
    return (DayOnly(n(match["day"]), months),)


def _weekday(match: re.Match[str]) -> tuple[Piece, ...]:
    return (Weekday(weekday(match["weekday"])),)


def _weekday_part(match: re.Match[str]) -> tuple[Piece, ...]:
    return (Weekday(weekday(match["weekday"])), Part(PARTS[match["part"]]))


def _ahead(match: re.Match[str]) -> tuple[Piece, ...]:
    count, unit = n(match["count"]), cast("Unit", UNITS[match["unit"]])
    if unit == "days" and count % 7 == 0:
        count, unit = count // 7, "weeks"
    return (Ahead(count, unit),)


def _near_part(days: int) -> Build:
    def build(match: re.Match[str]) -> tuple[Piece, ...]:
        return (Near(days), Part(PARTS[match["part"]]))

    return build


def _named(word: str) -> Piece:
    return Weekday(weekday(word)) if word in _NAMES else Near(_NEAR[word])


def _week_after(match: re.Match[str]) -> tuple[Piece, ...]:
    """'Friday week', 'two weeks from Friday': the named day, then so many weeks on."""
    count = n(match.groupdict().get("count") or "a")
    return (_named(match["named"]), Ahead(count, "weeks"))


def _week_number(match: re.Match[str]) -> tuple[Piece, ...]:
    return (Week(int(match["week"]), _year(match["year"])),)


_NEAR = {"today": 0, "vandaag": 0, "tomorrow": 1, "morgen": 1, "overmorgen": 2}
_NAMES = WEEKDAYS | SHORT_WEEKDAYS
_NAMED = rf"(?P<named>{one_of(_NEAR)}|{ANY_DAY})"
_UNIT = rf"(?P<unit>{one_of(UNITS)})"
_DUTCH_UNIT = r"(?P<unit>dag|dagen|week|weken|maand|maanden|jaar)"
_VAGUE = (
    "soon|later|someday|sometime|some day|asap|now|whenever|binnenkort|straks|ooit|nu|zsm|z.s.m|"
    "halverwege|een keer|spoedig|zo|zo meteen|meteen|direct|te zijner tijd"
).replace(".", r"\.")
_VAGUE_SPAN = (
    rf"(?:{_NEXT}|{_COMING}|this|deze) (?:month|maand|weekend|quarter|kwartaal|year|jaar)|"
    r"(?:in )?het weekend|the weekend|weekend|"
    r"(?:end of|eind(?:e)?(?: van)?) (?:the|de|this|deze|next|volgende|komende) (?:week|day|dag)|"
    r"(?:end of|eind(?:e)?(?: van)?) (?:volgende|next) (?:jaar|year)|"
    rf"(?:begin|early|mid|medio|half|halverwege|late)(?: of| van)? {MONTH}|"
    rf"(?:begin|early|mid|medio|halverwege)(?: of| van)?(?: de| the)?(?: {_NEXT})? "
    r"(?:month|maand|week)|"
    rf"(?:komende|aanstaande|a\.s|coming) week|(?:over|in) (?:een paar|a few|a couple of|enkele) "
    r"(?:days|dagen|weken|weeks|maanden|months)"
)
_PAST = (
    rf"yesterday|gisteren|eergisteren|{NUMBER} (?:{one_of(UNITS)}|uur|hours?) (?:ago|geleden)|"
    r"(?:last|past|previous|afgelopen|vorige|verleden) "
    rf"(?:{ANY_DAY}|week|maand|month|jaar|year)"
)
HEDGE = (
    "after|na|since|sinds|around|rond|about|circa|ca|ongeveer|roughly|tegen|towards|vanaf|from|"
    "between|tussen|not|niet|behalve|except|every|each|elke|elk|iedere|ieder"
)

DAYS: tuple[Rule, ...] = (
    rule(rf"(?P<year>{YEAR})(?P<s>[-/])(?P<month>\d{{1,2}})(?P=s)(?P<day>\d{{1,2}})", _numeric),
    rule(
        rf"(?P<year>{YEAR})-(?P<month>\d\d)-(?P<day>\d\d)t(?P<hour>\d\d):(?P<minute>\d\d)(?::00)?",
        _stamp,
    ),
    rule(
        rf"(?P<day>\d{{1,2}})(?P<s>[-/.])(?P<month>\d{{1,2}})(?P=s)(?P<year>{YEAR}|\d\d)", _numeric
    ),
    rule(r"(?P<day>\d{1,2})[-/](?P<month>\d{1,2})", _numeric, firm=False),
    rule(
        rf"{_THE}(?P<day>{_DAY})(?: of| van)?(?: |[-/.])?(?P<month>{MONTH})"
        rf"(?:(?: ?,? |[-/])(?P<year>{YEAR})|-(?P<short>\d\d))?",
        _day_month,
    ),
    rule(
        rf"(?P<month>{MONTH})[ -]{_THE}(?P<day>{NTH}|\d{{1,2}})(?: ?,? (?P<year>{YEAR}))?",
        _day_month,
        firm=False,
    ),
    rule(rf"(?:{MONTH})(?: {YEAR})?", Vague(), firm=False),
    rule(
        rf"(?:(?:the )?(?:end|eind|einde|ultimo)(?: of| van)?"
        rf"|{_THE}(?:last day|laatste dag) (?:of|van|in)) (?:{_THAT_MONTH})",
        _month_end,
    ),
    rule(
        r"(?:the )?(?:end of|eind|eind van|einde van) (?:the|this|het|dit) (?:year|jaar)",
        DayMonth(31, 12),
    ),
    rule(
        rf"{_THE}(?P<nth>{_NTH_OR_LAST}) (?P<weekday>{ANY_DAY}) (?:of|van|in) (?:{_THAT_MONTH})",
        _nth_weekday,
    ),
    rule(_PAST, Gone(), firm=False),
    rule(rf"{_THE}{_NTH_OR_LAST} {FULL_DAY}", Vague(), firm=False),
    rule(
        rf"(?:the|de) (?P<day>{NTH})(?: (?:of|van) (?P<which>the|de|this|deze|next|volgende)"
        r" (?:month|maand))?",
        _day_of_month,
        firm=False,
    ),
    rule(r"(?P<day>\d{1,2}(?:ste|st|nd|rd|th|de|e))(?P<which>)", _day_of_month, firm=False),
    rule(
        rf"(?P<which>next|volgende|this|deze) (?:month|maand)(?: on)?(?: op)? {_THE}(?P<day>{NTH})",
        _day_of_month,
    ),
    rule(r"today|vandaag|heden", Near(0)),
    rule(r"tomorrow|tmrw|tomorow|morgen", Near(1)),
    rule(r"(?:the )?day after tomorrow|overmorgen", Near(2)),
    rule(r"tonight|vanavond|this evening|deze avond", lambda _: (Near(0), Part("evening"))),
    rule(r"vanmiddag|this afternoon", lambda _: (Near(0), Part("afternoon"))),
    rule(r"vanochtend|vanmorgen|this morning", lambda _: (Near(0), Part("morning"))),
    rule(r"vannacht", lambda _: (Near(0), Part("night"))),
    rule(rf"(?:tomorrow ?|morgen ?)(?P<part>{PART})", _near_part(1)),
    rule(rf"(?:the day after tomorrow |overmorgen ?)(?P<part>{PART})", _near_part(2)),
    rule(rf"(?P<weekday>{FULL_DAY})", _weekday),
    rule(rf"(?P<weekday>{one_of(SHORT_WEEKDAYS)})", _weekday, firm=False),
    rule(rf"(?P<weekday>{FULL_DAY})[ -]?(?P<part>{PART})", _weekday_part),
    rule(rf"(?P<weekday>{one_of(SHORT_WEEKDAYS)}) (?P<part>{PART})", _weekday_part, firm=False),
    rule(
        rf"(?:{_COMING}) (?P<weekday>{ANY_DAY})|(?P<other>{ANY_DAY}) (?:a\.s|as|aanstaande|coming)",
        lambda m: (Weekday(weekday(m["weekday"] or m["other"]), "coming"),),
    ),
    rule(
        rf"(?:{_COMING}) (?P<weekday>{FULL_DAY})[ -]?(?P<part>{PART})",
        lambda m: (Weekday(weekday(m["weekday"]), "coming"), Part(PARTS[m["part"]])),
    ),
    rule(
        rf"(?:this|deze) (?P<weekday>{ANY_DAY})",
        lambda m: (Weekday(weekday(m["weekday"]), "this"),),
    ),
    rule(
        rf"(?:{_NEXT}) (?P<weekday>{ANY_DAY})", lambda m: (Weekday(weekday(m["weekday"]), "next"),)
    ),
    rule(
        rf"(?:{_NEXT}) (?P<weekday>{FULL_DAY})[ -]?(?P<part>{PART})",
        lambda m: (Weekday(weekday(m["weekday"]), "next"), Part(PARTS[m["part"]])),
    ),
    rule(rf"(?:of |van |in )?(?:{_NEXT}) week", Week(weeks=1)),
    rule(r"(?:of |van |in )?(?:this|deze) week", Week(weeks=0)),
    rule(r"(?:the )?week after next", Week(weeks=2)),
    rule(
        rf"(?:in |of |van )?(?:week|wk|weeknummer) ?(?P<week>\d{{1,2}})"
        rf"(?:,? (?:van |of |in )?(?P<year>{YEAR}))?",
        _week_number,
    ),
    rule(rf"(?:over|binnen) (?P<count>{NUMBER}) {_DUTCH_UNIT}", _ahead),
    rule(rf"(?:in|within) (?P<count>{NUMBER}) {_UNIT}", _ahead),
    rule(
        rf"(?P<count>{NUMBER}) {_UNIT} (?:from now|from today|vanaf nu|vanaf vandaag|vanaf heden)",
        _ahead,
    ),
    rule(r"over een half jaar|in half a year", Ahead(6, "months")),
    rule(r"in a fortnight|in a fortnight's time", Ahead(2, "weeks")),
    rule(rf"{_NAMED} week(?! \d)", _week_after),
    rule(rf"{_NAMED} fortnight", lambda m: (_named(m["named"]), Ahead(2, "weeks"))),
    rule(rf"(?P<count>{NUMBER}) weeks? (?:from |on )?{_NAMED}", _week_after),
    rule(r"next year|volgend jaar", YearAhead(1)),
    rule(r"this year|dit jaar", YearAhead(0)),
    rule(_VAGUE_SPAN, Vague()),
    rule(rf"{_VAGUE}|{HEDGE}|or|of|and|en|to|van|-|&", Vague(), firm=False),
)
