"""Questions as a form's inputs, and answers read from what came back; pure."""

from collections.abc import Sequence

from bot.ballots.questions import LONGEST_LINE, STEPS, Answer, Answers, Question
from bot.cards import Option, clean
from bot.errors import Refusal
from bot.forms import Input, PickInput, TextInput, Values, number_of, one
from bot.texts import _


def inputs(questions: Sequence[Question]) -> tuple[Input, ...]:
    """Return an input for each question, none of them required."""
    return tuple(_input(f"q{number}", question) for number, question in enumerate(questions))


def _input(name: str, question: Question) -> Input:
    if question.kind == "line":
        return TextInput(name, question.text, required=False, many_lines=True, longest=LONGEST_LINE)
    many = question.kind == "several"
    return PickInput(name, question.text, options(question), many=many, required=False)


def options(question: Question) -> tuple[Option, ...]:
    """Return what can be chosen; a step of a scale comes back as its number, an option from 0."""
    if question.kind != "scale":
        return tuple(Option(label, str(place)) for place, label in enumerate(question.options))
    ends = {1: question.low, STEPS: question.high}
    labels = {step: _step(step, ends.get(step, "")) for step in range(1, STEPS + 1)}
    return tuple(Option(label, str(step)) for step, label in labels.items())


def _step(step: int, end: str) -> str:
    return f"{step}: {end}" if end else str(step)


def read(questions: Sequence[Question], values: Values) -> Answers:
    """Read a ballot; Refusal at its input, which repeats nothing of what was typed."""
    return tuple(
        _answer(question, values, f"q{number}") for number, question in enumerate(questions)
    )


def _answer(question: Question, values: Values, name: str) -> Answer:
    if question.kind == "line":
        return _line(one(values, name), name)
    chosen = [number_of(value) for value in values.get(name, ()) if value]
    known = [int(option.value) for option in options(question)]
    if any(value not in known for value in chosen):
        raise Refusal(_("Choose one of the answers that are offered."), name)
    picked = tuple(value for value in known if value in chosen)
    if question.kind == "several":
        return picked or None
    return picked[0] if picked else None


def _line(typed: str, name: str) -> str | None:
    line = clean(typed)
    if len(line) > LONGEST_LINE:
        text = _("That is long for one answer: at most {most} characters fit.", most=LONGEST_LINE)
        raise Refusal(text, name)
    return line or None
