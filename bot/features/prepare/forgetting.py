"""After a meeting: forget who was asked to prepare it and who asked whom, whatever they said.

Somebody who was asked and has no turn said no, or could not come. So nothing that tells who was
asked outlives the meeting for long, of those who said yes either.
"""

from bot.cards import CardRef
from bot.effects import Reply, Show
from bot.features.prepare.slice import feature
from bot.timetable.mail import LOOKED_BACK
from bot.turn import Turn
from storage import mailbox, moments, preparers, unsaid
from storage.moments import Planned

FORGET, CLEAR, SWAP_ENDS = "prepare.forget", "prepare.clear", "prepare.swap_ends"
PRIVATE = tuple(f"prepare.{kind}" for kind in ("ask", "checklist", "swap", "swapped"))


def plan_forgetting(turn: Turn, meeting_id: int) -> None:
    """Plan to forget, when a meeting is over, who was asked and who asked whom to swap."""
    ends = turn.view.meeting(meeting_id).ends
    moments.plan(turn.connection, turn.network.id, FORGET, str(meeting_id), turn.view.utc(ends))


def forget(turn: Turn, meeting_id: int) -> None:
    """Forget whom turns did not suit and all swaps of a meeting."""
    for one in preparers.forget(turn.connection, meeting_id):
        moments.remove(turn.connection, SWAP_ENDS, str(one.id))


def redraw(turn: Turn, meeting_id: int) -> None:
    """Draw all private cards about a meeting again, of those who have no turn as well."""
    unsaid.want_about(turn.connection, turn.network.id, PRIVATE, meeting_id)


@feature.due("forget")
def over(turn: Turn, moment: Planned) -> Reply:
    """Forget once the meeting is over, and take the questions out of the private chats."""
    meeting = int(moment.subject)
    forget(turn, meeting)
    redraw(turn, meeting)
    # They count among the private messages of these days, so their traces go a little later.
    when = turn.now + LOOKED_BACK
    moments.plan(turn.connection, turn.network.id, CLEAR, moment.subject, when)
    return [Show(CardRef("prepare.told", (meeting,)))]  # nobody joins in any more


@feature.due("clear")
def clear(turn: Turn, moment: Planned) -> Reply:
    """Delete what the mailbox and the outbox know of who was asked."""
    meeting = turn.view.meeting(int(moment.subject))
    if not meeting.cancelled and turn.view.utc(meeting.ends) > turn.now:
        return []  # it was moved ahead, and is forgotten after its new end
    for rows in (mailbox, unsaid):
        rows.forget(turn.connection, turn.network.id, PRIVATE, meeting.id)
    for handler in (FORGET, CLEAR):
        moments.remove(turn.connection, handler, moment.subject)
    return []
