"""From what was said to what is kept: the date in the calendar, and who is in the network."""

from dataclasses import dataclass
from datetime import datetime

from bot.errors import Refusal
from bot.features.commitments import rules
from bot.features.commitments.deadline import Deadline
from bot.features.commitments.owners import Circle
from bot.features.commitments.periods import with_period
from bot.features.commitments.unsure import Unsure
from bot.features.commitments.views import Reader
from bot.texts import _
from bot.turn import Turn


@dataclass(frozen=True)
class Until:
    """A deadline as it is kept: a wall-clock time, and the meeting it moves with."""

    local: datetime
    has_time: bool = False
    meeting: int | None = None


def reader(turn: Turn) -> Reader:
    """Return who looks at commitments in this turn."""
    return Reader(turn.who.id, turn.view, turn.local_now)


def circle(turn: Turn) -> Circle:
    """Return who and which holiday periods a sentence may name."""
    present = turn.view.present
    organisations = tuple(dict.fromkeys(one.organisation for one in present if one.organisation))
    people = tuple((one.id, one.name) for one in present)
    return Circle(turn.who.id, people, organisations, mine(turn), turn.view.quiet.periods)


def mine(turn: Turn) -> str:
    """Return the organisation of the person who acts, '' for none."""
    found = (one.organisation for one in turn.view.present if one.id == turn.who.id)
    return next(found, "")


def settled(turn: Turn, deadline: Deadline, said: str = "") -> Until:
    """Return the deadline in the calendar; Refusal at the field 'until'."""
    if deadline.trouble:
        deadline = _period(turn, deadline, said)
    if deadline.meeting:
        return next_meeting(turn)
    if deadline.day is None:
        raise Refusal(_("By when? A date or the next meeting."), "until")
    local = deadline.at or rules.end_of(deadline.day)
    if local <= turn.local_now:
        raise Refusal(_("That moment has passed. Pick a later one."), "until")
    return Until(local, deadline.at is not None)


def _period(turn: Turn, deadline: Deadline, said: str) -> Deadline:
    today = turn.local_now.date()
    for words in (said, f"voor {said}"):
        found, _rest = with_period(Deadline(), words, turn.view.quiet.periods, today)
        if found.day:
            return found
    question = deadline.word or Unsure(deadline.trouble).question()
    raise Refusal(question, "until")


def next_meeting(turn: Turn) -> Until:
    """Return the next meeting as a deadline; Refusal when none is planned."""
    found = rules.coming(turn.view.meetings, turn.local_now)
    if found is None:
        raise Refusal(_("No next meeting has been planned yet. Give a date."), "until")
    return Until(found.begins, meeting=found.id)


def present(turn: Turn, people: tuple[int, ...], field: str) -> tuple[int, ...]:
    """Return these people; Refusal when one of them is not in the network."""
    known = {member.id for member in turn.view.present}
    if not known.issuperset(people) or len(people) > rules.MOST_OWNERS:
        raise Refusal(_("Choose people who are in this network, twenty at most."), field)
    return people


def check_ready(turn: Turn) -> None:
    """Refuse to write to others in a network in which nothing is sent yet."""
    if not turn.network.ready:
        raise Refusal(
            _("Nothing is sent before a facilitator presses ready. Type 'plan' to see where it is.")
        )
