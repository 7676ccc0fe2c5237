"""Holiday periods from a calendar file (.ics), such as a school's."""

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.calendar.quiet import DAY, Period
from bot.calendar.wallclock import to_local
from bot.cards import clean
from bot.texts import _

if TYPE_CHECKING:
    from icalendar import Event

LARGEST = 1_000_000  # bytes
LONGEST = timedelta(days=366)
MOST = 200  # each is looked at for every day that is planned
# What icalendar raises for damaged files: besides ValueError, an AttributeError for a parameter
# with two values and an OverflowError for an endless duration.
DAMAGED = (ValueError, AttributeError, OverflowError)


def read_ics(data: bytes, zone: ZoneInfo | None = None) -> list[Period]:
    """Return the events of a calendar file that last whole days, in order and each once.

    Events of less than a day and cancelled ones are passed over; events with a time are read in
    `zone`, or in their own. Raises ValueError, with a text for people, for a file that cannot be
    read, is over 1 MB or holds no such event, and for an event that repeats or ends too early.
    """
    if len(data) > LARGEST:
        raise ValueError(_("This calendar file is larger than 1 MB. Leave out what is no holiday."))
    events = [event for event in _events(data) if event.get("STATUS") != "CANCELLED"]
    periods = {period for event in events if (period := _period(event, zone))}
    if len(periods) > MOST:
        raise ValueError(
            _("This calendar file has more than {n} holidays. Leave out old ones.", n=MOST)
        )
    if not periods:
        raise ValueError(_("I found no event of a whole day or more in this calendar file."))
    return sorted(periods, key=lambda period: (period.first, period.last, period.name))


def _events(data: bytes) -> "list[Event]":
    from icalendar import Calendar, Event  # here, because it takes long to load and is seldom asked

    try:
        calendars = Calendar.from_ical(data, multiple=True)
        found = [event for calendar in calendars for event in calendar.walk("VEVENT")]
    except DAMAGED:
        raise ValueError(_("I cannot read this file. Save it as a calendar file, .ics.")) from None
    return [event for event in found if isinstance(event, Event)]


def _period(event: "Event", zone: ZoneInfo | None) -> Period | None:
    name = " ".join(clean(str(event.get("SUMMARY", ""))).split())[:100]
    starts, ends = (_local(moment, zone) for moment in _bounds(event, name))
    if ends < starts or ends - starts > LONGEST:
        raise ValueError(_("Look at the days of “{name}”: I cannot use them.", name=name))
    if ends - starts < DAY and isinstance(event.start, datetime):
        return None
    # The end is excluded: a last day that is only touched at midnight does not count.
    last = (ends - timedelta(microseconds=1)).date()
    return Period(starts.date(), max(starts.date(), last), name)


def _bounds(event: "Event", name: str) -> tuple[date, date]:
    if event.get("RRULE") or event.get("RDATE"):
        raise ValueError(_("“{name}” repeats. Write each holiday with its own days.", name=name))
    try:
        return event.start, event.end
    except DAMAGED:
        raise ValueError(_("I cannot read the days of “{name}”.", name=name)) from None


def _local(moment: date, zone: ZoneInfo | None) -> datetime:
    """Return a day's midnight, or a moment's local time in `zone`; a floating one is local."""
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min)
    if moment.tzinfo and zone:
        return to_local(moment, zone)
    return moment.replace(tzinfo=None)
