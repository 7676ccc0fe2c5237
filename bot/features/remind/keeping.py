"""Reminders that are set: sent when they are due, paused, resumed, cancelled."""

from datetime import datetime

from bot.calendar.wallclock import to_local
from bot.cards import CardRef
from bot.effects import Reply, Say, To, Whisper
from bot.errors import Refusal
from bot.features.remind.cards import list_card, manage_card, moment_line
from bot.features.remind.declared import feature
from bot.features.remind.rules import goes_out
from bot.features.remind.views import Reader, as_view, listed_for, may, schedule_of
from bot.news import MemberLeft, SettingsChanged
from bot.texts import _
from bot.turn import Turn
from storage import moments, reminders
from storage.moments import Planned
from storage.reminders import Reminder
from storage.tables import id_of

ENDED = ("done", "cancelled", "replaced")


def reader(turn: Turn) -> Reader:
    """Return who looks at reminders in this turn."""
    return Reader(turn.who.id, turn.network.role == "facilitator", turn.now)


def found(turn: Turn, reminder: int) -> Reminder:
    """Return a reminder this person may change; Refusal when there is none."""
    row = reminders.get(turn.connection, turn.network.id, reminder)
    if row and row.state not in ENDED:
        mine = row.person_id == turn.who.id
        people = reminders.whom(turn.connection, reminder)
        if mine or (row.state != "draft" and may(row, people, reader(turn))):
            return row
    raise Refusal(_("This reminder is no longer there. Type 'remind list' to see those that are."))


def _in_force(turn: Turn, reminder: int) -> Reminder:
    row = found(turn, reminder)
    if row.state == "draft":
        raise Refusal(_("This reminder is not set yet. Press ‘Set it’ on its card first."))
    return row


def plan_next(turn: Turn, row: Reminder, after: datetime) -> bool:
    """Plan the first time after a moment (UTC); False when there is none."""
    due = schedule_of(row).due_after(after, turn.zone)
    if due is None:
        return False
    moments.plan(
        turn.connection,
        turn.network.id,
        "remind.due",
        str(id_of(row)),
        due,
        occurrence=due.isoformat(),
        local=to_local(due, turn.zone),
        zone=turn.network.zone,
    )
    return True


@feature.due("due")
def due(turn: Turn, moment: Planned) -> Reply:
    """Say a reminder whose time has come, and plan its next time.

    Before ready nothing is said: one of a single time waits in the list, for another time.
    """
    row = reminders.get(turn.connection, turn.network.id, int(moment.subject))
    if row is None or row.state != "on":
        return []
    # After a standstill the latest time is said, not each of those that were missed.
    if not (row.rule and plan_next(turn, row, max(moment.due_at, turn.now))):
        state = "done" if turn.network.ready else "paused"
        reminders.put_state(turn.connection, id_of(row), state)
    if not turn.network.ready:
        return []
    following = schedule_of(row).due_after(turn.now, turn.zone) if row.rule else None
    until = to_local(following, turn.zone) if following else None
    if goes_out(turn.view.quiet, turn.local_now, until) is None:
        return []
    return [_say(one, row, moment, following) for one in _recipients(turn, row)]


def _recipients(turn: Turn, row: Reminder) -> list[To]:
    if row.to_room:
        return [To("room", turn.network.id)]
    present = {member.id for member in turn.view.present}
    people = reminders.whom(turn.connection, id_of(row))
    return [To("person", person) for person in people if person in present]


def _say(to: To, row: Reminder, moment: Planned, until: datetime | None) -> Say:
    key = f"remind:{id_of(row)}:{moment.occurrence}:{to.kind}{to.id}"
    card = CardRef("remind.note", (id_of(row),))
    # What people asked for themselves reaches them also when they chose less.
    own = to.kind == "person" and to.id == row.person_id
    return Say(to, card, key, "remind", until, needs_answer=own)


@feature.press("list")
def whisper_list(turn: Turn) -> Reply:
    """List the reminders that this person may change."""
    views = listed_for(turn.connection, turn.view, reader(turn))
    return [Whisper(list_card(turn.network.id, views))]


def next_time(turn: Turn, row: Reminder) -> str:
    """Write when a reminder that goes on comes next."""
    return moment_line(as_view(turn.connection, row, turn.view, reader(turn)).coming[0])


@feature.press("manage")
def manage(turn: Turn, reminder: int) -> Reply:
    """Show what can be done with a reminder."""
    view = as_view(turn.connection, _in_force(turn, reminder), turn.view, reader(turn))
    return [Whisper(manage_card(view))]


@feature.press("pause")
def pause(turn: Turn, reminder: int) -> Reply:
    """Let nothing go out until it is resumed."""
    row = _in_force(turn, reminder)
    if row.state == "paused":
        raise Refusal(_("This reminder is paused already. You can resume or cancel it."))
    if row.to_room:
        turn.record("reminder_paused")
    _end(turn, reminder, "paused")
    return [Whisper(_("The reminder is paused. Nothing goes out until it is resumed."))]


@feature.press("resume")
def resume(turn: Turn, reminder: int) -> Reply:
    """Let a paused reminder go on from its next time."""
    row = _in_force(turn, reminder)
    if row.state != "paused":
        raise Refusal(_("This reminder is on already. You can pause or cancel it."))
    coming = schedule_of(row).due_after(turn.now, turn.zone)
    if coming is None:
        raise Refusal(_("That moment has passed. Press Change and give a later one."))
    reminders.put_state(turn.connection, reminder, "on")
    if row.to_room:
        turn.record("reminder_resumed")
    plan_next(turn, row, turn.now)
    when = next_time(turn, row)
    return [Whisper(_("The reminder goes on. Next: {when}.", when=when))]


@feature.press("cancel")
def cancel(turn: Turn, reminder: int) -> Reply:
    """Cancel a reminder: what waits to be sent is dropped as well."""
    if _in_force(turn, reminder).to_room:
        turn.record("reminder_cancelled")
    _end(turn, reminder, "cancelled")
    return [Whisper(_("The reminder is cancelled. Nothing goes out any more."))]


def _end(turn: Turn, reminder: int, state: str) -> None:
    reminders.put_state(turn.connection, reminder, state)
    moments.cancel(turn.connection, "remind.due", str(reminder))


@feature.on(MemberLeft)
def member_left(turn: Turn, news: MemberLeft) -> Reply:
    """Cancel what somebody who left had asked for themselves alone."""
    for row in reminders.in_force(turn.connection, turn.network.id):
        if reminders.whom(turn.connection, id_of(row)) == (news.person,):
            _end(turn, id_of(row), "cancelled")
    return []


@feature.on(SettingsChanged)
def settings_changed(turn: Turn, _news: SettingsChanged) -> Reply:
    """Keep to the wall-clock times that were said when the network's zone changes."""
    for row in reminders.in_force(turn.connection, turn.network.id):
        if row.state == "on":
            moments.cancel(turn.connection, "remind.due", str(id_of(row)))
            plan_next(turn, row, turn.now)
    return []
