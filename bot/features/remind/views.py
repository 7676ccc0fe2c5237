"""From a reminder's rows to what its cards show."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.features.remind.cards import ReminderView
from bot.features.remind.rules import Schedule, coming
from bot.timetable.view import NetworkView
from storage import reminders
from storage.reminders import Reminder
from storage.tables import id_of

NOTHING_PRIVATELY = ("home", "without")


@dataclass(frozen=True)
class Reader:
    """Who looks, and when (UTC)."""

    person: int
    facilitator: bool
    now: datetime


def schedule_of(reminder: Reminder) -> Schedule:
    """Return when a reminder goes out."""
    return Schedule(reminder.first, reminder.rule)


def may(reminder: Reminder, people: tuple[int, ...], reader: Reader) -> bool:
    """Say who sees and changes it: its maker, and facilitators unless its maker alone gets it."""
    own = not reminder.to_room and people == (reminder.person_id,)
    return reminder.person_id == reader.person or (reader.facilitator and not own)


def as_view(
    connection: Connection, reminder: Reminder, network: NetworkView, reader: Reader
) -> ReminderView:
    """Read a reminder for its cards."""
    people = reminders.whom(connection, id_of(reminder))
    zone: ZoneInfo = network.zone
    times = coming(schedule_of(reminder), reader.now, zone, network.quiet)
    less = {member.id: member.less for member in network.present}
    alone = people == (reader.person,)
    return ReminderView(
        network=network.id,
        id=id_of(reminder),
        text=reminder.text,
        maker=reminder.person_id,
        people=people,
        state=reminder.state,
        coming=tuple(times),
        me=reader.person,
        elsewhere=alone and less.get(reader.person) in NOTHING_PRIVATELY,
        ready=network.ready_at is not None,
    )


def listed_for(
    connection: Connection, network: NetworkView, reader: Reader, *, mine: bool = False
) -> list[ReminderView]:
    """Return the reminders in force that somebody may see, or only those they made."""
    found = []
    for reminder in reminders.in_force(connection, network.id):
        people = reminders.whom(connection, id_of(reminder))
        if may(reminder, people, reader) and (not mine or reminder.person_id == reader.person):
            found.append(as_view(connection, reminder, network, reader))
    return found
