"""Times of the day as people write and say them, in English and Dutch."""

import re
from typing import Literal

from bot.when.pieces import Bare, Clock, DotClock, Elapsed, Part, Piece, Vague
from bot.when.rules import Build, Rule, rule
from bot.when.unclear import Unclear
from bot.when.words import CARDINALS, HOUR, NUMBER, PART, PARTS, one_of, spelt
from bot.when.words import number as n

Style = Literal["exact", "digits", "spoken"]
_AT = r"(?:(?:at|om|@) )?"
_UUR = r"(?: ?(?:uur|u|h|hrs|hours))"
_AM = r"(?P<half>am|pm|a\.m|p\.m)"
_LITTLE = (
    rf"(?P<little>quarter|kwart|\d{{1,2}}|{one_of(w for w, v in CARDINALS.items() if v < 30)})"
)
_MINUTES = r"(?: (?:min|minuut|minuten|minute|minutes))?"
_ENGLISH_HOURS = spelt("one two three four five six seven eight nine ten eleven twelve")


def clock(hour: int, minute: int, *, style: Style, padded: bool = False) -> Clock:
    """Check a time and say how sure it is; raises Unclear('impossible') at 25:00."""
    if hour == 24 and minute == 0:
        raise Unclear("ambiguous")
    if hour > 23 or minute > 59:
        raise Unclear("impossible")
    if padded or hour == 0 or hour > 12 or style == "exact":
        return Clock(hour, minute, "exact")
    return Clock(hour, minute, style)


def _written(match: re.Match[str]) -> tuple[Piece, ...]:
    hour, minute = match["hour"], match["minute"] or "0"
    style: Style = "digits" if match["minute"] else "spoken"
    return (clock(n(hour), n(minute), style=style, padded=hour.startswith("0")),)


def _dotted(match: re.Match[str]) -> tuple[Piece, ...]:
    hour, minute = int(match["hour"]), int(match["minute"])
    # '12.03' may be the twelfth of March; '12.30' and '17.00' can only be a time.
    if 1 <= minute <= 12 and 1 <= hour <= 31:
        return (DotClock(hour, minute),)
    return (clock(hour, minute, style="digits", padded=match["hour"].startswith("0")),)


def _halved(match: re.Match[str]) -> tuple[Piece, ...]:
    hour, minute = n(match["hour"]), int(match["minute"] or 0)
    if hour == 12 and minute == 0 and match["half"].startswith("a"):
        raise Unclear("ambiguous")  # midnight: of the day before, or after?
    if not 1 <= hour <= 12:
        raise Unclear("impossible")
    later = 12 if match["half"].startswith("p") else 0
    return (clock(hour % 12 + later, minute, style="exact"),)


