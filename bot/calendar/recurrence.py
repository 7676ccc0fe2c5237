"""Rules that repeat, expanded on naive wall-clock time and only then resolved to moments."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import MONTHLY, rrule, rrulebase, rrulestr

from bot.calendar.wallclock import to_local, to_utc
from bot.texts import _

FREQUENCIES = frozenset({"DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
PARTS = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST"})
# Only here, because with a daily rule they can name a day that never comes, and dateutil would
# look for it until the year 9999.
MONTH_PARTS = PARTS | {"BYMONTHDAY", "BYMONTH", "BYSETPOS"}
FURTHEST = 1000
WIDEST_GAP = timedelta(days=2)  # zones have skipped a whole day, never two


@dataclass(frozen=True)
class Recurrence:
    """A rule such as FREQ=WEEKLY;BYDAY=MO that starts at a naive local time and keeps its hour.

    At most one occurrence a day. A plain monthly rule that starts on the 29th, 30th or 31st
    takes the last day of a shorter month. UNTIL is local time, without Z. Raises ValueError, with
    a text for people, for a rule that cannot be read or never happens.
    """

    rrule: str
    first: datetime

    def __post_init__(self) -> None:
        _rule(self.rrule, self.first)

    def after(self, local: datetime, count: int = 5) -> list[datetime]:
        """Return up to `count` nominal local times after this one, in order."""
        return list(islice(_rule(self.rrule, self.first).xafter(local), count))

    def next_after(self, moment_utc: datetime, zone: ZoneInfo) -> datetime | None:
        """Return the UTC moment of the first occurrence after a moment, or None at the end.

        Called with its own answer it yields every occurrence once.
        """
        # From further back, because a gap moves a nominal time forward, past other local times.
        local = to_local(moment_utc, zone) - WIDEST_GAP
        for nominal in _rule(self.rrule, self.first).xafter(local):
            occurs = to_utc(nominal, zone)
            if occurs > moment_utc:
                return occurs
        return None


@lru_cache(maxsize=4096)
def _rule(text: str, first: datetime) -> rrulebase:
    parts = _parts(text)
    if first.tzinfo is not None:
        raise ValueError("a rule starts at a wall-clock time, without a zone")
    try:
        plain = ";".join(f"{key}={value}" for key, value in parts.items())
        rule = _at_month_end(rrulestr(plain, dtstart=first), parts, first)
        never = next(iter(rule), None) is None
    except (ValueError, IndexError):
        raise _unreadable(text) from None
    if never:
        raise ValueError(_("The rule “{rule}” never happens.", rule=text[:80]))
    return rule


def _parts(text: str) -> dict[str, str]:
    """Split a rule into its parts, and refuse what dateutil would hang on or do twice a day."""
    pairs = [part.partition("=") for part in text.upper().removeprefix("RRULE:").split(";")]
    parts = {key: value for key, _equals, value in pairs}
    frequency = parts.get("FREQ", "")
    allowed = MONTH_PARTS if frequency in ("MONTHLY", "YEARLY") else PARTS
    interval = parts.get("INTERVAL", "1")
    if (
        frequency not in FREQUENCIES
        or not parts.keys() <= allowed
        or len(parts) < len(pairs)
        or not (interval.isdecimal() and 1 <= int(interval[:5]) <= FURTHEST)
    ):
        raise _unreadable(text)
    return parts


def _at_month_end(rule: rrulebase, parts: dict[str, str], first: datetime) -> rrulebase:
    named = parts.keys() & {"BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"}
    if not isinstance(rule, rrule) or parts["FREQ"] != "MONTHLY" or named or first.day <= 28:
        return rule
    return rule.replace(freq=MONTHLY, bymonthday=range(28, first.day + 1), bysetpos=-1)


def _unreadable(text: str) -> ValueError:
    return ValueError(
        _(
            "I cannot read the rule “{rule}”. Write one such as FREQ=WEEKLY;BYDAY=MO.",
            rule=text[:80],
        )
    )
