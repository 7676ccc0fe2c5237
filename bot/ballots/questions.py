"""What a ballot asks and what one holds, and both as plain data for the database; pure."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

Kind = Literal["scale", "one", "several", "line"]
STEPS = 5
"""A scale goes from 1 to this."""

LONGEST_LINE = 500
"""Characters of an open line."""

LONGEST_QUESTION = 150
MOST_QUESTIONS = 10
MOST_OPTIONS = 10
LONGEST_OPTION = 75


@dataclass(frozen=True)
class Question:
    """One question: a scale of 1 to 5 (`low` and `high` name its ends), a choice, a line."""

    kind: Kind
    text: str
    options: tuple[str, ...] = ()
    low: str = ""
    high: str = ""


Answer = int | tuple[int, ...] | str | None
"""A scale's 1 to 5, a choice's option from 0, several options, a line; None: left out."""

Answers = tuple[Answer, ...]
"""One ballot: an answer to every question."""


def is_empty(answers: Answers) -> bool:
    """Say whether a ballot answers nothing at all."""
    return all(answer in (None, (), "") for answer in answers)


def fits(questions: Sequence[Question], answers: Answers) -> bool:
    """Say whether a ballot is one for these questions."""
    pairs = zip(questions, answers, strict=False)
    return len(questions) == len(answers) and all(_fits(*pair) for pair in pairs)


def _fits(question: Question, answer: Answer) -> bool:
    if answer is None:
        return True
    options = range(len(question.options))
    match question.kind:
        case "scale":
            return _is_in(range(1, STEPS + 1), answer)
        case "one":
            return _is_in(options, answer)
        case "several":
            return isinstance(answer, tuple) and _are_some(options, answer)
        case "line":
            return isinstance(answer, str) and len(answer) <= LONGEST_LINE


def _is_in(numbers: range, answer: object) -> bool:
    # Python takes True for 1; a ballot does not.
    return type(answer) is int and answer in numbers


def _are_some(options: range, given: tuple[int, ...]) -> bool:
    return all(_is_in(options, one) for one in given) and list(given) == sorted(set(given))


def dump(questions: Sequence[Question]) -> list[dict[str, Any]]:
    """Write questions as plain data."""
    return [asdict(question) | {"options": list(question.options)} for question in questions]


def load(data: Sequence[dict[str, Any]]) -> tuple[Question, ...]:
    """Read questions from plain data."""
    return tuple(Question(**{**one, "options": tuple(one["options"])}) for one in data)
