"""What the gallery shows of yields and of going back to school."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from bot.cards import Card
from bot.features.takeaways import cards
from bot.features.takeaways.cards import TakeAway, YieldFacts
from bot.forms import Form
from bot.meeting_words import span
from bot.texts import _

BEGINS, ENDS = datetime(2026, 3, 12, 14), datetime(2026, 3, 12, 17)  # noqa: DTZ001 - wall-clock times
GOES = datetime(2026, 3, 17, 17)  # noqa: DTZ001 - a wall-clock time


def samples() -> Iterator[Card | Form]:
    """Draw every card and form of yields."""
    lines = (
        _("Begin each lesson with five minutes of reading."),
        _("Let pupils choose the book."),
    )
    name, day = _("Reading aloud"), span(BEGINS, ENDS)
    others = ((1, "Anna"), (2, "Bram"))
    unwritten = YieldFacts(1, 1, name, day, goes_at=GOES, others=others)
    written = replace(unwritten, lines=lines, revision=1)
    yield cards.ask(unwritten)
    yield cards.ask(written)
    yield cards.ask(replace(written, goes_at=None, can_post=True))
    yield cards.ask(replace(written, goes_at=None, shown=True))
    yield cards.form(unwritten)
    yield cards.form(written)
    if card := cards.group(written):
        yield card
    yield cards.listing([written], _("What the last meetings yielded"))
    yield cards.listing([], _("What meetings yielded"))
    tell, question = _("My team, on Monday: five minutes."), _("Our librarian: which books?")
    reading = ((_("Choosing books"), "https://example.org/books"),)
    taken = TakeAway(1, 1, name, day, lines, tell, question, reading, "/takeaway/example")
    yield cards.school(replace(taken, tell="", ask=""))
    yield cards.school(taken)
    yield cards.school_form(taken)
    yield cards.page(taken)
