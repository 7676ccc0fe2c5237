"""What goes out from now on if nobody does anything: the plan, and the next message of one."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.timetable.lines import Lines
from bot.timetable.present import present_state
from bot.timetable.rehearsal import Apart, Planned, Rehearsal
from bot.timetable.view import NetworkView

AHEAD = timedelta(days=400)


def ahead(
    connection: Connection,
    view: NetworkView,
    lines: Lines,
    now: datetime,
    apart: Apart = lambda _to, _why: False,
) -> list[Planned]:
    """Return all messages of the next 400 days in order; `now` is UTC.

    A network that is not ready is taken as if ready were pressed now. What is `apart` moves
    nothing else: a picture for those who may not know of it.
    """
    begun = view if view.ready_at else replace(view, ready_at=now)
    state = present_state(connection, view, now, apart)
    rehearsal = Rehearsal(begun, lines, lambda _news: (), state, apart=apart)
    rehearsal.run(now + AHEAD)
    planned = sorted(rehearsal.planned, key=lambda one: one.due_at)
    return [one for one in planned if one.due_at >= now]
