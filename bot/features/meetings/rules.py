"""What a meeting's date, place and title may be; pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.calendar.quiet import Quiet
from bot.cards import clean
from bot.errors import Refusal
from bot.feature import Reading
from bot.forms import Values, number_of, one
from bot.texts import _, long_date
from bot.when import Unclear, explain, read_clock, read_day
from storage.meetings import Meeting

MOST_DAYS = 5
FURTHEST = timedelta(days=731)
HALF_A_YEAR = timedelta(days=183)
LONGEST_TITLE = 120
LONGEST_PLACE = 120
LONGEST_BRING = 300
MOST_SEATS = 1000


@dataclass(frozen=True)
class Times:
    """When a meeting is, as wall-clock times; `overlap` says that it may coincide with another.

    `next_year` says that no year was typed and that this year's day has passed.
    """

    begins: datetime
    ends: datetime
    overlap: bool = False
    next_year: bool = False


@dataclass(frozen=True)
class Words:
    """What people write about a meeting."""

    title: str = ""
    place: str = ""
    bring: str = ""


@dataclass(frozen=True)
class Wish:
    """A meeting as somebody asks for it."""

    times: Times
    words: Words


@dataclass(frozen=True)
class SessionWish:
    """A parallel session as somebody asks for it; `seats` 0 is no limit."""

    title: str
    place: str
    seats: int


def typed(values: Values, name: str, longest: int) -> str:
    """Return what was typed into an input, cleaned; a refusal when it is too long."""
    return fitting(one(values, name), name, longest)


def fitting(text: str, name: str, longest: int) -> str:
    """Return a text cleaned; a refusal when it is longer than `longest`."""
    kept = clean(text)
    if len(kept) > longest:
        raise Refusal(
            _("That is {n} characters; at most {most} fit.", n=len(kept), most=longest), name
        )
    return kept


def read_words(_reading: Reading, values: Values) -> Words:
    """Read title, place and what to bring from a form."""
    return Words(
        typed(values, "title", LONGEST_TITLE),
        typed(values, "place", LONGEST_PLACE),
        typed(values, "bring", LONGEST_BRING),
    )


def read_times(reading: Reading, values: Values) -> Times:
    """Read beginning and end from a form: a day, two times and perhaps a last day."""
    first = _day(reading, values, "day")
    last = _day(reading, values, "last_day") if one(values, "last_day") else first
    begins = _at(first, values, "start")
    ends = _at(last, values, "end")
    return Times(begins, ends, one(values, "overlap") == "yes")


def read_wish(reading: Reading, values: Values) -> Wish:
    """Read a whole meeting from a form."""
    return Wish(read_times(reading, values), read_words(reading, values))


def _day(reading: Reading, values: Values, name: str) -> date:
    try:
        return read_day(one(values, name)[:201], reading.now, reading.zone)
    except Unclear as unclear:
        raise Refusal(explain(unclear), name) from unclear


def _at(day: date, values: Values, name: str) -> datetime:
    try:
        return datetime.combine(day, read_clock(one(values, name)[:201]))
    except Unclear as unclear:
        text = _("I cannot read that time. Write it like 14:00 or 9:30.")
        raise Refusal(text, name) from unclear


def read_session(_reading: Reading, values: Values) -> SessionWish:
    """Read a parallel session from a form."""
    title = typed(values, "title", LONGEST_TITLE)
    if not title:
        raise Refusal(_("Give the session a name."), "title")
    seats = number_of(one(values, "seats") or "0")
    if seats is None or seats > MOST_SEATS:
        text = _(
            "Write the number of places in digits, at most {most}; leave it empty for no limit.",
            most=MOST_SEATS,
        )
        raise Refusal(text, "seats")
    return SessionWish(title, typed(values, "place", LONGEST_PLACE), seats)


def check(times: Times, now: datetime) -> None:
    """Refuse times that cannot be, seen from a wall-clock time; the text says what can."""
    if times.ends <= times.begins:
        raise Refusal(
            _("It would end before it begins. For several days, give the last day too."), "end"
        )
    if times.begins <= now:
        raise Refusal(
            _("{day} has passed. Pick a later moment.", day=long_date(times.begins.date())), "day"
        )
    if (times.ends.date() - times.begins.date()).days >= MOST_DAYS:
        raise Refusal(_("A meeting takes at most five days. Make it two meetings."), "last_day")
    if times.begins > now + FURTHEST:
        raise Refusal(_("I plan at most two years ahead. Pick an earlier day."), "day")


def is_doubtful(times: Times, now: datetime) -> bool:
    """Say whether a day typed without its year may have been meant to be the one that passed.

    In December '12 January' is clear; in September '1 September' is asked back.
    """
    return times.next_year and times.begins - now > HALF_A_YEAR


def overlapping(times: Times, others: Iterable[Meeting]) -> Meeting | None:
    """Return a meeting that stands and coincides with these times, unless that is meant."""
    if times.overlap:
        return None
    for other in others:
        if other.state == "planned" and other.begins < times.ends and times.begins < other.ends:
            return other
    return None


def closed_days(times: Times, quiet: Quiet) -> str:
    """Say that a meeting falls in a holiday, '' when it does not."""
    day = times.begins.date()
    while day <= times.ends.date():
        match quiet.closed(day):
            case "holiday":
                return _("Note: {day} is a public holiday.", day=long_date(day))
            case "period":
                return _("Note: {day} is in a holiday period.", day=long_date(day))
            case _other:
                day += timedelta(days=1)
    return ""
