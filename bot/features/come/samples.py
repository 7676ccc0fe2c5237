"""What the gallery shows of who comes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.cards import Card
from bot.features.come import cards
from bot.features.come.cards import ComeFacts, Overview
from bot.forms import Form
from bot.texts import _
from storage.attendance import Places
from storage.meetings import Attendance, Meeting

BEGINS = datetime(2026, 3, 12, 10)  # noqa: DTZ001 - a wall-clock time


def _facts(mine: Attendance | None = None) -> ComeFacts:
    meeting = Meeting(
        id=1,
        network_id=1,
        number=3,
        title=_("Reading aloud"),
        begins=BEGINS,
        ends=BEGINS + timedelta(hours=30),
        place="De Linde",
        announced_at=datetime(2026, 1, 5, 8, tzinfo=UTC),
    )
    sessions = (
        Places(1, _("Reading in groups"), "A1", 12, 12, 2),
        Places(2, _("Reading at home"), "", 20, 5, 0),
    )
    return ComeFacts(1, "twice-a-year", meeting, True, "/calendar/example", mine, sessions)


def samples() -> Iterator[Card | Form]:
    """Draw every card and form of who comes."""
    facts = _facts(Attendance(meeting_id=1, person_id=1, answer="yes", session_id=2))
    off = replace(facts, meeting=facts.meeting.model_copy(update={"state": "cancelled"}))
    yield cards.ask(_facts())
    yield cards.ask(facts)
    yield cards.ask(_facts(), last=True)
    yield cards.ask(off)
    yield cards.ask_room(_facts(), [])
    yield cards.overview(_facts(), Overview((), (), 1, 4, ((_("vegetarian"), 2),)))
    yield cards.low(_facts())
    if place := cards.place(facts):
        yield place
    yield cards.stay(facts)
