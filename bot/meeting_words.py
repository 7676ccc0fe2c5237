"""How a meeting is named and its time written, the same wherever it is shown."""

from collections.abc import Sequence
from datetime import datetime

from bot.cards import Element, Text, mention
from bot.texts import _, clock_time, long_date, n_
from storage.meetings import Meeting

MOST_NAMED = 60


def meeting_name(number: int, title: str) -> str:
    """Name a meeting by its title, or by its number when it has none."""
    return title or _("Meeting {number}", number=number)


def span(begins: datetime, ends: datetime) -> str:
    """Write wall-clock times in full: 'Thursday 12 March 2026, 14:00 to 17:00'."""
    first, last = long_date(begins.date()), long_date(ends.date())
    start, end = clock_time(begins), clock_time(ends)
    if first == last:
        return _("{day}, {start} to {end}", day=first, start=start, end=end)
    return _("{first}, {start} to {last}, {end}", first=first, start=start, last=last, end=end)


def standing(meeting: Meeting) -> list[Element]:
    """Say that a meeting is off or was moved; nothing of one that is as it was planned."""
    if meeting.state == "cancelled":
        return [Text(_("This meeting does not take place."), "strong")]
    if meeting.was_begins and meeting.was_ends:
        old = span(meeting.was_begins, meeting.was_ends)
        return [Text(_("It was moved. Before it was {old}.", old=old), "quiet")]
    return []


def who_come(people: Sequence[int]) -> str:
    """Count and name those who come, by their ids; '' when it is nobody."""
    if not people:
        return ""
    return f"{n_('{n} comes:', '{n} come:', len(people))} {named(people)}"


def named(people: Sequence[int]) -> str:
    """Name people by their ids, and count those beyond the first sixty."""
    names = ", ".join(mention(one) for one in people[:MOST_NAMED])
    more = len(people) - MOST_NAMED
    return f"{names}, {_('and {n} more', n=more)}" if more > 0 else names
