"""When waiting messages may go out: quiet hours, one a day, two a week, merged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from bot.calendar.quiet import Quiet
from bot.timetable.view import MemberView

A_WEEK = timedelta(days=7)
MOST_A_WEEK = 2
LOOKED_BACK = timedelta(days=8)
"""How far back private messages are counted: a week of whole days, and a bit over."""


class Waiting(Protocol):
    """A part that waits, as far as its sending is concerned."""

    @property
    def urgent(self) -> bool:
        """Whether the limits of a day and a week do not hold it back."""
        ...

    @property
    def until(self) -> datetime | None:
        """The wall-clock time after which it is no use."""
        ...


P = TypeVar("P", bound=Waiting)


@dataclass(frozen=True)
class Verdict(Generic[P]):
    """What happens to the waiting parts of one recipient.

    Those in `send` go now, as one message; `missed` never go; the others wait until `again`.
    """

    send: tuple[P, ...] = ()
    missed: tuple[P, ...] = ()
    again: datetime | None = None


def decide(
    parts: Sequence[P], sent: Sequence[datetime] | None, now: datetime, quiet: Quiet
) -> Verdict[P]:
    """Decide what to do with the parts of a recipient now; all times are wall-clock times.

    `sent` are the not urgent private messages of the last week, None for a room, which has no
    limits. A part that would be of no use at the next chance is missed at that chance, for
    something urgent may still take it along before.
    """
    missed = tuple(part for part in parts if part.until is not None and part.until <= now)
    left = tuple(part for part in parts if part not in missed)
    if not left:
        return Verdict(missed=missed)
    chance = quiet.next_allowed(now)
    if sent is not None and not any(part.urgent for part in left):
        chance = next_slot(sent, now, quiet)
    if chance > now:
        return Verdict(missed=missed, again=chance)
    return Verdict(send=left, missed=missed)


def next_slot(sent: Sequence[datetime], wish: datetime, quiet: Quiet) -> datetime:
    """Return the first wall-clock time from `wish` on that keeps to one a day and two a week."""
    slot = quiet.next_allowed(wish)
    while (later := _after_limits(sent, slot)) > slot:
        slot = quiet.next_allowed(later)
    return slot


def _after_limits(sent: Sequence[datetime], slot: datetime) -> datetime:
    today = [one for one in sent if one.date() == slot.date()]
    if today:
        return datetime.combine(slot.date() + timedelta(days=1), slot.time())
    # Whole days are counted, so that the hour of the day does not creep on from week to week.
    week = sorted(one for one in sent if slot.date() - one.date() < A_WEEK)
    if len(week) >= MOST_A_WEEK:
        return datetime.combine(week[-MOST_A_WEEK].date() + A_WEEK, slot.time())
    return slot


def wanted(member: MemberView, needs_answer: bool) -> bool:
    """Say whether a member has chosen to get a private message of this kind."""
    if member.left_at is not None:
        return False
    return member.less == "all" or (member.less == "must" and needs_answer)