def _spoken(hour: int, minute: int) -> tuple[Piece, ...]:
    total = (hour * 60 + minute) % (12 * 60)
    return (Clock(total // 60 or 12, total % 60, "spoken"),)


def _away(match: re.Match[str]) -> int:
    little = 15 if match["little"] in ("quarter", "kwart") else n(match["little"])
    if little > 29:
        raise Unclear("impossible")
    return -little if match["way"] in ("voor", "to", "before") else little


def _hour(match: re.Match[str]) -> int:
    hour = n(match["hour"])
    if not 1 <= hour <= 12:
        raise Unclear("ambiguous")
    return hour


def _near_hour(match: re.Match[str]) -> tuple[Piece, ...]:
    if match["way"] == "to" and match["little"].isdigit():
        raise Unclear("ambiguous")  # '10 to 11' is ten minutes before, or from ten until eleven
    return _spoken(_hour(match), _away(match))


def _dutch_half(match: re.Match[str]) -> tuple[Piece, ...]:
    if match["hour"] in _ENGLISH_HOURS or "at " in match.group():
        raise Unclear("ambiguous")  # 'half nine' is 9:30 in English, 'half negen' 8:30 in Dutch
    away = _away(match) if match["little"] else 0
    return _spoken(_hour(match), away - 30)


def _elapsed(minutes_each: int) -> Build:
    def build(match: re.Match[str]) -> tuple[Piece, ...]:
        return (Elapsed(n(match["count"]) * minutes_each),)

    return build


def _part(match: re.Match[str]) -> tuple[Piece, ...]:
    return (Part(PARTS[match["part"]]),)


_IN = r"(?:in|over|binnen|within)"
_HOURS = r"(?:uur|uren|hours?)"
CLOCKS: tuple[Rule, ...] = (
    rule(rf"{_AT}(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}}){_UUR}?", _written),
    rule(rf"{_AT}(?P<hour>\d{{1,2}})\.(?P<minute>\d{{2}}){_UUR}", _written),
    rule(r"(?:at|om|@) (?P<hour>\d{1,2})\.(?P<minute>\d{2})", _written),
    rule(r"(?P<hour>\d{1,2})\.(?P<minute>\d{2})", _dotted, firm=False),
    rule(rf"{_AT}(?P<hour>\d{{1,2}}) ?[uh] ?(?P<minute>\d{{2}})", _written),
    rule(rf"{_AT}(?P<hour>\d{{1,2}})(?P<minute>) ?(?:uur|u|h)", _written, firm=False),
    rule(rf"{_AT}(?P<hour>\d{{1,2}}) uur (?P<minute>\d{{2}})", _written),
    rule(rf"{_AT}(?P<hour>{HOUR})(?P<minute>) (?:uur|o'clock|oclock)", _written, firm=False),
    rule(rf"(?:at|om|@) (?P<hour>{HOUR})(?P<minute>)", _written, firm=False),
    rule(r"@(?P<hour>\d{1,2})(?P<minute>)", _written, firm=False),
    rule(r"@(?P<hour>\d{1,2}):(?P<minute>\d{2})", _written),
    rule(rf"{_AT}(?P<hour>\d{{1,2}})(?:[:.](?P<minute>\d{{2}}))? ?{_AM}", _halved),
    rule(rf"{_AT}(?P<hour>{HOUR})(?P<minute>) {_AM}", _halved),
    rule(
        rf"{_AT}(?:{_LITTLE}{_MINUTES} (?P<way>voor|over) )?half (?P<hour>{HOUR})(?: uur)?",
        _dutch_half,
    ),
    rule(
        rf"{_AT}(?:a )?{_LITTLE}{_MINUTES} (?P<way>voor|over|past|to) (?P<hour>{HOUR})"
        r"(?: uur| o'clock)?",
        _near_hour,
    ),
    rule(rf"{_AT}half past (?P<hour>{HOUR})", lambda m: _spoken(_hour(m), 30)),
    rule(rf"{_AT}(?:12 |twelve )?(?:noon|midday)", Clock(12, 0, "exact")),
    rule(rf"{_AT}(?:12 |twelve )?(?:midnight|middernacht)", Vague()),
    rule(rf"(?:in|during) the (?P<part>{PART})", _part, firm=False),
    rule(r"s (?P<part>morgen|ochtend|middag|namiddag|avond|nacht)s", _part, firm=False),
    rule(rf"in de (?P<part>{PART})", _part, firm=False),
    rule(rf"(?P<part>{PART})", _part, firm=False),
    rule(rf"{_IN} (?P<count>{NUMBER}) (?:minuten|minuut|minutes?|min)", _elapsed(1)),
    rule(rf"(?P<count>{NUMBER}) (?:minutes?|minuten) (?:from now|vanaf nu)", _elapsed(1)),
    rule(rf"{_IN} (?P<count>{NUMBER}) {_HOURS}", _elapsed(60)),
    rule(rf"(?P<count>{NUMBER}) {_HOURS} (?:from now|vanaf nu)", _elapsed(60)),
    rule(rf"{_IN} (?P<count>een|a|\d|drie|three)(?: kwartier| quarters? of an hour)", _elapsed(15)),
    rule(rf"{_IN} (?:een |a )?(?:half uur|halfuur|half an hour|half hour)", Elapsed(30)),
    rule(rf"{_IN} (?:anderhalf uur|an hour and a half|one and a half hours)", Elapsed(90)),
    rule(rf"(?P<hour>{HOUR})", lambda m: (Bare(n(m["hour"])),), firm=False),
    rule(r"(?P<hour>\d{1,3})", lambda m: (Bare(n(m["hour"])),), firm=False),
)
