"""The forms of polls: a new one, and another closing time."""

from datetime import datetime

from bot.cards import Arg
from bot.errors import Refusal
from bot.feature import Reading
from bot.features.polls.rules import LONGEST_QUESTION, Draft, checked_options, checked_question
from bot.forms import ClockInput, DayInput, Form, Input, TextInput, ToggleInput, Values, one
from bot.opening import read_closing, read_times
from bot.texts import _


def new_form(network: int, question: str = "") -> Form:
    """Ask for a poll, perhaps with its question filled in."""
    return Form(
        _("A new poll"),
        "polls.create",
        (
            TextInput(
                "question", _("What do you want to ask?"), question, longest=LONGEST_QUESTION
            ),
            TextInput(
                "options",
                _("What can people choose?"),
                hint=_("One a line, 2 to 10. Left empty: yes, no, it depends."),
                required=False,
                many_lines=True,
                longest=1000,
            ),
            ToggleInput("many", _("More than one may be chosen")),
            ToggleInput(
                "anonymous",
                _("Nobody sees who chose what"),
                hint=_("Results only after it closes; a choice cannot be changed."),
            ),
            *_times(),
        ),
        _("Ask it"),
        (network,),
        _("Everybody in the group sees who chose what, unless you turn that off."),
    )


def _times() -> tuple[Input, ...]:
    return (
        DayInput("closes", _("Closes on"), required=False, hint=_("Left empty: in a week.")),
        ClockInput("closes_time", _("Closes at"), required=False, hint=_("Usually 17:00.")),
        DayInput("opens", _("Goes out on"), required=False, hint=_("Left empty: now.")),
        ClockInput("opens_time", _("Goes out at"), required=False),
        TextInput(
            "every",
            _("Comes back"),
            hint=_("For example: every Monday 9:00. Left empty: it does not."),
            required=False,
        ),
    )


def read_new(reading: Reading, values: Values) -> Draft:
    """Read a new poll as it was filled in; Refusal at the field."""
    question = checked_question(one(values, "question"))
    options = checked_options(one(values, "options").splitlines())
    opens, closes = _both(values, "opens"), _both(values, "closes")
    times = read_times(reading, opens, closes, one(values, "every"))
    many, anonymous = bool(one(values, "many")), bool(one(values, "anonymous"))
    return Draft(question, options, many, times, anonymous)


def closing_form(network: int, poll: int, question: str, closes: datetime) -> Form:
    """Ask for another closing time."""
    args: tuple[Arg, ...] = (network, poll)
    return Form(
        _("Another closing time"),
        "polls.reclose",
        (
            DayInput("closes", _("Closes on"), closes.date().isoformat()),
            ClockInput("closes_time", _("Closes at"), closes.strftime("%H:%M")),
        ),
        _("Change it"),
        args,
        question,
    )


def read_reclose(reading: Reading, values: Values) -> datetime:
    """Read another closing time; Refusal at the field."""
    words = _both(values, "closes")
    if not words:
        raise Refusal(_("Pick the day on which the poll closes."), field="closes")
    return read_closing(reading, words, None)


def _both(values: Values, name: str) -> str:
    return f"{one(values, name)} {one(values, f'{name}_time')}".strip()
