"""What the gallery shows of the check-in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.cards import Card
from bot.features.checkin import cards
from bot.features.checkin.cards import AskFacts, Call, CallFacts
from bot.forms import Form
from bot.texts import _
from storage.checkins import Said, Subject


def samples() -> Iterator[Card | Form]:
    """Draw every card and form of the check-in."""
    name = _("Reading aloud")
    school = Call(Subject("o1", "De Linde", (1, 2)), called=True, note=_("Begins after the break."))
    other = Call(Subject("p3", "Carla", (3,)))
    list_ = CallFacts(1, 1, name, date(2026, 6, 11), (school, other))
    yield cards.call_list(list_)
    yield cards.call_list(replace(list_, calls=()))
    called = Call(Subject("o2", "De Hoek", (4, 5)))
    yield cards.call_list(replace(list_, calls=(called,)))
    yield cards.call_list(replace(list_, calls=(school,)))
    yield cards.call_list(replace(list_, closed=True))
    yield cards.note_form(list_, school)
    open_ = AskFacts(1, 1, name, "first", colleagues=("Bram",))
    answered = replace(open_, text=_("Two classes read every morning."), visible="group")
    yield cards.question(open_)
    yield cards.question(answered)
    yield cards.question(replace(answered, mine=False, visible="facilitators"))
    yield cards.question(replace(answered, visible="me"))
    yield cards.answer_form(open_)
    yield cards.answer_form(replace(answered, colleagues=()))
    said = Said("first", 1, "De Linde", answered.text, "group")
    yield cards.answers(1, [(name, [said])], 1)
    yield cards.answers(1, [], 1)
