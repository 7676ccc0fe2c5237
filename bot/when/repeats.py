"""Recurring phrases, such as 'every first Tuesday at 9' and 'om de week op donderdag'."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr

from bot.when.clocks import clock
from bot.when.line import place, read_line, without
from bot.when.moments import LONGEST, local_now
from bot.when.phrase import Said, Scanner, gather
from bot.when.pieces import Clock, DotClock, Joint, Part
from bot.when.repeat_rules import Stretch, starts, stretch_at
from bot.when.resolve import PART_TIMES, resolve_time
from bot.when.rules import Hit
from bot.when.unclear import Unclear
from bot.when.words import PARTS

LONGEST_SENTENCE = 2000


@dataclass(frozen=True)
class Repeat:
    """An RFC 5545 rule without DTSTART, and its first moment (naive local) as its start.

    Without a time (`has_time`) the first moment is at a default hour.
    """

    rule: str
    first: datetime
    has_time: bool


@dataclass(frozen=True)
class FoundRepeat:
    """A recurring phrase in a sentence: its place (half-open) and the text without it."""

    start: int
    end: int
    repeat: Repeat
    rest: str


@dataclass(frozen=True)
class Timed:
    """A recurring phrase in the plain line with the times beside it."""

    start: int
    end: int
    stretch: Stretch
    times: list[Hit]


_TIMES = (Clock, DotClock, Part)


def _is_time(hit: Hit) -> bool:
    return all(isinstance(piece, _TIMES) for piece in hit.pieces)


def _times_after(scanner: Scanner, at: int) -> list[Hit]:
    hits: list[Hit] = []
    while hit := scanner.at(at):
        if not (_is_time(hit) or isinstance(hit.pieces[0], Joint)):
            break
        hits.append(hit)
        at = hit.end + 1
    while hits and isinstance(hits[-1].pieces[0], Joint):
        hits.pop()
    return hits


def _time_before(scanner: Scanner, end: int) -> Hit | None:
    """Return the longest time that ends right before: '9:30 every Monday'."""
    near = max(0, end - 40)
    for at in (near + start for start in starts(scanner.plain[near:end])):
        hit = scanner.at(at) if at == 0 or scanner.plain[at - 1] == " " else None
        if hit and hit.end == end - 1 and _is_time(hit):
            return hit
    return None


def _timed(scanner: Scanner, stretch: Stretch) -> Timed:
    hits = _times_after(scanner, stretch.end + 1)
    before = _time_before(scanner, stretch.start) if stretch.start else None
    start = before.start if before else stretch.start
    end = hits[-1].end if hits else stretch.end
    return Timed(start, end, stretch, ([before] if before else []) + hits)


def _phrases(scanner: Scanner) -> list[Timed]:
    found: list[Timed] = []
    for at in starts(scanner.plain):
        if found and at < found[-1].end:
            continue
        if stretch := stretch_at(scanner.plain, at):
            found.append(_timed(scanner, stretch))
    return found


def spans_of_repeats(scanner: Scanner) -> list[tuple[int, int]]:
    """Return where recurring phrases stand in a plain line, their times included."""
    try:
        return [(each.start, each.end) for each in _phrases(scanner) if each.stretch.rule]
    except Unclear:
        return []  # an unclear rule is for whoever asks for a rule; here a date is looked for


def _time(said: Said, part: str | None) -> time | None:
    if part:
        said = replace(said, part=Part(PARTS[part]))
    if said.dot:
        dotted = clock(said.dot.hour, said.dot.minute, style="digits")
        said = replace(said, dot=None, clock=dotted)
    if said.part and not said.clock:
        return PART_TIMES.get(said.part.name)
    return resolve_time(said)


def _first(rule: str, at: time, here: datetime) -> datetime:
    # The coming occurrence starts the count: 'every two weeks on Friday' begins this Friday.
    every = re.sub(r";INTERVAL=\d+", "", rule)
    first = rrulestr(every, dtstart=datetime.combine(here.date(), at)).after(here)
    if first is None:
        raise Unclear("impossible")
    return first


def _repeat(timed: Timed, here: datetime, default_time: time | None) -> Repeat:
    if timed.stretch.rule is None:
        raise Unclear("ambiguous")
    at = _time(gather(timed.times), timed.stretch.part)
    first = _first(timed.stretch.rule, at or default_time or time.min, here)
    return Repeat(timed.stretch.rule, first, at is not None)


def find_repeat(
    text: str, now: datetime, zone: ZoneInfo, *, default_time: time | None = None
) -> FoundRepeat | None:
    """Find the one recurring phrase in a sentence of at most 2,000 characters; None without one.

    Raises Unclear when something recurs but it is not clear when.
    """
    if len(text) > LONGEST_SENTENCE:
        raise Unclear("too_long")
    line = read_line(text)
    phrases = _phrases(Scanner(line.plain))
    if not phrases:
        return None
    if len(phrases) > 1:
        raise Unclear("ambiguous")
    repeat = _repeat(phrases[0], local_now(now, zone), default_time)
    start, end = place(text, line, phrases[0].start, phrases[0].end)
    return FoundRepeat(start, end, repeat, without(text, start, end))


def read_repeat(
    text: str, now: datetime, zone: ZoneInfo, *, default_time: time | None = None
) -> Repeat | None:
    """Read a recurring phrase and nothing else, said at `now` (aware) by somebody in `zone`.

    None when nothing recurs. Without a time the first moment is at `default_time`, else at 0:00.
    Raises Unclear when a part of the text is not understood.
    """
    if len(text) > LONGEST:
        raise Unclear("too_long")
    found = find_repeat(text, now, zone, default_time=default_time)
    if found is None:
        return None
    if found.rest.strip(" .,!'’\""):
        raise Unclear("ambiguous")
    return found.repeat
