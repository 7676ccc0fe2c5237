"""What goes out from now on if nobody does anything: the plan, and the next message of one."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.timetable.lines import Lines
from bot.timetable.present import present_state
from bot.timetable.rehearsal import Planned, Rehearsal
from bot.timetable.view import NetworkView

AHEAD = timedelta(days=400)


def ahead(connection: Connection, view: NetworkView, lines: Lines, now: datetime) -> list[Planned]:
    """Return all messages of the next 400 days in order; `now` is UTC.

    A network that is not ready is taken as if ready were pressed now.
    """
    begun = view if view.ready_at else replace(view, ready_at=now)
    rehearsal = Rehearsal(begun, lines, lambda _news: (), present_state(connection, view, now))
    rehearsal.run(now + AHEAD)
    return [one for one in rehearsal.planned if one.due_at >= now]
