"""The ready-made forms: what is asked about a meeting, about a change, about a whole season."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.ballots.questions import Question
from bot.texts import _


@dataclass(frozen=True)
class Ready:
    """A ready-made form; title and questions are in the language now spoken.

    `words` are what it answers to when typed. One that `waits` is asked weeks after.
    """

    title: Callable[[], str]
    questions: Callable[[], tuple[Question, ...]]
    words: tuple[str, ...] = ()
    waits: bool = False


def _scale(text: str, low: str = "", high: str = "") -> Question:
    return Question("scale", text, low=low or _("low"), high=high or _("high"))


def _line(text: str) -> Question:
    return Question("line", text)


def _agree(text: str) -> Question:
    return Question("scale", text, low=_("not at all"), high=_("very much so"))


def _aspects() -> tuple[Question, ...]:
    return (
        _scale(_("What it was about")),
        _scale(_("How we worked")),
        _scale(_("The guests, or who led us")),
        _scale(_("The place and the hour")),
        _scale(_("My own part in it")),
        _line(_("What do you want to say about it?")),
    )


def _give() -> tuple[Question, ...]:
    return (
        _agree(_("I could bring something that others could use.")),
        _agree(_("I take something with me that I can use.")),
        _line(_("What did you bring, or would you have liked to?")),
        _line(_("What do you take with you?")),
    )


def _energy() -> tuple[Question, ...]:
    return (
        _agree(_("I went home with energy.")),
        _line(_("What gave you energy, or took it?")),
    )


def _goal() -> tuple[Question, ...]:
    return (
        _agree(_("This brought us closer to our goal.")),
        _agree(_("Our goal is still the right one.")),
        _line(_("What would bring us closer?")),
    )


def _reaction() -> tuple[Question, ...]:
    return (
        _agree(_("It was worth my time.")),
        _agree(_("I felt free to say what I think.")),
        _line(_("What shall we keep, what shall we change?")),
    )


def _learning() -> tuple[Question, ...]:
    return (
        _agree(_("I know or see something that I did not before.")),
        _agree(_("I dare to try it.")),
        _line(_("What have you learned?")),
    )


def _behaviour() -> tuple[Question, ...]:
    return (
        _agree(_("I do something differently at work since then.")),
        _agree(_("My surroundings help me with it.")),
        _line(_("What do you do differently? What helps, what hinders?")),
    )


def _impact() -> tuple[Question, ...]:
    return (
        _agree(_("Colleagues notice something of it.")),
        _agree(_("Pupils, or those we work for, notice something of it.")),
        _agree(_("I want to go on with this network.")),
        _line(_("What do others notice?")),
    )


READY: Mapping[str, Ready] = {
    "aspects": Ready(lambda: _("Five aspects"), _aspects, ("aspects", "aspecten", "five", "vijf")),
    "give": Ready(lambda: _("Give and take"), _give, ("give", "take", "geven", "nemen")),
    "energy": Ready(lambda: _("Energy"), _energy, ("energy", "energie")),
    "goal": Ready(lambda: _("Closer to our goal"), _goal, ("goal", "doel")),
    "reaction": Ready(lambda: _("How was it?"), _reaction, ("reaction", "reactie")),
    "learning": Ready(lambda: _("What did we learn?"), _learning, ("learning", "leren", "geleerd")),
    "behaviour": Ready(
        lambda: _("What do we do differently?"),
        _behaviour,
        ("behaviour", "behavior", "gedrag"),
        waits=True,
    ),
    "impact": Ready(lambda: _("What do others notice?"), _impact, ("impact", "effect"), waits=True),
}
OWN, POLL = "own", "poll"
USUAL = "aspects"
"""What a network asks after its meetings unless it chose another form."""

AT_ONCE = tuple(name for name, form in READY.items() if not form.waits)


def called(word: str) -> str | None:
    """Return the name of the ready-made form that a typed word means, None if it means none."""
    wanted = word.strip().casefold()
    return next((name for name, form in READY.items() if wanted in form.words), None)


def title_of(form: str) -> str:
    """Say in the reader's language how a form is called; '' for one that is no ready-made one."""
    return READY[form].title() if form in READY else ""
