"""A meeting as a calendar file: one event that a calendar replaces when SEQUENCE is higher."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.calendar.wallclock import to_utc
from bot.meeting_words import meeting_name
from bot.texts import _, speaking
from storage import meetings, networks
from storage.database import Unit
from storage.meetings import Meeting
from storage.networks import Network

if TYPE_CHECKING:
    from icalendar import Event


def calendar_file(unit: Unit, meeting_id: int, now: datetime, host: str = "kring") -> bytes | None:
    """Return a meeting as iCalendar in its network's language; None when there is none.

    `now` is UTC; `host` makes the event's id unique among installations. Who may have it is for
    the caller to know: by a link that Kring signed.
    """
    owner = meetings.network_of(unit.connection, meeting_id)
    meeting = meetings.get(unit.connection, owner, meeting_id) if owner else None
    if meeting is None:
        return None
    network = networks.get(unit.session, meeting.network_id)
    with speaking(network.language):
        return draw(meeting, network, now, host)


def draw(meeting: Meeting, network: Network, now: datetime, host: str) -> bytes:
    """Write a meeting as iCalendar, without anything about people."""
    from icalendar import Calendar  # here, because it takes long to load

    calendar = Calendar()
    calendar.add("prodid", "-//Kring//Kring//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_event(meeting, network, now, host))
    calendar.add_missing_timezones()
    return bytes(calendar.to_ical())


def _event(meeting: Meeting, network: Network, now: datetime, host: str) -> "Event":
    from icalendar import Event

    zone, off = ZoneInfo(network.zone), meeting.state == "cancelled"
    event = Event()
    event.add("uid", f"meeting-{meeting.id}.network-{network.id}@{host}")
    event.add("dtstamp", now)
    event.add("dtstart", to_utc(meeting.begins, zone).astimezone(zone))
    event.add("dtend", to_utc(meeting.ends, zone).astimezone(zone))
    name = meeting_name(meeting.number, meeting.title)
    event.add("summary", f"{network.name}: {name}")
    # A cancellation is a change too: calendars take it only with a higher number.
    event.add("sequence", meeting.sequence + off)
    event.add("status", "CANCELLED" if off else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if off else "OPAQUE")
    if meeting.place:
        event.add("location", meeting.place)
    if text := _description(meeting, network, off):
        event.add("description", text)
    return event


def _description(meeting: Meeting, network: Network, off: bool) -> str:
    lines = [
        _("This meeting does not take place.") if off else "",
        _("Bring: {what}", what=meeting.bring) if meeting.bring else "",
        _("Our goal: {goal}", goal=network.goal) if network.goal else "",
    ]
    return "\n".join(line for line in lines if line)
