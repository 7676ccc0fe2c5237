"""A commitment in plain words: who, what and by when told apart, or asked back."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.features.commitments.clauses import split
from bot.features.commitments.deadline import Deadline, found_in
from bot.features.commitments.owners import Circle, owners_of
from bot.features.commitments.periods import with_period
from bot.features.commitments.unsure import Unsure
from bot.when.line import without

__all__ = ["Circle", "Parsed", "Sentence", "Unsure", "parse", "read", "resolve"]

LONGEST_LINE = 1000
_LABEL = re.compile(
    r"(?:(?:mijn|my)\s+)?(?:voornemen|afspraak|actie|toezegging|commitment|action|"
    r"to[- ]?do|doel|goal)\s*:\s*",
    re.IGNORECASE,
)
_EMPTY = re.compile(r"\(\s*\)|\[\s*\]")
_TWICE = re.compile(r"\s*,(?:\s*,)+")
_COLON = re.compile(r"\s*,\s*:")
_EDGES = " \t\n,;:.-–—!"
_MODAL = re.compile(
    r"(?:will|shall|(?:am |are |is )?(?:going to|gonna)|want to|(?:would |['’]d )?like to"
    r"|zal|zullen|wil|willen|beloof(?=\s+(?:dat|om)\b)|promise to"
    r"|beloof te)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Parsed:
    """A sentence with its date found, who is meant still in words; `trouble` is why not."""

    line: str
    rest: str
    deadline: Deadline
    trigger: str = ""
    because: str = ""

    @property
    def trouble(self) -> str:
        """Why no date could be told, '' when one could or none was named."""
        return self.deadline.trouble


@dataclass(frozen=True)
class Sentence:
    """A commitment as it was understood.

    `owners` are people's ids. The deadline is the end of `day`, or that day at the time of `at`
    (a wall-clock moment), or the next meeting.
    """

    owners: tuple[int, ...]
    organisation: str
    text: str
    day: date | None
    at: datetime | None = None
    meeting: bool = False
    trigger: str = ""
    because: str = ""


def parse(text: str, now: datetime, zone: ZoneInfo) -> Parsed:
    """Find clauses and date in a line, without knowing who there is; Unsure when it is too long."""
    line = " ".join(text.replace("@", " ").split())
    label = _LABEL.match(line)
    line = line[label.end() :] if label else line
    if len(line) > LONGEST_LINE:
        raise Unsure("too_long")
    parts = split(line, now, zone)
    deadline = found_in(parts.main, now, zone)
    rest = without(parts.main, deadline.start, deadline.end) if deadline.end else parts.main
    trigger, because = parts.trigger, parts.because
    if not trigger and deadline.end:
        again = split(rest.strip(_EDGES), now, zone)
        rest, trigger, because = again.main, again.trigger, because or again.because
    return Parsed(line, rest.strip(_EDGES), deadline, trigger, because)


def resolve(parsed: Parsed, circle: Circle, today: date) -> Sentence:
    """Tell whom and which holiday period is meant; Unsure, with what is sure, when not."""
    deadline, rest = with_period(parsed.deadline, parsed.rest, circle.periods, today)
    partly = Sentence((circle.me,), "", parsed.line, deadline.day, trigger="", because="")
    try:
        owners = owners_of(rest, circle, after_date=deadline.leads)
    except Unsure as unsure:
        raise Unsure(unsure.why, unsure.word, partly) from unsure
    text = _tidy(owners.rest)
    said = Sentence(
        owners.people,
        owners.organisation,
        text,
        deadline.day,
        deadline.at,
        deadline.meeting,
        parsed.trigger,
        parsed.because,
    )
    _check(said, deadline)
    return said


def _tidy(rest: str) -> str:
    text = _COLON.sub(":", _TWICE.sub(",", _EMPTY.sub("", rest))).strip(_EDGES).lstrip(" )")
    modal = _MODAL.match(text) or re.match(r"(?:will|zal)\s*,\s*", text, re.IGNORECASE)
    return (text[modal.end() :] if modal else text).strip(_EDGES)


def _check(said: Sentence, deadline: Deadline) -> None:
    if not re.search(r"\w", said.text):
        raise Unsure("no_text", partly=said)
    if deadline.trouble:
        raise Unsure(deadline.trouble, deadline.word, said)
    if said.day is None and not said.meeting:
        raise Unsure("no_date", partly=said)


def read(text: str, now: datetime, zone: ZoneInfo, circle: Circle) -> Sentence:
    """Read a commitment said at `now` (aware) by `circle.me`; Unsure when it could be another."""
    parsed = parse(text, now, zone)
    return resolve(parsed, circle, now.astimezone(zone).date())
