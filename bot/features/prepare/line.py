"""Preparing together in one line: 'prepare 16 April', 'swap with Anna', 'ruilen met Tom'."""

import re
from dataclasses import dataclass
from datetime import date

from bot.errors import Refusal
from bot.feature import Reading
from bot.texts import _
from bot.when import Unclear, explain, read_day

LONGEST = 200
VERBS = {
    **dict.fromkeys(("list", "lijst", "overview", "overzicht", "ledger"), "list"),
    **dict.fromkeys(("season", "seizoen", "ahead", "vooruit"), "season"),
    **dict.fromkeys(("why", "waarom", "why me", "waarom ik"), "why"),
    **dict.fromkeys(("yes", "ja", "y", "j"), "yes"),
    **dict.fromkeys(("no", "nee", "n", "neen"), "no"),
}
_WITH = re.compile(r"(?:^|\s)(?:with|met)\s+(?P<name>.+)$", re.IGNORECASE)


@dataclass(frozen=True)
class PrepareLine:
    """What a line about one's own turns asks: a verb, '' to see everything, or 'day'."""

    verb: str
    day: date | None = None


@dataclass(frozen=True)
class SwapLine:
    """What a line about swapping asks: 'yes', 'no', '' or 'ask', with a name and perhaps a day."""

    verb: str
    name: str = ""
    day: date | None = None


def read_prepare(reading: Reading, text: str) -> PrepareLine:
    """Read the words after 'prepare'; Refusal when they are neither a word nor a day."""
    plain = text.strip().casefold().rstrip(".!?")
    if plain in VERBS or not plain:
        return PrepareLine(VERBS.get(plain, ""))
    return PrepareLine("day", _day(reading, text))


def read_swap(reading: Reading, text: str) -> SwapLine:
    """Read the words after 'swap'; Refusal when nobody is named."""
    plain = text.strip().casefold().rstrip(".!?")
    if not plain or VERBS.get(plain) in ("yes", "no"):
        return SwapLine(VERBS.get(plain, ""))
    found = _WITH.search(text.strip()[:LONGEST])
    if found is None:
        raise Refusal(
            _("Say with whom: 'swap with Anna', or with the day: 'swap 16 April with Anna'.")
        )
    before = text.strip()[: found.start()].strip()
    return SwapLine("ask", found["name"].strip(" .!"), _day(reading, before) if before else None)


def _day(reading: Reading, words: str) -> date:
    try:
        return read_day(words.strip()[:LONGEST], reading.now, reading.zone)
    except Unclear as unclear:
        raise Refusal(explain(unclear)) from unclear
