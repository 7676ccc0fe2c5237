"""From a poll's rows to what its cards show."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.calendar.quiet import Quiet
from bot.calendar.recurrence import Recurrence
from bot.calendar.wallclock import to_local
from bot.errors import Refusal
from bot.features.polls.cards import PlanView, PollView
from bot.texts import _
from bot.turn import Turn
from storage import polls
from storage.polls import Poll
from storage.tables import id_of

MOST_FOLLOWING = 3


def found(turn: Turn, poll: int) -> Poll:
    """Return a poll of this turn's network; Refusal when there is none."""
    row = polls.get(turn.connection, turn.network.id, poll)
    if row is None or row.state == "cancelled":
        raise gone()
    return row


def gone() -> Refusal:
    """Say that a poll is not there."""
    return Refusal(_("This poll is no longer there. Type 'poll list' to see the others."))


def as_view(connection: Connection, poll: Poll, zone: ZoneInfo) -> PollView:
    """Read the votes of a poll for its card."""
    chosen: list[list[int]] = [[] for _option in poll.options]
    for option, person in polls.votes(connection, id_of(poll)):
        chosen[option].append(person)
    closes = to_local(poll.closed_at, zone) if poll.closed_at else poll.closes
    people = tuple(tuple(one) for one in chosen)
    return _view(poll, closes, people)


def _view(poll: Poll, closes: datetime, people: tuple[tuple[int, ...], ...]) -> PollView:
    return PollView(
        network=poll.network_id,
        id=id_of(poll),
        question=poll.question,
        options=tuple(poll.options),
        maker=poll.person_id,
        closes=closes,
        many=poll.many,
        state=poll.state,
        chosen=people,
        recurring=bool(poll.rule),
    )


def as_plan(poll: Poll, quiet: Quiet, coming: Poll | None) -> PlanView:
    """Show a poll to those who steer it; `coming` is the next of its series."""
    view = _view(poll, poll.closes, ())
    if coming is None and poll.state == "open":
        view = replace(view, recurring=False)
    placed = posting(quiet, poll.opens, poll.closes) or poll.opens
    return PlanView(view, poll.opens, placed, _following(poll, coming))


def _following(poll: Poll, coming: Poll | None) -> tuple[datetime, ...]:
    if coming is None or not coming.rule or coming.first is None:
        return ()
    after = coming.opens if coming.id == poll.id else coming.opens - timedelta(minutes=1)
    return tuple(Recurrence(coming.rule, coming.first).after(after, MOST_FOLLOWING))


def posting(quiet: Quiet, opens: datetime, closes: datetime) -> datetime | None:
    """Return the wall-clock time at which a poll reaches the group; None: not before it closes."""
    placed = quiet.place(opens, closes, not_before=opens)
    return placed.local if placed and placed.local < closes else None
