"""Keep the planned moments of a network equal to what its timetable says."""

from collections.abc import Collection
from datetime import datetime

from bot.effects import Reply, Say
from bot.timetable.lines import Lines, Post
from bot.timetable.moments import Key, LineMoment, is_outdated, line_moments, serves_until
from bot.timetable.present import LINE, occurrence
from bot.turn import Turn
from storage import mailbox, moments
from storage.moments import Planned


def replan(turn: Turn, lines: Lines) -> None:
    """Plan, move and cancel the lines that have not gone out, as the network now stands."""
    view = turn.fresh_view()
    coming = line_moments(view, lines)
    _withdraw(turn, lines, coming)
    wanted = {occurrence(*moment.key): moment for moment in coming.values()}
    known = moments.of_network(turn.connection, view.id, LINE)
    planned = {one.occurrence: one for one in known}
    for name, one in planned.items():
        if one.state == "planned" and name not in wanted:
            moments.cancel(turn.connection, LINE, one.subject, name)
    for name, moment in wanted.items():
        if _differs(planned.get(name), moment):
            _plan(turn, moment, name)


def _withdraw(turn: Turn, lines: Lines, coming: Collection[Key]) -> None:
    waiting = mailbox.waiting(turn.connection, turn.network.id)
    outdated = [part for part in waiting if is_outdated(part.key, part.why, lines, coming)]
    if outdated:
        mailbox.mark(turn.connection, outdated, "withdrawn")


def _differs(known: Planned | None, moment: LineMoment) -> bool:
    if known is None or known.state == "cancelled":
        return True
    return known.state == "planned" and known.due_at != moment.due_at


def _plan(turn: Turn, moment: LineMoment, name: str) -> None:
    moments.plan(
        turn.connection,
        turn.network.id,
        LINE,
        str(turn.network.id),
        moment.due_at,
        occurrence=name,
        args=moment.key,
        local=moment.nominal,
        zone=turn.network.zone,
    )


def line_due(turn: Turn, moment: Planned, lines: Lines) -> Reply:
    """Say what a line has to say, to those it concerns now."""
    name, meeting_id, _number = moment.args
    line, meeting = lines.get(name), turn.view.meeting(meeting_id)
    if line is None or meeting.cancelled:
        return []
    until = serves_until(turn.view, line, meeting)
    return [
        say(post, moment.occurrence, line.name, turn, until)
        for post in line.posts(turn.view, meeting)
    ]


def say(post: Post, cause: str, why: str, turn: Turn, until: datetime | None = None) -> Say:
    """Turn a post into a Say whose key is its cause, its recipient and its card."""
    ref = f"{post.to.kind}{post.to.id}:{post.card.kind}"
    serves = turn.view.utc(post.serves) if post.serves else until
    return Say(
        post.to,
        post.card,
        f"{turn.network.id}:{cause}:{ref}",
        why,
        serves,
        post.urgent,
        post.needs_answer,
    )
