"""By when: the one date in a sentence that is its deadline, or the next meeting."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.when import Found, Unclear, find_moment
from bot.when.words import FULL_DAY, MONTH

_NEXT = (
    r"(?:next|coming|upcoming|following|volgende|komende|eerstvolgende|aankomende|eerstkomende|"
    r"aanstaande)"
)
_MET = (
    r"(?:network meeting|meeting|gathering|get-together|netwerkbijeenkomst|bijeenkomst|netwerkdag)"
)
_LED = (
    r"(?P<led>in time for|to|naar|no later than|not later than|by|before|at|until|till|for|on|"
    r"during|uiterlijk(?: (?:op|bij|voor|tijdens))?|vóór|voor|bij|op|tegen|tijdens|tot(?: aan)?|"
    r"in)\s+"
)
_OTHERS = (
    r"(?!['’]s)(?!\w)(?!\s+(?:with|about|met|over|between|tussen)\b)"
    r"(?!\s+(?:of|van)\s+(?!(?:the|our|het|ons|de) "
    r"(?:network|netwerk|leernetwerk|kring|groep|group)))"
)
_AGAIN = (
    r"(?:next time (?:that )?we (?:meet|see each other)|"
    r"volgende keer dat we (?:elkaar|bij elkaar)\s+\w+)"
)
MEETING = re.compile(
    rf"(?:{_LED})?(?P<the>(?:the|our|de|onze)\s+)?(?:{_NEXT}\s+{_MET}|{_AGAIN})"
    rf"(?P<of>\s+(?:of|van) (?:the|our|het|ons|de) \w+)?{_OTHERS}",
    re.IGNORECASE,
)
_TIME = re.compile(
    # 'Next time', where nothing says which: at an end, or where Dutch puts it within a sentence.
    r"(?:(?:by|before|at|for|until|voor|vóór|bij|tegen|op)\s+)?"
    r"(?<![\w'’])(?:(?:the|de)\s+)?(?:next time|(?P<dutch>volgende keer))(?![\w'’])",
    re.IGNORECASE,
)
_TOWARDS = re.compile(r"\b(?:forward|come|go|uit|kom|komen|ga|gaan)\s*$", re.IGNORECASE)
_TIME_STARTS = re.compile(
    r"\s*,?\s*(?:(?:I|we)\b(?![^,]*,\s*(?:I|we)\b)|"
    r"(?!(?:dat|als|wanneer|that|when|if)\b)[\w-]+\s+(?:ik|we|wij|[A-Z]\w+)\b)"
)
_TIME_WITHIN = re.compile(r"(?:\w+\s+){1,3}$")
_NO_TIME = re.compile(r"\b(?:about|over|of|van|on|aan|naar|to|dan|than)\s*$", re.IGNORECASE)
_AWAY = re.compile(
    # Before a date or a meeting: it is not that day itself.
    r"(?:\b(?:after|na|since|sinds|not|niet|between|tussen|from|vanaf|starting|beginning|beginnend|"
    r"ingang van|ingaande|as of|per|around|rond|omstreeks|weekend|eerder dan|later than|"
    r"earlier than|week of|week van|weekend van|"
    r"weekend of|the whole|de hele|halverwege|begin|early|eind|end of|sinds de|na de|after the|"
    r"since the|last|vorige)|['’]s)\s*$",
    re.IGNORECASE,
)
_UNIT = re.compile(r"\b(?:weeks?|weken|days?|dag|dagen|months?|maand|maanden)\s*$", re.IGNORECASE)
_OFFSET = re.compile(r"(?:before|voor|vóór)\b", re.IGNORECASE)
_LED_BEFORE = re.compile(
    r"(?<!\w)(?P<lead>(?:by|before|until|till|due|no later than|not later than|voor|vóór|"
    r"uiterlijk(?: op)?|tot|t/m)(?: the| de| het)?|on|op|at)\s+$",
    re.IGNORECASE,
)
_OF = re.compile(r"\b(?:of|van|from|uit|about|over)(?: the| de)?\s*$", re.IGNORECASE)
_MEETING_OF = re.compile(
    r"(?:(?:by|before|at|for|on|voor|vóór|op|bij|tijdens)\s+)?(?:the|our|de|onze)\s+"
    r"(?:meeting|bijeenkomst|netwerkbijeenkomst)(?:\s+(?:of|on|van|op))?\s*$",
    re.IGNORECASE,
)
_DETERMINED = re.compile(
    r"\b(?:the|our|my|a|each|his|her|their|de|het|mijn|onze|ons|een|die|dat|that|this)\s*$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"(?<![\w-])(?:that|which|who|whom|when|where|whether|what|if|die|dat|wat|waar|waarin|waarop|"
    r"wanneer|als|toen|zodra|until|tot|totdat|"
    r"(?:vraag|kijk|bekijk|weet|onderzoek|check|bepaal)\w*\b[^,]* of)"
    r"(?![\w-])(?![^,]*,)",
    re.IGNORECASE,
)
_OF_A_DATE = re.compile(
    # 'The notes of 2 February by Friday': the first date names the notes.
    rf"\b(?:of|van|from|uit)\s+(?:\d{{1,2}}\s+{MONTH}|{MONTH}\s+\d{{1,2}})(?:\s+\d{{4}})?(?=,?\s+(?:by|before|until|"
    r"uiterlijk|voor|vóór|no later)\b)",
    re.IGNORECASE,
)
_COUNTED = re.compile(rf"{MONTH}\s+\d{{1,2}}$", re.IGNORECASE)
_ANOTHER = re.compile(
    rf"\s*,?\s*(?:or|of|and|en|to|tot|t/m|-)\s+(?:the |de |on |op |by |voor )?"
    rf"(?:{FULL_DAY}|\d{{1,2}}(?:[-/]\d|\s+{MONTH}\b)|tomorrow|morgen|today|vandaag|later)(?!\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\bin (20\d\d)\b", re.IGNORECASE)
_COMING = re.compile(r"\s+(?:a\.s\.?|aanstaande)(?!\w)", re.IGNORECASE)
_AT_LATEST = re.compile(
    r"(?:(?:first thing|at the latest|op z['’]n laatst|op zijn laatst|as\.|a\.s\.)"
    r"(?: on| op)?)\s*$",
    re.IGNORECASE,
)
_TAIL = re.compile(
    # What still belongs to a date: 'two weeks' time', 'vandaag nog', '3 April at the latest'.
    r"(?:(?<=weeks)['’]|(?<=week)['’]s|(?<=days)['’]|(?<=months)['’]|(?<=month)['’]s)?\s+time\b|"
    r"(?<=vandaag)\s+nog\b|\s*,?\s*(?:at the latest|op z(?:ij|['’])n laatst|ten laatste)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"(?:by|before|until|till|due|no later than|not later than|at the latest|voor|vóór|uiterlijk|"
    r"tot|t/m|ten laatste|on or before)\b",
    re.IGNORECASE,
)
_SUBJECT_NEXT = re.compile(r"\s*,?\s*(?:[\w'’-]+\s+){0,4}?(?:ik|I|we|wij)\b")
_ADJECTIVE = re.compile(r"(?:the|de|het)\s+\S", re.IGNORECASE)


@dataclass(frozen=True)
class Deadline:
    """When: a day, with a time perhaps, or the next meeting; where it stands in the words.

    `trouble` says why a date that is there is asked back, about `word`; `led` is whether 'by' or
    the like says that it is a deadline; `leads` whether the sentence begins with it.
    """

    day: date | None = None
    at: datetime | None = None
    meeting: bool = False
    start: int = 0
    end: int = 0
    trouble: str = ""
    word: str = ""
    led: bool = False

    @property
    def leads(self) -> bool:
        """Whether the sentence begins with it, which turns subject and verb around in Dutch."""
        return self.end > 0 and self.start < 3


def found_in(text: str, now: datetime, zone: ZoneInfo) -> Deadline:
    """Find the deadline in the main clause of a sentence."""
    met = _meeting(text) or _next_time(text)
    try:
        found = find_moment(_masked(text, met), now, zone)
    except Unclear as unclear:
        return Deadline(trouble="around" if unclear.why == "ambiguous" else unclear.why)
    if met is not None and met.trouble:
        return met
    if found is None:
        return met or Deadline()
    if met is not None:
        led = text[met.start : met.end].casefold()
        if not led.startswith(("for ", "voor ", "to ", "naar ")) or not _LEAD.match(
            _phrase(text, found)
        ):
            return Deadline(trouble="two")
    return _checked(text, found)


def _masked(text: str, met: Deadline | None) -> str:
    """Blank out what is no date: the next meeting and its 'voor', and 'of 2 February'."""
    text = _OF_A_DATE.sub(lambda match: "x" * len(match[0]), text)
    if met is None or not met.end:
        return text
    blank = "x" * (met.end - met.start)
    return text[: met.start] + blank + text[met.end :]


def _meeting(text: str) -> Deadline | None:
    for match in MEETING.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if _AWAY.search(before) or _UNIT.search(before):
            return Deadline(trouble="around")
        if (match["led"] or "").casefold() in ("to", "naar") and _TOWARDS.search(before):
            continue
        at_start = not before.strip(" ,")
        at_end = not after.strip(" ,.!")
        bare = (at_end and not match["the"]) or (at_start and _SUBJECT_NEXT.match(after))
        if match["led"] or bare:
            return Deadline(meeting=True, start=match.start(), end=match.end())
    return None


def _next_time(text: str) -> Deadline | None:
    """Read 'next time' as the next meeting, unless more follows that says which time."""
    match = _TIME.search(text)
    if match is None:
        return None
    before, after = text[: match.start()], text[match.end() :]
    if _AWAY.search(before) or _NO_TIME.search(before):
        return None
    found = Deadline(meeting=True, start=match.start(), end=match.end())
    if not before.strip(" ,"):
        return found if _TIME_STARTS.match(after) else None
    within = match["dutch"] and _TIME_WITHIN.fullmatch(before)
    follows = re.match(r"\s+(?:dat|als|wanneer|if|when|that)\b", after, re.IGNORECASE)
    return found if not after.strip(" ,.!") or (within and not follows) else None


def _phrase(text: str, found: Found) -> str:
    return text[found.start : found.end]


def _checked(text: str, found: Found) -> Deadline:
    """Refuse a date that may well belong to something else in the sentence."""
    start = found.start
    said = _phrase(text, found)
    if not _LED_BEFORE.match(f"{said} ".split(" ")[0] + " ") and (
        lead := _LED_BEFORE.search(text[:start])
    ):
        start = lead.start()
    before, phrase, after = text[:start], text[start : found.end], text[found.end :]
    led = bool(_LEAD.match(phrase))
    if not led and (meeting := _MEETING_OF.search(before)) is not None:
        start = meeting.start()
    elif _misread(before, phrase, after, led=led):
        return Deadline(trouble="around")
    year = _YEAR.search(text)
    if year and int(year[1]) != found.moment.local.year and "20" not in phrase:
        return Deadline(trouble="around")
    if not found.moment.has_date:
        return Deadline(trouble="day")
    if not led and (ending := re.search(r"\bfor\s*$", before, re.IGNORECASE)):
        start = ending.start()
    if (ending := _AT_LATEST.search(text[:start])) is not None:
        start = ending.start()
    coming = _COMING.match(after)
    end = found.end + (coming.end() if coming else 0)
    tail = _TAIL.match(text, end)
    end = tail.end() if tail else end
    at = found.moment.local if found.moment.has_time else None
    return Deadline(found.moment.local.date(), at, start=start, end=end, led=led)


def _misread(before: str, phrase: str, after: str, *, led: bool) -> bool:
    if _AWAY.search(before) or (not led and _OF.search(before)):
        return True
    if _UNIT.search(before) and (not led or _OFFSET.match(phrase)):
        return True
    if _COUNTED.search(phrase) and re.match(r"\s+[a-z]+(?:s|en)\b", after):
        return True  # 'by March 12 schools …'
    if _ANOTHER.match(after):
        return True
    if not led and _RELATIVE.search(before):
        return True
    if re.match(
        r"\s+(?:de dag|erna|daarna|ervoor|after|afterwards|before)\b", after, re.IGNORECASE
    ):
        return True
    if (
        re.fullmatch(r"(?:(?:in )?de )?morgen", phrase, re.IGNORECASE)
        and phrase.casefold() != "morgen"
    ):
        return True
    owned = _DETERMINED.search(before) or _ADJECTIVE.match(phrase)
    return bool(not led and owned and after.strip(" .,!") and not _SUBJECT_NEXT.match(after))
