"""When what the group is asked opens, closes and comes back, read from words."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from bot.calendar.wallclock import to_local, to_utc
from bot.errors import Refusal
from bot.feature import Reading
from bot.texts import _
from bot.when import Repeat, Unclear, explain, read_moment, read_repeat

LONGEST_OPEN = timedelta(days=183)
FURTHEST_AHEAD = timedelta(days=366)
CLOSING_TIME = time(17)
POSTING_TIME = time(9)


@dataclass(frozen=True)
class Times:
    """When something opens (None: at once) and closes (None: as usual), wall-clock times.

    A recurring one has a rule, and opens first at `opens`.
    """

    opens: datetime | None = None
    closes: datetime | None = None
    rule: str = ""


NO_TIMES = Times()


def read_times(reading: Reading, opens: str, closes: str, every: str) -> Times:
    """Read the three phrases, '' for none; Refusal (fields opens, closes, every) with a way out."""
    begins, rule = _opening(reading, opens, every)
    ends = read_closing(reading, closes, begins) if closes else None
    return Times(begins, ends, rule)


def _opening(reading: Reading, opens: str, every: str) -> tuple[datetime | None, str]:
    after = _moment(reading, opens, "opens") if opens else None
    if not every:
        return after, ""
    since = replace(reading, now=to_utc(after, reading.zone)) if after else reading
    repeat = _repeat(since, every)
    if after and not repeat.has_time:
        repeat = replace(repeat, first=datetime.combine(repeat.first.date(), after.time()))
    return repeat.first, repeat.rule


def _moment(reading: Reading, words: str, field: str) -> datetime:
    try:
        found = read_moment(words, reading.now, reading.zone, default_time=POSTING_TIME).local
    except Unclear as unclear:
        raise Refusal(explain(unclear), field=field) from unclear
    if found > to_local(reading.now, reading.zone) + FURTHEST_AHEAD:
        raise Refusal(_("That is over a year ahead. Pick an earlier day."), field)
    return found


def _repeat(reading: Reading, words: str) -> Repeat:
    for phrase in (words, f"every {words}", f"elke {words}"):
        with suppress(Unclear):
            found = read_repeat(phrase, reading.now, reading.zone, default_time=POSTING_TIME)
            if found:
                return found
    raise Refusal(
        _("I cannot tell how often that is. Try “every monday 9:00” or “first tuesday 9:00”."),
        field="every",
    )


def read_closing(reading: Reading, words: str, opens: datetime | None) -> datetime:
    """Read when it closes, counted from now, else from when it opens; Refusal (closes)."""
    begins = opens or to_local(reading.now, reading.zone)
    found = _closing(reading, words, opens)
    if found - begins > LONGEST_OPEN:
        raise Refusal(
            _("It stays open for at most half a year. Give an earlier closing time."),
            field="closes",
        )
    if found - begins < timedelta(minutes=1):
        raise _past()
    return found


def _closing(reading: Reading, words: str, opens: datetime | None) -> datetime:
    if opens:
        with suppress(Unclear):
            found = read_moment(words, reading.now, reading.zone, default_time=CLOSING_TIME)
            if found.local > opens:
                return found.local
    since = to_utc(opens, reading.zone) if opens else reading.now
    try:
        return read_moment(words, since, reading.zone, default_time=CLOSING_TIME).local
    except Unclear as unclear:
        if unclear.why == "past":
            raise _past() from unclear
        raise Refusal(explain(unclear), field="closes") from unclear


def _past() -> Refusal:
    return Refusal(
        _(
            "That closing time is past, or before it opens. Give a later one, such as"
            " “friday 17:00”, or leave it out."
        ),
        field="closes",
    )
