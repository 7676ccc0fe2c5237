"""Finding the date in a longer sentence, without mistaking plain numbers for one."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.when.days import HEDGE
from bot.when.line import place, read_line, without
from bot.when.moments import understood
from bot.when.phrase import Scanner, gather
from bot.when.pieces import (
    Bare,
    Clock,
    DayMonth,
    DayOnly,
    DotClock,
    Gone,
    Joint,
    Lead,
    Part,
    Vague,
    Weekday,
)
from bot.when.repeat_rules import starts
from bot.when.repeats import LONGEST_SENTENCE, spans_of_repeats
from bot.when.rules import Hit
from bot.when.unclear import Unclear
from bot.when.understood import Understood
from bot.when.words import MONTH

_HEDGE = re.compile(rf"(?:.* )?(?:{HEDGE})(?: the| de)?")
_NOUNS = re.compile(
    # What a number after it counts or names, or a day that belongs to something else.
    r"(?:.* )?(?:groep|groepen|group|groups|klas|class|grade|artikel|article|art|page|pages|p|pp|"
    r"pagina|blz|bladzijde|hoofdstuk|chapter|lokaal|room|stap|step|punt|point|vraag|question|deel|"
    r"part|nr|no|nummer|number|versie|version|fase|phase|leerjaar|niveau|level|thema|theme|les|"
    r"lesson|goede|good|school of|school van|leraar van|year|jaar)"
)
_AFTER_SHORT_DAY = re.compile(
    rf"(?:the |de )?\d{{1,2}}(?:[-/:.]\d|e\b|th\b|[ -]{MONTH}\b)|(?:om|at) \d", re.ASCII
)
_MAYBE_HOURS_LONG = re.compile(r"[1-6] ?(?:uur|u|h)", re.ASCII)
_SPAN = re.compile(
    # What goes before the end of a span: 'between 9 and 12 March', '12 tot 14 maart'.
    r"(?:.* )?(?:(?:tussen|between|from|van) \S+(?: \S+)?|\d{1,2}) "
    r"(?:and|en|tot|to|or|of|until|till|through|t/m|tot en met|-)(?: the| de)?"
)
_DEADLINE = re.compile(r"(?:by|before|until|till|due|closes|voor|uiterlijk|tot|t/m|op|on|at|om)\b")


_PLAIN = re.compile(rf"\d{{1,2}}(?::\d\d|[ -]{MONTH})(?!\S)", re.ASCII)


@dataclass(frozen=True)
class Found:
    """A moment inside a sentence: where the phrase stands (half-open) and the text without it."""

    start: int
    end: int
    moment: Understood
    rest: str


@dataclass(frozen=True)
class Run:
    """Neighbouring pieces of one phrase in the plain line."""

    start: int
    hits: tuple[Hit, ...]

    @property
    def end(self) -> int:
        """Where the last piece ends."""
        return self.hits[-1].end


def _hit(scanner: Scanner, at: int) -> Hit | None:
    try:
        return scanner.at(at)
    except Unclear:
        # Said plainly it is worth asking back; 'at 30 schools' was never meant as a time.
        if _PLAIN.match(scanner.plain, at):
            raise
        return None


def _fits(plain: str, hit: Hit) -> bool:
    piece = hit.pieces[0]
    if isinstance(piece, Bare | Gone) or (isinstance(piece, Vague) and not hit.firm):
        return False
    if isinstance(piece, Weekday) and not hit.firm and len(hit.pieces) == 1:
        # 'Do', 'sat' and 'zo' are words of their own, unless a date or time follows.
        after = plain[hit.end + 1 :]
        return bool(_AFTER_SHORT_DAY.match(after))
    return True


def _joins(hit: Hit) -> bool:
    return isinstance(hit.pieces[0], Joint | Lead)


def _trimmed(hits: list[Hit]) -> list[Hit]:
    while hits and _joins(hits[-1]):
        hits = hits[:-1]
    return hits


def _run_at(scanner: Scanner, at: int) -> Run | None:
    hits: list[Hit] = []
    while hit := _hit(scanner, at):
        if not _fits(scanner.plain, hit) or scanner.plain[at] == "|":
            break
        if hits and _joins(hits[0]) and _joins(hit) and len(hits) == 1:
            hits = []
        hits.append(hit)
        at = hit.end + 1
    hits = _trimmed(hits)
    return Run(hits[0].start, tuple(hits)) if hits else None


def _meant(plain: str, run: Run) -> bool:
    """Whether a run is a date for sure, rather than numbers and words that look like one."""
    solid = [hit for hit in run.hits if not _joins(hit)]
    if any(hit.firm for hit in solid):
        return True
    kinds = {type(piece) for hit in solid for piece in hit.pieces}
    if Weekday in kinds and len(kinds) > 1:
        return True
    if kinds <= {Vague} or kinds <= {Part} or Weekday in kinds:
        return False
    ends = plain[run.end :].strip(" ") == "" or plain[run.end + 1 : run.end + 2] in (",", "|")
    led = bool(_DEADLINE.match(plain[run.start :]))
    if kinds & {DayMonth, DayOnly, Clock, DotClock}:
        return led and (ends or _slashed(plain, run))
    return False


def _slashed(plain: str, run: Run) -> bool:
    led = re.match(r"(?:by|on|op|uiterlijk|due|before) ", plain[run.start :])
    text = plain[run.start : run.end]
    follows = plain[run.end + 1 :].split(" ", 1)[0]
    named = re.search(r"[a-z]+ \d{1,2}$|\d+/\d+$", text)
    return bool(led and named and follows not in ("of", "van", "de", "the"))


def _runs(scanner: Scanner) -> list[Run]:
    runs: list[Run] = []
    masked = spans_of_repeats(scanner)
    for at in starts(scanner.plain):
        if (runs and at < runs[-1].end) or any(start <= at < end for start, end in masked):
            continue
        run = None if _after_noun(scanner.plain, at) else _run_at(scanner, at)
        if run and _meant(scanner.plain, run):
            runs.append(run)
    return runs


def _after_noun(plain: str, at: int) -> bool:
    return bool(_NOUNS.fullmatch(plain[max(0, at - 40) : max(0, at - 1)]))


def _open(plain: str, run: Run) -> bool:
    """Whether the words before a date say that it is not that date: 'after', 'between 9 and'."""
    said = next(hit for hit in run.hits if not _joins(hit))
    before = plain[max(0, run.start - 40) : max(0, run.start - 1)]
    up_to = plain[max(0, said.start - 40) : max(0, said.start - 1)]
    return bool(_HEDGE.fullmatch(before) or _SPAN.fullmatch(up_to) or _lasting(plain, run))


def _lasting(plain: str, run: Run) -> bool:
    """Whether 'vrijdag 2 uur overleggen' may well be two hours, rather than two o'clock."""
    hours = [hit for hit in run.hits if _MAYBE_HOURS_LONG.fullmatch(plain, hit.start, hit.end)]
    return bool(hours) and run.end < len(plain)


def _chosen(plain: str, runs: list[Run]) -> Run | None:
    if len(runs) > 1:
        runs = [run for run in runs if isinstance(run.hits[0].pieces[0], Lead)]
        if len(runs) != 1:
            raise Unclear("ambiguous")
    if runs and _open(plain, runs[0]):
        raise Unclear("ambiguous")
    return runs[0] if runs else None


def find_moment(
    text: str, now: datetime, zone: ZoneInfo, *, default_time: time | None = None
) -> Found | None:
    """Find the one date or time in a sentence of at most 2,000 characters; None without one.

    Recurring phrases are left alone. Raises Unclear when there is a date but not a clear one.
    """
    if len(text) > LONGEST_SENTENCE:
        raise Unclear("too_long")
    line = read_line(text)
    run = _chosen(line.plain, _runs(Scanner(line.plain)))
    if run is None:
        return None
    moment = understood(gather(list(run.hits)), now, zone, default_time)
    start, end = place(text, line, run.start, run.end)
    rest = without(text, start, end)
    return Found(start, end, replace(moment, rest=rest), rest)
