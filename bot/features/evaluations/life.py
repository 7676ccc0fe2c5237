"""An evaluation's life: it opens, closes or is cancelled, with its key and its moments."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Connection

from bot.ballots import closing, counting, questions
from bot.ballots.questions import Question
from bot.calendar.wallclock import to_utc
from bot.features.evaluations import ready, rounds
from bot.texts import speaking
from bot.timetable.lines import Post
from bot.timetable.present import LINE, occurrence
from bot.timetable.view import MeetingView, NetworkView
from bot.turn import Turn
from storage import evaluations, moments, outbox
from storage.evaluations import Evaluation
from storage.tables import id_of

OPEN, CLOSE, TIDY = "evaluations.open", "evaluations.close", "evaluations.tidy"
CARD, LAST = "evaluations.card", "evaluations.last"
FIRST = -1
"""The rank of a closing: before a line at the same instant that shows what came out."""
LONGEST_NAME = 60
AFTERWARDS = timedelta(days=1)
_CARDS = {
    rounds.NOW: ("evaluations.meeting", "evaluations.private", LAST),
    rounds.LATER: ("evaluations.later",),
}


def which_of(row: Evaluation) -> str:
    """Say whether a meeting's evaluation is the one at once or the one weeks later."""
    waits = row.form in ready.READY and ready.READY[row.form].waits
    return rounds.LATER if waits else rounds.NOW


def open_now(turn: Turn, meeting: MeetingView, posts: Sequence[Post]) -> None:
    """Open the evaluation of a meeting, as the timetable says it."""
    if posts:
        _open(turn, meeting, rounds.NOW)


def open_later(turn: Turn, meeting: MeetingView, posts: Sequence[Post]) -> None:
    """Open what is asked weeks after a meeting, as the timetable says it."""
    if posts:
        _open(turn, meeting, rounds.LATER)


def close_now(turn: Turn, meeting: MeetingView, _posts: Sequence[Post]) -> None:
    """Close the evaluation of a meeting before its results are shown."""
    _close_for(turn, meeting, rounds.NOW)


def close_later(turn: Turn, meeting: MeetingView, _posts: Sequence[Post]) -> None:
    """Close what was asked weeks after a meeting before its results are shown."""
    _close_for(turn, meeting, rounds.LATER)


def _close_for(turn: Turn, meeting: MeetingView, which: str) -> None:
    for row in evaluations.of_meeting(turn.connection, turn.network.id, meeting.id):
        # A line that was moved to sooner finds it open still, until the time that was said.
        if row.state == "open" and which_of(row) == which and row.closes_at <= turn.now:
            close(turn, row)


def _open(turn: Turn, meeting: MeetingView, which: str) -> None:
    found = rounds.window(turn.view, meeting, which)
    if found is None:
        return
    with speaking(turn.network.language):
        form, asked, least = asked_after(turn, meeting, which)
        title = ready.title_of(form)
    values = new(turn, form, asked, least) | {
        "meeting_id": meeting.id,
        "title": title,
        "opens": turn.local_now,
        "closes": turn.view.local(found.closes),
        "closes_at": found.closes,
    }
    start(turn, kept(turn, values))


def asked_after(
    turn: Turn, meeting: MeetingView, which: str
) -> tuple[str, tuple[Question, ...], int]:
    """Return the form, questions and minimum of a meeting's evaluation, in words now spoken."""
    chosen = evaluations.choice(turn.connection, turn.network.id)
    least = chosen.least if chosen else counting.LEAST
    if which == rounds.LATER:
        form = "impact" if rounds.is_last(turn.view, meeting) else "behaviour"
        return form, ready.READY[form].questions(), least
    if chosen and chosen.form == ready.OWN:
        return ready.OWN, questions.load(chosen.questions), least
    form = chosen.form if chosen and chosen.form in ready.READY else ready.USUAL
    return form, ready.READY[form].questions(), least


def least_of(turn: Turn) -> int:
    """Return from how many answers on this network shows results."""
    chosen = evaluations.choice(turn.connection, turn.network.id)
    return chosen.least if chosen else counting.LEAST


