"""What may be shown of many ballots: coarse where they are few, nothing where it would tell; pure.

Only what this returns is ever kept: what is not to be shown is not stored.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.ballots.questions import STEPS, Answer, Answers, Question

LEAST = 4
"""Answers that a question needs before anything of it is shown, unless set otherwise."""

NEVER_UNDER = 3
LEAST_FOR_LINES = 5
"""Ballots from which on open lines are shown."""

FULL = 10
"""Ballots from which on counts are shown; under it means in half points, and bands."""

LOW, HIGH = 1.5, 4.5
"""The ends of the half points: up to the one, from the other."""

Band = Literal["few", "half", "most"]
"""Up to a third, about half, two thirds or more."""


@dataclass(frozen=True)
class Outcome:
    """What is shown of one question; `few` when too few answered it, and then nothing else.

    `mean` is of a scale: in half points under ten ballots (1.5 means 'up to', 4.5 'from'), in
    tenths from ten on. `counts` are of a scale's steps or of the options, from ten ballots on;
    `bands` of the options under ten. `lines` are in the order of the alphabet, which says
    nothing of who wrote when.
    """

    few: bool = False
    mean: float | None = None
    counts: tuple[int, ...] = ()
    bands: tuple[Band, ...] = ()
    lines: tuple[str, ...] = ()


def count(
    questions: Sequence[Question], ballots: Sequence[Answers], least: int = LEAST
) -> tuple[Outcome, ...] | None:
    """Return what may be shown of each question; None when there are too few ballots at all."""
    least = max(least, NEVER_UNDER)
    if len(ballots) < least:
        return None
    columns = zip(questions, zip(*ballots, strict=True), strict=True)
    return tuple(
        _outcome(question, _given(column), least, len(ballots)) for question, column in columns
    )


def _given(column: Sequence[Answer]) -> list[Any]:
    return [answer for answer in column if answer not in (None, "", ())]


def _outcome(question: Question, given: list[Any], least: int, ballots: int) -> Outcome:
    if question.kind == "line":
        enough = ballots >= max(least, LEAST_FOR_LINES)
        return Outcome(lines=_sorted(given)) if enough else Outcome(few=True)
    if len(given) < least:
        return Outcome(few=True)
    full = len(given) >= FULL
    if question.kind == "scale":
        return _scale(given, full=full)
    return _choice(question, given, full=full)


def _sorted(lines: list[str]) -> tuple[str, ...]:
    return tuple(sorted(lines, key=lambda line: (line.casefold(), line)))


def _scale(given: list[int], *, full: bool) -> Outcome:
    if not full:
        return Outcome(mean=min(max(_mean(given, 2), LOW), HIGH))
    times = Counter(given)
    return Outcome(mean=_mean(given, 10), counts=tuple(times[step + 1] for step in range(STEPS)))


def _mean(given: list[int], parts: int) -> float:
    """Return the mean in halves or tenths, what lies between two of them upwards."""
    count = len(given)
    return (2 * parts * sum(given) + count) // (2 * count) / parts


def _choice(question: Question, given: list[Any], *, full: bool) -> Outcome:
    chosen = Counter[int]()
    for answer in given:
        chosen.update(answer if isinstance(answer, tuple) else (answer,))
    counts = tuple(chosen[number] for number in range(len(question.options)))
    if full:
        return Outcome(counts=counts)
    return Outcome(bands=tuple(_band(times / len(given)) for times in counts))


def _band(share: float) -> Band:
    if share <= 1 / 3:
        return "few"
    return "most" if share >= 2 / 3 else "half"


def dump(outcome: Outcome) -> dict[str, Any]:
    """Write an outcome as plain data."""
    return asdict(outcome) | {
        "counts": list(outcome.counts),
        "bands": list(outcome.bands),
        "lines": list(outcome.lines),
    }


def load(data: dict[str, Any]) -> Outcome:
    """Read an outcome from plain data."""
    lists = {name: tuple(data[name]) for name in ("counts", "bands", "lines")}
    return Outcome(**{**data, **lists})
