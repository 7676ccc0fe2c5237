"""Rehearse a network file: a whole year of messages, before anybody is asked."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.networkfile import NetworkFile, Script
from bot.networkfile.changes import changes
from bot.networkfile.to_view import to_view
from bot.registry import Registry
from bot.timetable.rehearsal import Rehearsal

AFTER_THE_LAST = timedelta(days=60)


def rehearse(registry: Registry, file: NetworkFile, script: Script, begin: datetime) -> Rehearsal:
    """Live through a file's year from `begin` (UTC), when a facilitator presses ready.

    Returns the rehearsal with all that was planned and missed, up to two months after the last
    meeting. `begin` is used where the file names no moment itself.
    """
    begin = file.utc(file.ready_at) or begin
    view = replace(to_view(file, begin), ready_at=None)
    rehearsal = Rehearsal(view, registry.lines, registry.sayings, alarms=registry.alarms)
    last = max((meeting.ends for meeting in view.meetings), default=None)
    until = view.utc(last) + AFTER_THE_LAST if last else begin + AFTER_THE_LAST
    rehearsal.run(until, changes(file, script, begin))
    return rehearsal
