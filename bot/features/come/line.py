"""An answer in one line: 'come yes', 'aanwezig nee 12 maart'."""

from dataclasses import dataclass
from datetime import date

from bot.errors import Refusal
from bot.feature import Reading
from bot.features.come.rules import NO, YES
from bot.texts import _
from bot.when import Unclear, explain, read_day


@dataclass(frozen=True)
class Said:
    """Yes, no or nothing ('') about the meeting of a day, or the next one."""

    answer: str
    day: date | None = None


def read_said(reading: Reading, text: str) -> Said:
    """Read the words after the command; Refusal when they are neither yes nor no."""
    word, _space, rest = text.strip().partition(" ")
    plain = word.casefold().strip(",.!")
    if not plain:
        return Said("")
    if plain not in YES | NO:
        raise Refusal(
            _("Write 'come yes' or 'come no', with a day if you like: 'come yes 12 March'.")
        )
    answer = "yes" if plain in YES else "no"
    return Said(answer, _day(rest, reading) if rest.strip() else None)


def _day(rest: str, reading: Reading) -> date:
    try:
        return read_day(rest.strip()[:201], reading.now, reading.zone)
    except Unclear as unclear:
        raise Refusal(explain(unclear)) from unclear
