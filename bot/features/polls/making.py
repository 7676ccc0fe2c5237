"""Asking a poll: now, later, or again and again."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.calendar.recurrence import Recurrence
from bot.calendar.wallclock import to_local, to_utc
from bot.cards import CardRef, clean
from bot.effects import Ask, Reply, Say, Show, To, Whisper
from bot.errors import Refusal
from bot.feature import Reading
from bot.features.polls.cards import made_card
from bot.features.polls.declared import feature
from bot.features.polls.forms import new_form, read_new
from bot.features.polls.line import read_line
from bot.features.polls.managing import plan_moment, whisper_list
from bot.features.polls.rules import LONGEST_QUESTION, Draft, closing, usual_options
from bot.features.polls.views import as_plan, posting
from bot.texts import _, speaking
from bot.turn import Turn
from storage import moments, polls
from storage.moments import Planned
from storage.polls import Poll
from storage.tables import id_of

LIST = {"list", "lijst"}


def _read(reading: Reading, words: str) -> Draft | str:
    plain = words.strip().casefold()
    return plain if not plain or plain in LIST else read_line(reading, words)


@feature.command(
    "poll",
    "peiling",
    help=lambda: _("Ask the group a quick question, or see the polls with 'poll list'."),
    parse=_read,
)
def poll(turn: Turn, asked: Draft | str) -> Reply:
    """Ask a poll in one line, open the form, or list what there is."""
    if isinstance(asked, Draft):
        return make(turn, asked)
    if asked in LIST:
        return whisper_list(turn)
    return [Ask(new_form(turn.network.id))]


@feature.press("from_message")
def from_message(turn: Turn, text: str) -> Reply:
    """Begin a poll from a message of the chat, with its words as the question."""
    question = " ".join(clean(text).split())[:LONGEST_QUESTION]
    return [Ask(new_form(turn.network.id, question))]


@feature.form("create", parse=read_new)
def create(turn: Turn, draft: Draft) -> Reply:
    """Ask a poll that was filled in."""
    return make(turn, draft)


def make(turn: Turn, draft: Draft) -> Reply:
    """Keep a poll, post or plan it, and confirm it to its maker."""
    if not turn.network.ready:
        raise Refusal(
            _(
                "Polls go out once a facilitator has pressed ready."
                " Type 'plan' to see how far it is."
            )
        )
    now = turn.local_now.replace(second=0, microsecond=0)
    later = draft.times.opens is not None
    opens = draft.times.opens or now
    values = _values(turn, draft, opens)
    if later and posting(turn.view.quiet, opens, values["closes"]) is None:
        raise Refusal(
            _("All that time is quiet, so nobody would see the poll. Pick another day."), "opens"
        )
    row = _keep(turn, values, later)
    coming = row if row.rule else None
    plan = replace(as_plan(row, turn.view.quiet, coming), usual_options=not draft.options)
    shown: Reply = [] if later else [Show(CardRef("polls.poll", (id_of(row),)), post=True)]
    return [*shown, Whisper(made_card(plan))]


def _values(turn: Turn, draft: Draft, opens: datetime) -> dict[str, Any]:
    closes = closing(opens, draft.times)
    with speaking(turn.network.language):
        options = draft.options or usual_options()
    return {
        "network_id": turn.network.id,
        "person_id": turn.who.id,
        "question": draft.question,
        "options": list(options),
        "many": draft.many,
        "state": "scheduled" if draft.times.opens else "open",
        "opens": opens,
        "closes": closes,
        "closes_at": to_utc(closes, turn.zone),
        "rule": draft.times.rule,
        "first": opens if draft.times.rule else None,
    }


def _keep(turn: Turn, values: dict[str, Any], later: bool) -> Poll:
    made = polls.add(turn.connection, values)
    plan_moment(turn, "polls.close", made, values["closes"])
    if later:
        plan_moment(turn, "polls.open", made, values["opens"])
    row = polls.get(turn.connection, turn.network.id, made)
    if row is None:
        raise LookupError(made)
    return row


@feature.due("open")
def opened(turn: Turn, moment: Planned) -> Reply:
    """Open a planned poll for the group, and plan the next one of its series."""
    row = polls.get(turn.connection, turn.network.id, int(moment.subject))
    if row is None or row.state != "scheduled":
        return []
    made = id_of(row)
    if row.rule:
        _plan_next(turn, row)
    if posting(turn.view.quiet, turn.local_now, row.closes) is None:
        # Nobody would see it before it closes: this one is left out.
        polls.change(turn.connection, made, state="cancelled")
        moments.cancel(turn.connection, "polls.close", moment.subject)
        return []
    polls.change(turn.connection, made, state="open")
    card = CardRef("polls.poll", (made,))
    return [Say(To("room", turn.network.id), card, f"poll:{made}", "polls", row.closes_at)]


def _plan_next(turn: Turn, row: Poll) -> None:
    """Keep the poll of the next time, which is as long open as this one."""
    rule = Recurrence(row.rule, row.first or row.opens)
    # After a standstill those whose time has passed are left out, not asked all at once.
    after = max(to_utc(row.opens, turn.zone), turn.now)
    opens_at = rule.next_after(after, turn.zone)
    if opens_at is None:
        return
    opens = to_local(opens_at, turn.zone)
    closes = opens + (row.closes - row.opens)
    kept = ("network_id", "person_id", "question", "options", "many", "rule", "first", "series")
    values = {name: getattr(row, name) for name in kept}
    values |= {"opens": opens, "closes": closes, "closes_at": to_utc(closes, turn.zone)}
    _keep(turn, {**values, "state": "scheduled"}, later=True)
