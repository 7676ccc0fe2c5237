"""What the gallery shows of meetings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.cards import Card
from bot.features.meetings import cards, forms
from bot.features.meetings.facts import MeetingFacts
from bot.forms import Form
from bot.texts import _
from storage.attendance import Places
from storage.guests import Guest
from storage.meetings import Meeting, ParallelSession

BEGINS = datetime(2026, 3, 12, 14)  # noqa: DTZ001 - a wall-clock time


def _meeting(**more: Any) -> Meeting:
    values: dict[str, Any] = {
        "id": 1,
        "network_id": 1,
        "number": 3,
        "title": _("Reading aloud"),
        "begins": BEGINS,
        "ends": BEGINS + timedelta(hours=3),
        "place": "De Linde",
        "bring": _("A book your pupils love"),
        "announced_at": datetime(2026, 1, 5, 8, tzinfo=UTC),
    }
    return Meeting(**values | more)


def _facts() -> MeetingFacts:
    sessions = (
        Places(1, _("Reading in groups"), "A1", 12, 12, 2),
        Places(2, _("Reading at home"), "", 0, 5, 0),
    )
    return MeetingFacts(
        1,
        _meeting(),
        ahead=True,
        goal=_("Pupils read with pleasure."),
        agreements=_("What is said here stays here."),
        come=(1, 2, 3),
        calendar="/calendar/example",
        facilitator=True,
        guests=(Guest("Noor van Dale", "", _("Choosing books")),),
        sessions=sessions,
    )


def _moved() -> MeetingFacts:
    past = BEGINS - timedelta(days=7)
    was: dict[str, Any] = {"was_begins": past, "was_ends": past + timedelta(hours=3), "sequence": 1}
    return replace(_facts(), meeting=_meeting(**was))


def samples() -> Iterator[Card | Form]:
    """Draw every card and form of meetings."""
    facts, off = _facts(), replace(_facts(), meeting=_meeting(state="cancelled"))
    yield cards.meeting(facts)
    yield cards.meeting(_moved())
    yield cards.kept(facts, _("Planned: {name}", name=facts.name), [])
    yield cards.listing(1, [facts.meeting, off.meeting], steers=True)
    yield cards.practical(facts)
    yield cards.moved(_moved(), newest=True)
    yield cards.cancelled(off)
    yield cards.sessions(facts)
    yield cards.session_kept(facts, _("Reading in groups"))
    yield cards.meeting(replace(facts, facilitator=False, leading=(2, 3)))
    nowhere = replace(facts, meeting=_meeting(place=""))
    if without := cards.warning(replace(nowhere, steered=False), []):
        yield without
    if warning := cards.warning(nowhere, ["Noor van Dale"]):
        yield warning
    if after := cards.after(facts, [_("How do you choose a book?")], _meeting(number=4, title="")):
        yield after
    yield forms.add(1)
    yield forms.change(1, facts.meeting)
    yield forms.move(1, facts.meeting)
    yield forms.session(1, 1, ParallelSession(id=1, meeting_id=1, title=_("Reading in groups")))
