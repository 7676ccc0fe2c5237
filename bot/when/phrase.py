"""Scanning a plain line into pieces, and gathering those that belong to one moment."""

from dataclasses import dataclass, replace
from typing import Any

from bot.when.clocks import CLOCKS
from bot.when.days import DAYS
from bot.when.pieces import (
    Ahead,
    Bare,
    Base,
    Clock,
    DotClock,
    Elapsed,
    Gone,
    Joint,
    Lead,
    Part,
    Piece,
    Vague,
    Week,
    Weekday,
    YearAhead,
)
from bot.when.rules import Hit, Rule, longest, rule
from bot.when.unclear import Unclear

JOINTS: tuple[Rule, ...] = (
    rule(
        r"on|op|at|om|de|the|,|\||dd|d\.d|precies|stipt|exactly|sharp|please|graag|aub|a\.u\.b|"
        r"a\.s|aanstaande",
        Joint(),
        firm=False,
    ),
    rule(
        r"by|before|until|till|due|no later than|not later than|at the latest|on or before|"
        r"voor|uiterlijk|tot|t/m|tot en met|ten laatste|uiterlijk op|uiterlijk om|vóór|closes",
        Lead(),
        firm=False,
    ),
)
RULES = (*DAYS, *CLOCKS, *JOINTS)


@dataclass(frozen=True)
class Said:
    """What a phrase says, each kind at most once."""

    base: Base | None = None
    weekday: Weekday | None = None
    week: Week | None = None
    ahead: Ahead | None = None
    years: YearAhead | None = None
    elapsed: Elapsed | None = None
    clock: Clock | None = None
    dot: DotClock | None = None
    part: Part | None = None
    bare: Bare | None = None
    shifted: bool = False  # 'Friday in two weeks', not 'in two weeks on Friday'

    @property
    def has_day(self) -> bool:
        """Whether anything names a day."""
        return any((self.base, self.weekday, self.week, self.ahead))

    @property
    def has_time(self) -> bool:
        """Whether anything names a time of the day."""
        return any((self.clock, self.part, self.dot))


_SLOTS: dict[type, str] = {
    Weekday: "weekday",
    Week: "week",
    Ahead: "ahead",
    YearAhead: "years",
    Elapsed: "elapsed",
    Clock: "clock",
    DotClock: "dot",
    Part: "part",
    Bare: "bare",
}


def _put(said: Said, piece: Piece) -> Said:
    if isinstance(piece, Vague):
        raise Unclear("ambiguous")
    if isinstance(piece, Gone):
        raise Unclear("past")
    slot = _SLOTS.get(type(piece), "base")
    if getattr(said, slot) is not None:
        raise Unclear("ambiguous")
    shifted = said.shifted or (slot == "ahead" and said.has_day)
    change: dict[str, Any] = {slot: piece, "shifted": shifted}
    return replace(said, **change)


class Scanner:
    """The longest meaning at each place of a plain line, looked up once."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        self._hits: dict[int, Hit | None] = {}

    def at(self, at: int) -> Hit | None:
        """Return the longest stretch with a meaning that starts here; may raise Unclear."""
        if at not in self._hits:
            self._hits[at] = longest(RULES, self.plain, at) if at < len(self.plain) else None
        return self._hits[at]


def _checked_lead(said: Said, following: Hit | None) -> None:
    # 'Friday until 13 March' is a span; only a time may follow a lead that comes later.
    first = following.pieces[0] if following else None
    if said != Said() and (said.has_time or not isinstance(first, Clock | DotClock | Part | Bare)):
        raise Unclear("ambiguous")


def gather(hits: list[Hit]) -> Said:
    """Put the pieces of one phrase together; raises Unclear when two of them quarrel."""
    said = Said()
    for index, hit in enumerate(hits):
        for piece in hit.pieces:
            if isinstance(piece, Lead):
                rest = [h for h in hits[index + 1 :] if not isinstance(h.pieces[0], Joint)]
                _checked_lead(said, rest[0] if rest else None)
            elif not isinstance(piece, Joint):
                said = _put(said, piece)
    return said


def scan(plain: str) -> list[Hit] | None:
    """Read a whole line as one phrase; None when a word of it has no meaning here."""
    hits, at = [], 0
    while at < len(plain):
        hit = longest(RULES, plain, at)
        if hit is None:
            return None
        hits.append(hit)
        at = hit.end + 1
    return hits