def new(turn: Turn, form: str, asked: Sequence[Question], least: int) -> dict[str, Any]:
    """Return the columns that every new evaluation has."""
    return {
        "network_id": turn.network.id,
        "form": form,
        "questions": questions.dump(asked),
        "least": least,
        "state": "scheduled",
    }


def kept(turn: Turn, values: dict[str, Any]) -> Evaluation:
    """Keep an evaluation and return it."""
    made = evaluations.add(turn.connection, values)
    return found(turn, made)


def found(turn: Turn, number: int) -> Evaluation:
    """Return an evaluation that is certain to be there."""
    row = evaluations.get(turn.connection, turn.network.id, number)
    if row is None:
        raise LookupError(number)
    return row


def start(turn: Turn, row: Evaluation) -> None:
    """Let ballots in, under a key of its own, and plan the closing."""
    closing.unlock(turn.connection, turn.keys, row, turn.new_id())
    plan(turn, CLOSE, id_of(row), row.closes)


def told_too_soon(connection: Connection, view: NetworkView, row: Evaluation) -> bool:
    """Say whether the group was to hear what came out before this meeting's evaluation closes.

    The line may have come and gone already, and then have moved to later.
    """
    meeting, which = view.meeting(row.meeting_id or 0), which_of(row)
    if rounds.told_too_soon(view, meeting, which, row.closes_at):
        return True
    name = occurrence(rounds.results_line(which), meeting.id)
    line = moments.find(connection, LINE, str(view.id), name)
    return line is not None and line.state == "done"


def plan(turn: Turn, handler: str, number: int, local: datetime) -> None:
    """Plan, or move, an evaluation's moment of this kind to a wall-clock time."""
    moments.plan(
        turn.connection,
        turn.network.id,
        handler,
        str(number),
        to_utc(local, turn.zone),
        rank=FIRST if handler == CLOSE else 0,
        local=local,
        zone=turn.network.zone,
    )


def close(turn: Turn, row: Evaluation) -> None:
    """Count what may be shown, destroy the rest, and draw its cards again."""
    # What the clock does late has still happened at the time that was said.
    at = min(turn.now, row.closes_at)
    closing.close(turn.connection, turn.keys, row, _electorate(turn, row), at)
    _ended(turn, row)


def cancel(turn: Turn, row: Evaluation) -> None:
    """Call an evaluation off; what was answered is destroyed unread."""
    evaluations.empty(turn.connection, id_of(row), turn.now)
    evaluations.change(turn.connection, id_of(row), state="cancelled")
    _ended(turn, row)


def _ended(turn: Turn, row: Evaluation) -> None:
    subject = str(id_of(row))
    if row.key:
        turn.later.append(partial(turn.keys.destroy, row.key))
    for handler in (OPEN, CLOSE):
        moments.cancel(turn.connection, handler, subject)
    redraw(turn, row)
    if row.meeting_id is not None:
        at = turn.now + AFTERWARDS
        moments.plan(turn.connection, turn.network.id, TIDY, subject, at)


def redraw(turn: Turn, row: Evaluation) -> None:
    """Have the cards that ask it drawn again."""
    if row.meeting_id is None:
        outbox.want(turn.connection, [(CARD, (id_of(row),))])
    else:
        outbox.want(turn.connection, [(one, (row.meeting_id,)) for one in _CARDS[which_of(row)]])


def _electorate(turn: Turn, row: Evaluation) -> int:
    view = turn.view
    if row.meeting_id is None:
        return len(view.present)
    return len(view.there(view.meeting(row.meeting_id)))


def name_of(row: Evaluation) -> str:
    """Say how an evaluation that belongs to no meeting is called."""
    asked = row.questions
    first = str(asked[0]["text"])
    if row.title or len(asked) == 1:
        return row.title or first
    # Two that are open at once look different by what they ask first.
    return first if len(first) <= LONGEST_NAME else f"{first[: LONGEST_NAME - 1].rstrip()}…"
