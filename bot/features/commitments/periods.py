"""School terms: 'before the autumn break' as a day, by the holiday periods of the network."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.calendar.quiet import Period
from bot.features.commitments import feasts
from bot.features.commitments.deadline import Deadline
from bot.when.line import without

_SEASONS = {
    "autumn": ("herfst", "autumn", "fall", "october"),
    "christmas": ("kerst", "christmas", "xmas"),
    "winter": ("winter",),
    "spring": ("voorjaars", "krokus", "carnavals", "spring", "february"),
    "may": ("mei", "may"),
    "easter": ("paas", "easter"),
    "summer": ("zomer", "summer"),
}
_WORDS = "|".join(word for words in _SEASONS.values() for word in words)
_FREE = r"(?:holidays?|break|vacation|half[- ]term|recess)"
_NAMED = rf"(?:(?P<dutch>{_WORDS})[- ]?vakantie|(?P<english>{_WORDS})(?: school)? {_FREE})"
_ANY = rf"(?:(?:school)?vakantie|(?:school )?{_FREE})"
_BEFORE = (
    r"(?P<led>(?:uiterlijk |nog )?(?:just |net )?"
    r"(?:before|by|until|till|voor|vóór|tot)(?: aan)?)\s+"
    r"(?P<bound>(?:the |het )?(?P<edge>end|einde?|start|begin|beginning) (?:of|van) )?"
)
_THE = r"(?:(?:the|our|de|het|onze) )?(?:(?:coming|next|komende|aankomende|volgende) )?"
_YEAR = (
    r"(?: (?:of |van |in )?(?P<year>20\d\d))?"
    r"(?:,? (?:at the latest|op z(?:ij|['’])n laatst)(?!\w))?"
)
_UNIT = re.compile(
    r"\b(?:weeks?|weken|days?|dag|dagen|months?|maand|maanden|not|niet)\s*$", re.IGNORECASE
)
_NOT = re.compile(r"\b(?:never|nooit|cannot|\w+n['’]t)\b", re.IGNORECASE)
NEAR = timedelta(days=60)
DAY = timedelta(days=1)


def with_period(
    deadline: Deadline, rest: str, periods: Sequence[Period], today: date
) -> tuple[Deadline, str]:
    """Return the deadline, of a holiday period when one is named, and the words without it."""
    literal = "|".join(re.escape(one.name.strip()) for one in periods if one.name.strip())
    named = rf"(?:{_NAMED}|(?P<literal>{literal or '(?!)'})|{feasts.NAMED}|(?P<any>{_ANY}))"
    pattern = re.compile(rf"(?<!\w){_BEFORE}{_THE}{named}(?!\w){_YEAR}", re.IGNORECASE)
    match = pattern.search(rest)
    if match is None:
        return _mentioned(deadline, rest, named), rest
    if deadline.day or deadline.meeting or deadline.trouble:
        return Deadline(trouble=deadline.trouble or "two"), rest
    if _UNIT.search(rest[: match.start()]) or _NOT.search(rest[: match.start()]):
        return Deadline(trouble="around"), rest
    day = _day(match, periods, today)
    word = re.sub(rf"^{_BEFORE}{_THE}", "", match[0], flags=re.IGNORECASE)
    if day is None:
        return Deadline(trouble="period", word=word), rest
    found = Deadline(day, start=match.start(), end=match.end(), led=True)
    return found, without(rest, match.start(), match.end())


def _mentioned(deadline: Deadline, rest: str, named: str) -> Deadline:
    """Ask back a date beside 'after the autumn break', unless 'by' says that it is the deadline."""
    mention = re.search(rf"(?<!\w){_THE}{named}(?!\w)", rest, re.IGNORECASE)
    if mention and mention["any"] is None and deadline.day and not deadline.led:
        return replace(deadline, day=None, trouble="around")
    return deadline


def _is_feast(match: re.Match[str]) -> bool:
    return any(match[name] for name in ("christmas", "easter", "schoolyear"))


def _day(match: re.Match[str], periods: Sequence[Period], today: date) -> date | None:
    if _is_feast(match):
        year = int(match["year"]) if match["year"] else None
        return None if match["bound"] else feasts.day_before(match, periods, today, year)
    ends = (match["edge"] or "").casefold().startswith(("end", "eind"))
    days = [(one.last if ends else one.first - DAY, one) for one in _meant(match, periods)]
    coming = sorted(day for day, one in days if day >= today and _in_year(match, one))
    if not coming:
        return None
    near = [day for day in coming if day - coming[0] < NEAR]
    if len(set(near)) > 1 or (match["any"] and len(set(coming)) > 1):
        return None
    return coming[0]


def _in_year(match: re.Match[str], period: Period) -> bool:
    return not match["year"] or int(match["year"]) in (period.first.year, period.last.year)


def _meant(match: re.Match[str], periods: Sequence[Period]) -> list[Period]:
    if match["any"]:
        return list(periods)
    if match["literal"]:
        exact = match["literal"].casefold()
        return [one for one in periods if one.name.strip().casefold() == exact]
    word = (match["dutch"] or match["english"]).casefold()
    season = next(words for words in _SEASONS.values() if word in words)
    pattern = re.compile(rf"\b(?:{'|'.join(season)})", re.IGNORECASE)
    return [one for one in periods if pattern.search(one.name)]
