"""What the gallery shows of evaluations."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.ballots.counting import Band, Outcome
from bot.ballots.questions import Question
from bot.cards import Button, Card, Link
from bot.features.evaluations import (
    cards,
    forms,
    kept_card,
    line,
    outcome_cards,
    overview,
    pictures,
    ready,
    words,
)
from bot.features.evaluations.cards import Asked
from bot.features.evaluations.glance import Glance, glance
from bot.features.evaluations.results import Finding, Result, compared
from bot.forms import Form
from bot.texts import _

CLOSES = datetime.fromisoformat("2026-03-17T17:00")
OPENS = datetime.fromisoformat("2026-03-12T16:50")


def samples() -> Iterator[Card | Form]:
    """Draw every card and form of evaluations."""
    title = _("How was {name}?", name=_("Reading aloud"))
    asked = Asked(1, 1, title, ready.READY["aspects"].questions(), CLOSES, 4, "open", OPENS)
    meeting = replace(asked, after=_("Reading aloud"), commits=True)
    one = replace(asked, title=_("What next?"), questions=(_choice(3),), manages=True)
    yield cards.ask(meeting)
    yield cards.ask(one)
    yield cards.ask(replace(one, questions=(_choice(8),)))
    yield cards.ask(replace(meeting, state="closed"))
    yield cards.ask(replace(meeting, state="cancelled"))
    yield cards.last_call(meeting)
    yield kept_card.draw(asked, "/anonymity")
    own = replace(asked, questions=(*asked.questions, _choice(3)), recurring=True)
    yield cards.preview(own, _("A draft"), later=True, own=True)
    yield cards.preview(asked, _("A draft"), later=False, own=False)
    yield cards.manage(replace(one, recurring=True))
    yield cards.manage(replace(meeting, state="scheduled"))
    yield glance(Glance(1))
    yield glance(Glance(1, (replace(meeting, manages=False),)))
    coming = (replace(own, state="scheduled", manages=True),)
    results = ((1, title), (2, _("What next?")))
    seen = Glance(1, (meeting, one), coming, results, steers=True, usual=_("Energy"))
    yield glance(seen)
    yield words.meant(1, "results")
    yield from _forms(asked)
    yield from _outcomes(title)


def _choice(options: int) -> Question:
    names = (_("Reading"), _("Writing"), _("Speaking"), *(str(n) for n in range(4, 20)))
    return Question("one", _("What next?"), names[:options])


def _forms(asked: Asked) -> Iterator[Form]:
    for form in ready.READY.values():
        yield forms.answer(asked.here, form.title(), form.questions())
    yield forms.answer(
        asked.here, _("What next?"), (_choice(8), replace(_choice(3), kind="several"))
    )
    yield forms.build((1, 0))
    yield forms.build((1, 1), line.written(asked.questions), asked.title)
    yield forms.after_meetings(1, ready.USUAL, 4, own=True)


def _outcomes(title: str) -> Iterator[Card]:
    scale, choice = ready.READY["aspects"].questions()[0], _choice(3)
    words = Question("line", _("What do you want to say about it?"))
    lines = (_("More time to talk, please."), _("The example of the choir."))
    many = (
        Finding(scale, Outcome(mean=3.8, counts=(0, 1, 3, 6, 4))),
        Finding(choice, Outcome(counts=(8, 4, 2))),
        Finding(words, Outcome(lines=lines)),
    )
    bands: tuple[Band, ...] = ("most", "half", "few")
    few = (
        Finding(scale, Outcome(mean=4.5)),
        Finding(choice, Outcome(bands=bands)),
        Finding(words, Outcome(few=True)),
        Finding(replace(words, text=_("What next?")), Outcome()),
    )
    result = Result(1, title, "aspects", CLOSES, 14, 16, "shown", 4, many)
    before = Result(2, title, "aspects", CLOSES - timedelta(days=28), 6, 9, "shown", 4, few)
    names = (_("As a picture"), _("As SVG"), _("As CSV"), _("As Excel"))
    links = tuple(Link(name, "/") for name in names)
    yield outcome_cards.outcome(compared(result, before), links)
    room = Button(_("As a picture or a file"), "evaluations.result", (1, 1))
    yield outcome_cards.outcome(before, (room,))
    yield from _overviews((result, before), links)
    yield outcome_cards.outcome(Result(3, title, "aspects", CLOSES, 2, 9, "few", 4))
    yield outcome_cards.outcome(Result(5, title, "aspects", CLOSES, 0, 9, "few", 4))
    yield outcome_cards.outcome(Result(4, title, "aspects", CLOSES, 9, 9, "lost", 4))


def _overviews(results: tuple[Result, ...], links: tuple[Link, ...]) -> Iterator[Card]:
    first = results[1].closed - timedelta(days=28)
    few = replace(results[0], id=3, closed=first, took_part=2, ending="few", findings=())
    trend = pictures.over_rounds(ready.title_of("aspects"), results[::-1])
    if trend:
        rounds = overview.Rounds(trend.title, overview.means(trend), links)
        seen = overview.Overview(1, (*results, few), (rounds,), skip=10, more=True)
        yield overview.all_results(seen)
    yield overview.all_results(overview.Overview(1, ()))
