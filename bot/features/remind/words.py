"""A reminder in plain words: whom, when, and what."""

import re
from dataclasses import dataclass
from datetime import time

from rapidfuzz import fuzz, process

from bot.calendar.wallclock import to_local
from bot.cards import clean
from bot.errors import Refusal
from bot.feature import Reading
from bot.features.remind.rules import LONGEST, Schedule
from bot.texts import _, listed
from bot.timetable.view import MemberView
from bot.when import Unclear, explain, find_moment, find_repeat, read_moment, read_repeat

LONGEST_LINE = 1000
USUAL_TIME = time(9)
GROUP = {"us", "everyone", "everybody", "all", "ons", "iedereen", "allemaal", "groep"}
MYSELF = {"me", "myself", "mij", "mezelf", "mijzelf", "ik"}
_TARGET = re.compile(r"(?:the |de )?[^\s,:]+(?:(?:, ?| and | en | & )[^\s,:]+)*", re.IGNORECASE)
_THE_GROUP = re.compile(r"^(?:the group|de groep)\b", re.IGNORECASE)
_AND = re.compile(r"\s*,\s*|\s+(?:and|en|&)\s+", re.IGNORECASE)
_LEADING = re.compile(
    r"(?:[\s:,.–—-]|(?:that|to|of|about|dat|om te|te|om|aan|eraan dat|eraan|er aan)\b)+",
    re.IGNORECASE,
)
ALIKE = 70


@dataclass(frozen=True)
class Asked:
    """A reminder as it was typed: `whom` in words, followed by the text where that is None."""

    whom: str
    text: str | None
    schedule: Schedule
    said: str


@dataclass(frozen=True)
class Whom:
    """Whom a reminder is for: the group, or these people (ids)."""

    room: bool = False
    people: tuple[int, ...] = ()


def example() -> str:
    """Show how a reminder is set in one line."""
    return _("For example: remind us thursday at 9: bring your poster")


def read_line(reading: Reading, words: str) -> Asked:
    """Read what follows the command; Refusal with an example when it is no reminder."""
    if len(words) > LONGEST_LINE:
        raise Refusal(
            _(
                "That is too long for one line: at most {most} characters."
                " Type 'remind' alone to get a form.",
                most=LONGEST_LINE,
            )
        )
    match = _TARGET.match(words)
    if match is None:
        raise Refusal(_("Say whom, when and what. {example}", example=example()))
    whom, rest = words[: match.end()], words[match.end() :]
    head, colon, text = _at_colon(rest)
    found = _found(reading, head) if colon else None
    if found:
        _check_not_past(reading, found[2])
        return Asked(f"{whom} {found[2]}".strip(), text, found[0], found[1])
    found = _found(reading, rest)
    if found is None:
        raise Refusal(_("I see no day or time in that. {example}", example=example()))
    return Asked(f"{whom} {found[2]}", None, found[0], found[1])


def _check_not_past(reading: Reading, left: str) -> None:
    """Refuse what was left beside a time of day when it names a day that is past."""
    try:
        read_moment(left, reading.now, reading.zone)
    except Unclear as unclear:
        if unclear.why == "past":
            raise Refusal(explain(unclear)) from unclear


def _at_colon(rest: str) -> tuple[str, str, str]:
    match = re.search(r":(?=\s)", rest)
    return (rest[: match.start()], ":", rest[match.end() :]) if match else (rest, "", "")


def _found(reading: Reading, words: str) -> tuple[Schedule, str, str] | None:
    """Return the schedule in a sentence, the words that say it, and the rest."""
    now, zone = reading.now, reading.zone
    try:
        repeat = find_repeat(words, now, zone, default_time=USUAL_TIME)
        if repeat:
            schedule = Schedule(repeat.repeat.first, repeat.repeat.rule)
            return schedule, words[repeat.start : repeat.end], repeat.rest
        once = find_moment(words, now, zone, default_time=USUAL_TIME)
    except Unclear as unclear:
        raise Refusal(explain(unclear)) from unclear
    if once is None:
        return None
    return Schedule(once.moment.local), words[once.start : once.end], once.rest


