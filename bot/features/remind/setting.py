"""Asking for a reminder: in one line or by form, shown first, and then set."""

from bot.calendar.wallclock import to_utc
from bot.effects import Ask, Reply, Whisper
from bot.errors import Refusal
from bot.feature import Reading
from bot.features.remind.cards import preview_card
from bot.features.remind.declared import feature
from bot.features.remind.forms import ME, ROOM, Filled, read_form, reminder_form
from bot.features.remind.keeping import found, next_time, plan_next, reader, whisper_list
from bot.features.remind.rules import Schedule
from bot.features.remind.views import as_view, schedule_of
from bot.features.remind.words import Asked, Whom, read_line, resolved
from bot.texts import _
from bot.turn import Turn
from storage import moments, reminders
from storage.reminders import Reminder
from storage.tables import id_of

LIST = {"list", "lijst"}
IN_FORCE = ("on", "paused")


def _read(reading: Reading, words: str) -> Asked | str:
    plain = words.strip().casefold()
    return plain if not plain or plain in LIST else read_line(reading, words.strip())


@feature.command(
    "remind",
    "herinner",
    help=lambda: _("Set a reminder, once or recurring, or see them with 'remind list'."),
    parse=_read,
)
def remind(turn: Turn, asked: Asked | str) -> Reply:
    """Show a reminder typed in one line, open the form, or list what is set."""
    if isinstance(asked, Asked):
        whom, text = resolved(asked, turn.who.id, turn.view.present)
        return _draft(turn, whom, text, asked.schedule, asked.said)
    if asked in LIST:
        return whisper_list(turn)
    return [Ask(reminder_form(turn.network.id, _others(turn)))]


@feature.form("create", parse=read_form)
def create(turn: Turn, filled: Filled) -> Reply:
    """Show a reminder that was filled in."""
    return _draft(turn, _chosen(turn, filled), filled.text, filled.schedule, filled.said)


@feature.form("edit", parse=read_form)
def edit(turn: Turn, filled: Filled, reminder: int) -> Reply:
    """Show a reminder as it would be after the change; until it is set nothing changes."""
    old = found(turn, reminder)
    replaces = old.replaces if old.state == "draft" else reminder
    whom = _chosen(turn, filled)
    # The same words keep their rhythm: 'every two weeks' goes on, it does not begin again.
    same = bool(old.rule) and filled.said == old.said
    schedule = schedule_of(old) if same else filled.schedule
    shown = _draft(turn, whom, filled.text, schedule, filled.said, replaces)
    if old.state == "draft":
        reminders.drop(turn.connection, reminder)
    return shown


def _others(turn: Turn) -> tuple[tuple[int, str], ...]:
    """Return whom this person may remind besides themselves; nobody for a participant."""
    if turn.network.role != "facilitator":
        return ()
    names = [(member.id, member.name) for member in turn.view.present]
    return tuple(one for one in names if one[0] != turn.who.id)


def _chosen(turn: Turn, filled: Filled) -> Whom:
    if filled.whom.room:
        return Whom(room=True)
    people = (*((turn.who.id,) if filled.me else ()), *filled.whom.people)
    return Whom(people=tuple(dict.fromkeys(people)))


def _draft(
    turn: Turn, whom: Whom, text: str, schedule: Schedule, said: str, replaces: int | None = None
) -> Reply:
    _check(turn, whom)
    values = {
        "network_id": turn.network.id,
        "person_id": turn.who.id,
        "text": text,
        "to_room": whom.room,
        "rule": schedule.rule,
        "first": schedule.first,
        "said": said,
        "state": "draft",
        "replaces": replaces,
        "made_at": turn.now,
    }
    made = reminders.add(turn.connection, values, () if whom.room else whom.people)
    view = as_view(turn.connection, found(turn, made), turn.view, reader(turn))
    return [Whisper(preview_card(view))]


def _check(turn: Turn, whom: Whom) -> None:
    if turn.network.role != "facilitator" and (whom.room or whom.people != (turn.who.id,)):
        text = _("Facilitators remind others. Yourself you can remind: remind me tomorrow at 9: …")
        raise turn.for_facilitators(text, "whom")
    present = {member.id for member in turn.view.present}
    if not whom.room and not (whom.people and present >= set(whom.people)):
        raise Refusal(_("Choose whom to remind: the group, or people who are in it."), "whom")


def _my_draft(turn: Turn, reminder: int) -> Reminder:
    row = found(turn, reminder)
    if row.state != "draft":
        raise Refusal(_("This reminder is set already. Type 'remind list' to change it."))
    return row


@feature.press("set")
def put(turn: Turn, reminder: int) -> Reply:
    """Let a draft count, in place of the one it changes."""
    row = _my_draft(turn, reminder)
    _check_ahead(turn, row)
    if row.replaces:
        _replace(turn, row.replaces)
    reminders.put_state(turn.connection, reminder, "on")
    plan_next(turn, row, turn.now)
    when = next_time(turn, row)
    if not turn.network.ready:
        text = _(
            "It is kept, and goes out once a facilitator has pressed ready. Next: {when}. "
            "Type 'remind list' to change it.",
            when=when,
        )
        return [Whisper(text)]
    return [Whisper(_("It is set. Next: {when}. Type 'remind list' to change it.", when=when))]


def _check_ahead(turn: Turn, row: Reminder) -> None:
    due = schedule_of(row).due_after(turn.now, turn.zone)
    if due is None or (not row.rule and to_utc(row.first, turn.zone) <= turn.now):
        raise Refusal(_("That moment has passed. Press Change and give a later one."))


def _replace(turn: Turn, reminder: int) -> None:
    old = reminders.get(turn.connection, turn.network.id, reminder)
    if old is None or old.state not in IN_FORCE:
        raise Refusal(
            _("The reminder that this changes is no longer there. Type 'remind' for a new one.")
        )
    reminders.put_state(turn.connection, reminder, "replaced")
    moments.cancel(turn.connection, "remind.due", str(reminder))


@feature.press("drop")
def drop(turn: Turn, reminder: int) -> Reply:
    """Forget a draft."""
    reminders.drop(turn.connection, id_of(_my_draft(turn, reminder)))
    return [Whisper(_("Fine, nothing is set."))]


@feature.press("change", asks=True)
def change(turn: Turn, reminder: int) -> Reply:
    """Open the form with a reminder in it."""
    row = found(turn, reminder)
    people = reminders.whom(turn.connection, reminder)
    chosen = tuple(ME if one == turn.who.id else str(one) for one in people)
    form = reminder_form(
        turn.network.id,
        _others(turn),
        reminder=reminder,
        text=row.text,
        when=row.said if row.rule else f"{row.first:%Y-%m-%d %H:%M}",
        chosen=(ROOM,) if row.to_room else chosen,
    )
    return [Ask(form)]
