"""Reading a text that should be a date, a time or both, and nothing else."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.when.clocks import clock
from bot.when.fallback import read_written
from bot.when.line import read_line
from bot.when.phrase import Said, gather, scan
from bot.when.pieces import DayMonth, DayOnly, MonthEnd, NthWeekday
from bot.when.resolve import resolve_day, resolve_time
from bot.when.unclear import Unclear
from bot.when.understood import Understood

LONGEST = 200
_MOST_WORDS = 24


def local_now(now: datetime, zone: ZoneInfo) -> datetime:
    """Return the naive wall-clock time of an aware moment."""
    return now.astimezone(zone).replace(tzinfo=None)


def _scanned(text: str) -> tuple[str, Said | None]:
    if len(text) > LONGEST:
        raise Unclear("too_long")
    plain = read_line(text).plain.strip(" ,|")
    if not plain or plain.count(" ") >= _MOST_WORDS:
        raise Unclear("not_a_date")
    if plain in ("zo", "so"):  # Sunday, or soon
        raise Unclear("ambiguous")
    hits = scan(plain)
    return plain, gather(hits) if hits else None


def _settled(said: Said, today: date) -> Said:
    """Settle 'Friday 13' as the day where that Friday is the 13th; else it stays open."""
    if said.bare is None or said.weekday is None or said.base or said.week or said.ahead:
        return said
    day = replace(said, base=DayOnly(said.bare.number), bare=None)
    resolve_day(day, datetime.combine(today, time.min), None)  # raises where they quarrel
    return day


def _elapsed(minutes: int, now: datetime, zone: ZoneInfo) -> Understood:
    # Counted on the real clock: 'in three hours' crosses a clock change as people live it.
    moment = now.astimezone(UTC) + timedelta(minutes=minutes)
    local = local_now(moment, zone)
    if local.second or local.microsecond:
        local = local.replace(second=0, microsecond=0) + timedelta(minutes=1)
    return Understood(local, has_time=True, has_date=True)


def _timed(at: time, here: datetime) -> Understood:
    day = here.date() if at > here.time() else here.date() + timedelta(days=1)
    return Understood(datetime.combine(day, at), has_time=True, has_date=False)


def understood(
    said: Said, now: datetime, zone: ZoneInfo, default_time: time | None = None
) -> Understood:
    """Turn what was said into a moment; raises Unclear, also for what has passed."""
    here = local_now(now, zone)
    if said.elapsed:
        if said != Said(elapsed=said.elapsed):
            raise Unclear("ambiguous")
        return _elapsed(said.elapsed.minutes, now, zone)
    said = _settled(said, here.date())
    at = resolve_time(said)
    if not said.has_day:
        if at is None:
            raise Unclear("not_a_date")
        return _timed(at, here)
    day = resolve_day(said, here, at)
    local = datetime.combine(day, at or default_time or time.min)
    if (at or default_time) and local <= here:
        raise Unclear("past")
    rolled = day.year > here.year and _leaves_year_open(said)
    return Understood(local, has_time=at is not None, has_date=True, next_year=rolled)


def _leaves_year_open(said: Said) -> bool:
    if said.years is not None:
        return False
    if said.week is not None:
        return said.week.number is not None and said.week.year is None
    match said.base:
        case (
            DayMonth(month=month, year=year) | MonthEnd(month, year) | NthWeekday(_, _, month, year)
        ):
            return month is not None and year is None
        case _other:
            return False


def read_moment(
    text: str, now: datetime, zone: ZoneInfo, *, default_time: time | None = None
) -> Understood:
    """Read a date, a time or both, said at `now` (aware) by somebody in `zone`.

    A day without a time is taken at `default_time`, else at 0:00. Raises Unclear.
    """
    plain, said = _scanned(text)
    if said is None:
        return read_written(plain, local_now(now, zone), zone)
    return understood(said, now, zone, default_time)


def read_day(text: str, now: datetime, zone: ZoneInfo) -> date:
    """Read a day; a time beside it is no fault, a time alone is. Raises Unclear."""
    found = read_moment(text, now, zone)
    if not found.has_date:
        raise Unclear("not_a_date")
    return found.local.date()


def read_clock(text: str) -> time:
    """Read a time of day: '9', 'half tien', '5pm', '12u30'. Raises Unclear."""
    _, said = _scanned(text)
    if said is None or said.has_day or said.elapsed:
        raise Unclear("not_a_date")
    found = resolve_time(_as_clock(said))
    if found is None:
        raise Unclear("not_a_date")
    return found


def _as_clock(said: Said) -> Said:
    # Where a time is asked for, '9' and '9.10' can be nothing else.
    if said.bare and said == Said(bare=said.bare, part=said.part):
        return Said(clock=clock(said.bare.number, 0, style="spoken"), part=said.part)
    if said.dot and said == Said(dot=said.dot, part=said.part):
        return Said(clock=clock(said.dot.hour, said.dot.minute, style="digits"), part=said.part)
    return said