def read_when(reading: Reading, words: str) -> Schedule:
    """Read when, and how often, as it stands in the form; Refusal at the field 'when'."""
    try:
        repeat = read_repeat(words, reading.now, reading.zone, default_time=USUAL_TIME)
        if repeat:
            return Schedule(repeat.first, repeat.rule)
        found = read_moment(words, reading.now, reading.zone, default_time=USUAL_TIME)
    except Unclear as unclear:
        raise Refusal(explain(unclear), field="when") from unclear
    if found.local <= to_local(reading.now, reading.zone):
        raise Refusal(_("That moment has passed. Pick a later one."), field="when")
    return Schedule(found.local)


def checked_text(text: str) -> str:
    """Return the text as it is kept; Refusal when it is empty or too long."""
    kept = clean(text)
    if not kept:
        raise Refusal(_("Say what to remind of. {example}", example=example()), field="text")
    if len(kept) > LONGEST:
        raise Refusal(
            _(
                "A reminder has at most {most} characters; this one has {count}.",
                most=LONGEST,
                count=len(kept),
            ),
            field="text",
        )
    return kept


def resolved(asked: Asked, me: int, members: tuple[MemberView, ...]) -> tuple[Whom, str]:
    """Return whom the words mean and the text; Refusal names who may have been meant."""
    whom, rest = _whom(asked.whom, me, members)
    if asked.text is None:
        return whom, checked_text(_LEADING.sub("", rest, count=1) if _LEADING.match(rest) else rest)
    left = _LEADING.sub("", rest).strip()
    return whom, checked_text(f"{left} {asked.text}".strip())


def _whom(words: str, me: int, members: tuple[MemberView, ...]) -> tuple[Whom, str]:
    room, people, rest = False, list[int](), words
    while True:
        one, rest = _one(rest, me, members)
        room = room or one == 0
        people.append(one)
        joint = _AND.match(rest)
        if joint is None or not _names_somebody(rest[joint.end() :], members):
            break
        rest = rest[joint.end() :]
    return Whom(room=True) if room else Whom(people=tuple(dict.fromkeys(people))), rest


def _names_somebody(words: str, members: tuple[MemberView, ...]) -> bool:
    return _first_word(words) in GROUP | MYSELF or bool(_matches(words, members))


def _first_word(words: str) -> str:
    return re.split(r"[\s,:]", _in_short(words), maxsplit=1)[0].casefold()


def _in_short(words: str) -> str:
    return _THE_GROUP.sub("us", words.strip())


def _one(words: str, me: int, members: tuple[MemberView, ...]) -> tuple[int, str]:
    """Return the person (0: the group) that the words begin with, and the words after."""
    plain = _in_short(words)
    first = _first_word(plain)
    if first in GROUP | MYSELF:
        return (0 if first in GROUP else me), plain[len(first) :]
    found = _matches(plain, members)
    if not found:
        raise _unknown(first, members)
    if len(found) > 1:
        names = [member.name for member, _length in found]
        raise Refusal(
            _("I know more than one: {names}. Write the whole name.", names=listed(names))
        )
    member, length = found[0]
    return member.id, plain[length:]


def _matches(words: str, members: tuple[MemberView, ...]) -> list[tuple[MemberView, int]]:
    """Return those whose name the words begin with, the longest: whole names before first names."""
    plain = words.strip().casefold()
    found: list[tuple[MemberView, int]] = []
    for member in members:
        name = member.name.casefold()
        for known in (name, _first(member).casefold()):
            if known and re.match(rf"{re.escape(known)}(?!\w)", plain):
                found.append((member, len(known)))
                break
    longest = max((length for _member, length in found), default=0)
    return [(member, length) for member, length in found if length == longest]


def _unknown(word: str, members: tuple[MemberView, ...]) -> Refusal:
    names = {name: member.name for member in members for name in (member.name, _first(member))}
    near = process.extract(
        word, list(names), scorer=fuzz.ratio, processor=str.casefold, score_cutoff=ALIKE, limit=3
    )
    if near:
        alike = listed(list(dict.fromkeys(names[name] for name, _score, _at in near)))
        return Refusal(
            _(
                "I know nobody called “{word}” here. Names like it: {names}.",
                word=word[:40],
                names=alike,
            )
        )
    return Refusal(
        _(
            "I know nobody called “{word}” here. Begin with us, me or a name. {example}",
            word=word[:40],
            example=example(),
        )
    )


def _first(member: MemberView) -> str:
    return member.name.split(maxsplit=1)[0] if member.name.strip() else member.name
