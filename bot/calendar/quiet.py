"""Quiet hours, weekends, public holidays and holiday periods: when nothing is sent.

All times here are naive local times in the network's zone. Hours are half-open: with quiet hours
from 18:00 to 08:00, 08:00 is allowed and 18:00 is quiet.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Literal, Self

from bot.texts import _

Reason = Literal["hours", "weekend", "holiday", "period"]
Window = tuple[datetime, datetime]

DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
SEARCHED_DAYS = 400  # longer than any year of holidays: beyond it nothing is ever allowed


@dataclass(frozen=True)
class Period:
    """Days on which nothing is sent, first and last included; ValueError if they are swapped."""

    first: date
    last: date
    name: str

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(_("The period “{name}” ends before it begins.", name=self.name[:40]))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class Placed:
    """Where a message goes: the local moment, whether it was moved, and why its own was quiet."""

    local: datetime
    shifted: bool
    reason: Reason | None


@cache
def public_holidays(country: str, region: str | None, year: int) -> frozenset[date]:
    """Return a country's (ISO 3166 code) or region's public holidays in one year."""
    import holidays  # here, because it takes a third of a second and not everybody needs it

    return frozenset(holidays.country_holidays(country, subdiv=region, years=year))


def _place_named(country: str, region: str | None) -> tuple[str, str | None]:
    """Return the codes as the library writes them; ValueError if it does not know them."""
    import holidays

    code, wanted = country.strip().upper(), (region or "").strip().casefold()
    known = holidays.list_supported_countries().get(code)
    regions = {name.casefold(): name for name in known or ()}
    if known is None or (wanted and wanted not in regions):
        raise ValueError(
            _(
                "I do not know the public holidays of “{place}”. "
                "Write a country's code such as NL, or leave it out.",
                place=f"{country} {region or ''}".strip()[:40],
            )
        )
    return code, regions.get(wanted)


@dataclass(frozen=True)
class Quiet:
    """A network's quiet times; `checked` refuses what the plain constructor lets through.

    start and end bound the quiet hours (equal: none), weekends holds weekdays (0 is Monday),
    country and region are ISO codes, or None for no public holidays.
    """

    start: time = time(18)
    end: time = time(8)
    weekends: frozenset[int] = frozenset({5, 6})
    country: str | None = "NL"
    region: str | None = None
    periods: tuple[Period, ...] = ()

    @classmethod
    def checked(
        cls,
        start: time = time(18),
        end: time = time(8),
        weekends: frozenset[int] = frozenset({5, 6}),
        country: str | None = "NL",
        region: str | None = None,
        periods: tuple[Period, ...] = (),
    ) -> Self:
        """Build quiet times that leave room to send; ValueError, for people, says what does not."""
        if not weekends < frozenset(range(7)):
            raise ValueError(_("Leave at least one day of the week on which messages may go out."))
        code, area = _place_named(country, region) if country else (None, None)
        return cls(start, end, weekends, code, area, periods)

    @cached_property
    def _known_days(self) -> dict[date, Reason | None]:
        return {}

    @cached_property
    def _hours(self) -> tuple[tuple[timedelta, timedelta], ...]:
        # The allowed stretches of an open day, from its midnight.
        start, end = (
            timedelta(hours=at.hour, minutes=at.minute, seconds=at.second)
            for at in (self.start, self.end)
        )
        if start == end:
            return ((timedelta(0), DAY),)
        if start > end:
            return ((end, start),)
        return ((timedelta(0), start), (end, DAY)) if start else ((end, DAY),)

    def closed(self, day: date) -> Reason | None:
        """Return why nothing is sent on this whole day, or None if it is open."""
        try:
            return self._known_days[day]
        except KeyError:
            return self._known_days.setdefault(day, self._closed(day))

    def _closed(self, day: date) -> Reason | None:
        if any(day in period for period in self.periods):
            return "period"
        if self.country and day in public_holidays(self.country, self.region or None, day.year):
            return "holiday"
        return "weekend" if day.weekday() in self.weekends else None

    def _windows(self, day: date) -> list[Window]:
        if self.closed(day):
            return []
        midnight = datetime.combine(day, time.min)
        return [(midnight + opens, midnight + closes) for opens, closes in self._hours]

    def _windows_from(self, local: datetime) -> Iterator[Window]:
        for ahead in range(SEARCHED_DAYS + 1):
            for window in self._windows(local.date() + ahead * DAY):
                if window[1] > local:
                    yield window

    def _windows_before(self, local: datetime) -> Iterator[Window]:
        for back in range(SEARCHED_DAYS + 1):
            for opens, closes in reversed(self._windows(local.date() - back * DAY)):
                if opens < local:
                    yield opens, min(closes, local)

    def reason(self, local: datetime) -> Reason | None:
        """Return why it is quiet at this moment, or None if sending is allowed."""
        closed = self.closed(local.date())
        if closed:
            return closed
        now = local.time()
        if self.start <= self.end:
            return "hours" if self.start <= now < self.end else None
        return None if self.end <= now < self.start else "hours"

    def is_quiet(self, local: datetime) -> bool:
        """Tell whether nothing may be sent at this moment."""
        return self.reason(local) is not None

    def next_allowed(self, local: datetime) -> datetime:
        """Return this moment if it is allowed, else the next that is.

        Raises ValueError if there is none within 400 days.
        """
        if self.reason(local) is None:
            return local
        for opens, _closes in self._windows_from(local):
            return max(opens, local)
        raise ValueError(_("These quiet times leave no moment to send anything for over a year."))

    def last_allowed_before(self, local: datetime, spare: timedelta = MINUTE) -> datetime:
        """Return the last allowed moment before this one that leaves `spare` before it is quiet.

        Where the last allowed stretch is shorter than that, it is the stretch's beginning.
        Raises ValueError if there is none within 400 days.
        """
        for opens, closes in self._windows_before(local):
            return max(opens, closes - spare)
        raise ValueError(_("These quiet times leave no moment to send anything for over a year."))

    def quiet_again_at(self, local: datetime) -> datetime:
        """Return when the allowed time around this moment ends: the moment itself if it is quiet.

        Where it never ends, that is the end of the 400 days looked at.
        """
        ends = local
        for opens, closes in self._windows_from(local):
            if opens > ends:
                break
            ends = closes
        return ends

    def place(
        self,
        local: datetime,
        serves_until: datetime | None,
        not_before: datetime | None = None,
        spare: timedelta = MINUTE,
    ) -> Placed | None:
        """Find the moment for a message that is due at a nominal local moment.

        That is the next allowed moment before `serves_until` (excluded), else the last allowed
        one before it, `spare` ahead of what ends it and never ahead of `not_before`; None if the
        message cannot be sent while it serves. Raises ValueError if nothing is ever allowed.
        """
        reason = self.reason(local)
        earliest = local if not_before is None else max(local, not_before)
        placed = self._placed_from(earliest, serves_until)
        if placed is None and serves_until is not None:
            placed = self._placed_before(serves_until, not_before, spare)
        return None if placed is None else Placed(placed, placed != local, reason)

    def _placed_from(self, earliest: datetime, serves_until: datetime | None) -> datetime | None:
        if serves_until is None:
            return self.next_allowed(earliest)
        if earliest >= serves_until:
            return None
        if self.reason(earliest) is None:
            return earliest
        opens = next((opens for opens, _closes in self._windows_from(earliest)), serves_until)
        return max(opens, earliest) if opens < serves_until else None

    def _placed_before(
        self, bound: datetime, not_before: datetime | None, spare: timedelta
    ) -> datetime | None:
        if not_before is None:
            return self.last_allowed_before(bound, spare)
        if not_before >= bound:
            return None
        latest = next(self._windows_before(bound), None)
        if latest is None or latest[1] <= not_before:
            return None
        return max(latest[0], latest[1] - spare, not_before)
