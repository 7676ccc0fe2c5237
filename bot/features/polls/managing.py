"""Closing, cancelling and re-timing polls, by their maker and the facilitators."""

from datetime import datetime

from bot.calendar.wallclock import to_utc
from bot.cards import CardRef
from bot.effects import Ask, Reply, Show, Whisper
from bot.errors import Refusal
from bot.features.polls.cards import PlanView, list_card, manage_card
from bot.features.polls.declared import feature
from bot.features.polls.forms import closing_form, read_reclose
from bot.features.polls.views import as_plan, found, posting
from bot.news import SettingsChanged
from bot.opening import LONGEST_OPEN
from bot.texts import _, long_moment
from bot.turn import Turn
from storage import moments, polls
from storage.moments import Planned
from storage.polls import Poll
from storage.tables import id_of


def _may(turn: Turn, row: Poll) -> bool:
    return row.person_id == turn.who.id or turn.network.role == "facilitator"


def _mine(turn: Turn, poll: int) -> Poll:
    """Return a poll this person may manage; Refusal otherwise."""
    row = found(turn, poll)
    if not _may(turn, row):
        text = _("This poll is changed by who asked it and by the facilitators. Ask one of them.")
        raise turn.for_facilitators(text)
    return row


def _live(turn: Turn, poll: int) -> Poll:
    row = _mine(turn, poll)
    if row.state == "closed":
        raise Refusal(_("This poll is closed already. Type 'poll' to ask a new one."))
    return row


def _plan(turn: Turn, row: Poll) -> PlanView:
    coming = polls.next_of(turn.connection, row.series) if row.series else None
    return as_plan(row, turn.view.quiet, coming)


@feature.press("manage")
def manage(turn: Turn, poll: int) -> Reply:
    """Show what can be done with a poll."""
    row = _mine(turn, poll)
    plan = _plan(turn, row)
    if row.state == "closed" and not plan.poll.recurring:
        _live(turn, poll)
    return [Whisper(manage_card(plan))]


@feature.press("list")
def whisper_list(turn: Turn) -> Reply:
    """List the polls that are open and planned."""
    plans = [
        (_plan(turn, row), _may(turn, row)) for row in polls.live(turn.connection, turn.network.id)
    ]
    return [Whisper(list_card(turn.network.id, plans))]


@feature.press("close")
def close_now(turn: Turn, poll: int) -> Reply:
    """Close an open poll at once."""
    row = _live(turn, poll)
    if row.state == "scheduled":
        raise Refusal(_("This poll has not gone out. You can cancel it instead."))
    moments.cancel(turn.connection, "polls.close", str(poll))
    said = _("The poll is closed. Its card in the group shows the result.")
    return [*_close(turn, row), Whisper(said)]


@feature.due("close")
def closes(turn: Turn, moment: Planned) -> Reply:
    """Close a poll whose time has come."""
    row = polls.get(turn.connection, turn.network.id, int(moment.subject))
    return _close(turn, row) if row and row.state == "open" else []


def _close(turn: Turn, row: Poll) -> Reply:
    # What the clock does late has still happened at the time that was said.
    closed_at = min(turn.now, row.closes_at)
    polls.change(turn.connection, id_of(row), state="closed", closed_at=closed_at)
    return [Show(CardRef("polls.poll", (id_of(row),)))]


@feature.press("ask_closing", asks=True)
def ask_closing(turn: Turn, poll: int) -> Reply:
    """Ask when a poll is to close instead."""
    row = _live(turn, poll)
    return [Ask(closing_form(turn.network.id, poll, row.question, row.closes))]


@feature.form("reclose", parse=read_reclose)
def reclose(turn: Turn, closes: datetime, poll: int) -> Reply:
    """Close a poll at another time."""
    row = _live(turn, poll)
    _check_closing(turn, row, closes)
    _retime(turn, row, closes)
    said = _("The poll now closes on {when}.", when=long_moment(closes))
    return [Show(CardRef("polls.poll", (poll,))), Whisper(said)]


def _check_closing(turn: Turn, row: Poll, closes: datetime) -> None:
    if closes <= max(turn.local_now, row.opens):
        raise Refusal(_("Pick a time after the poll opens, and after now."), "closes")
    if closes > row.opens + LONGEST_OPEN:
        raise Refusal(
            _("It stays open for at most half a year. Give an earlier closing time."), "closes"
        )
    if row.state == "scheduled" and posting(turn.view.quiet, row.opens, closes) is None:
        raise Refusal(
            _("All that time is quiet, so nobody would see the poll. Pick another day."), "closes"
        )


def _retime(turn: Turn, row: Poll, local: datetime) -> None:
    closes_at = to_utc(local, turn.zone)
    polls.change(turn.connection, id_of(row), closes=local, closes_at=closes_at)
    plan_moment(turn, "polls.close", id_of(row), local)


def plan_moment(turn: Turn, handler: str, poll: int, local: datetime) -> None:
    """Plan, or move, the one moment of this handler and poll to a wall-clock time."""
    due_at, zone = to_utc(local, turn.zone), turn.network.zone
    subject = str(poll)
    moments.plan(turn.connection, turn.network.id, handler, subject, due_at, local=local, zone=zone)


@feature.press("cancel")
def cancel(turn: Turn, poll: int) -> Reply:
    """Cancel a poll that has not gone out."""
    row = _live(turn, poll)
    if row.state != "scheduled":
        raise Refusal(_("This poll has gone out already. You can close it instead."))
    _cancel(turn, row)
    return [Whisper(_("The poll is cancelled. Nothing goes out."))]


@feature.press("stop")
def stop(turn: Turn, poll: int) -> Reply:
    """Let no more polls of a series come; one that is open stays open."""
    row = _mine(turn, poll)
    coming = polls.next_of(turn.connection, row.series) if row.series else None
    if coming is None:
        raise Refusal(_("No more polls of this series are planned."))
    _cancel(turn, coming)
    return [Whisper(_("The series is stopped. What is open stays open until its closing time."))]


def _cancel(turn: Turn, row: Poll) -> None:
    turn.record("poll_cancelled")
    polls.change(turn.connection, id_of(row), state="cancelled")
    for handler in ("polls.open", "polls.close"):
        moments.cancel(turn.connection, handler, str(id_of(row)))


@feature.on(SettingsChanged)
def settings_changed(turn: Turn, _news: SettingsChanged) -> Reply:
    """Keep to the wall-clock times that were said when the network's zone changes."""
    for row in polls.live(turn.connection, turn.network.id):
        _retime(turn, row, row.closes)
        if row.state == "scheduled":
            plan_moment(turn, "polls.open", id_of(row), row.opens)
    return []
