"""Where a network's messages stand now: what a plan from this moment on begins with."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from bot.cards import CardRef
from bot.effects import To
from bot.timetable.mail import LOOKED_BACK
from bot.timetable.rehearsal import Apart, State, Waiting
from bot.timetable.view import NetworkView
from storage import mailbox, moments, outbox

LINE = "timetable.line"
"""The handler of the moments at which a line of the timetable goes out."""


def occurrence(line: str, meeting: int, number: int = 0) -> str:
    """Name a line's moment in the schedule; its messages' keys begin with it."""
    return f"{line}:{meeting}:{number}"


def present_state(
    connection: Connection,
    view: NetworkView,
    now: datetime,
    apart: Apart = lambda _to, _why: False,
) -> State:
    """Return the lines that went out, the mailbox and the private messages of the last days.

    What is `apart` is left out: what waits, and messages that hold nothing else.
    """

    def unseen(person: int, why: str) -> bool:
        return all(apart(To("person", person), one) for one in why.split(","))

    state = State()
    for moment in moments.of_network(connection, view.id, LINE):
        if moment.state == "done":
            line, meeting, number = moment.args
            state.done.add((line, meeting, number))
    for part in mailbox.waiting(connection, view.id):
        to = To(part.to_kind, part.to_id)  # type: ignore[arg-type] # the column holds these kinds
        if apart(to, part.why):
            continue
        until = view.local(part.serves_until) if part.serves_until else None
        card = CardRef(part.kind, tuple(part.args))
        waiting = Waiting(card, part.key, part.why, part.wish, until)
        waiting = replace(waiting, urgent=part.urgent, needs_answer=part.needs_answer)
        state.waiting[to].append(waiting)
        state.again[to] = min(part.not_before, state.again.get(to, part.not_before))
    people = {member.id for member in view.present}
    since = now - LOOKED_BACK
    for person, sent in outbox.sent_privately(connection, people, since, unseen).items():
        state.sent[To("person", person)] = sent
    return state
