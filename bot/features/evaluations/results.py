"""What came out of an evaluation, as plain data for cards, charts and exports; pure.

It is as coarse as bot.ballots.counting made it: nothing finer was ever kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.ballots.counting import HIGH, LOW, Band, Outcome
from bot.ballots.questions import STEPS, Question
from bot.texts import _


@dataclass(frozen=True)
class Finding:
    """One question and what may be shown of it; `before` is how it came out the round before."""

    question: Question
    outcome: Outcome
    before: Outcome | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """What `outcome.counts` or `outcome.bands` are of: the steps, or the options."""
        if self.question.kind == "scale":
            return tuple(str(step) for step in range(1, STEPS + 1))
        return self.question.options

    @property
    def mean(self) -> str:
        """The mean in words, '' when there is none."""
        return mean_words(self.outcome)

    @property
    def mean_before(self) -> str:
        """The mean of the round before in words, '' when there is none."""
        return mean_words(self.before) if self.before else ""


@dataclass(frozen=True)
class Result:
    """A closed evaluation. `closed` is a wall-clock time; `ending` is 'shown', 'few' or 'lost'.

    `title` is how it is called, `form` the name of a ready-made form, 'own' or 'poll'; there
    are findings only when it is 'shown'. `before` is when the round compared with closed.
    """

    id: int
    title: str
    form: str
    closed: datetime
    took_part: int
    electorate: int
    ending: str
    least: int
    findings: tuple[Finding, ...] = ()
    before: datetime | None = None


def findings(questions: Sequence[Question], outcomes: Sequence[Outcome]) -> tuple[Finding, ...]:
    """Put questions and outcomes together."""
    if not outcomes:
        return ()
    return tuple(Finding(*pair) for pair in zip(questions, outcomes, strict=True))


def compared(result: Result, earlier: Result | None) -> Result:
    """Set the means of an earlier round beside those of the same questions."""
    if earlier is None:
        return result
    known = {one.question: one.outcome for one in earlier.findings if one.outcome.mean is not None}
    found = tuple(replace(one, before=known.get(one.question)) for one in result.findings)
    if all(one.before is None for one in found):
        return result
    return replace(result, findings=found, before=earlier.closed)


def mean_words(outcome: Outcome) -> str:
    """Write a mean, '' for none; of under ten answers an end says only where it lies."""
    mean, coarse = outcome.mean, not outcome.counts
    if mean is None:
        return ""
    if coarse and mean <= LOW:
        return _("up to {mean}", mean=number_words(LOW))
    if coarse and mean >= HIGH:
        return _("from {mean}", mean=number_words(HIGH))
    return number_words(mean)


def number_words(value: float) -> str:
    """Write a number with one decimal, as the language does."""
    whole, part = f"{value:.1f}".split(".")
    return _("{whole}.{part}", whole=whole, part=part)


def band_words(band: Band) -> str:
    """Write about how many chose an option."""
    words = {"few": _("up to a third"), "half": _("about half"), "most": _("two thirds or more")}
    return words[band]


def table(result: Result) -> list[tuple[str, str, str, str | float | int]]:
    """Return a result as rows of question, kind, answer and value, in the reader's language.

    What people wrote is as they wrote it: whoever writes a file makes it safe for formulas.
    """
    return [row for finding in result.findings for row in _rows(finding)]


def _rows(finding: Finding) -> list[tuple[str, str, str, str | float | int]]:
    text, outcome = finding.question.text, finding.outcome
    if outcome.few:
        return [(text, _("too few answered this question"), "", "")]
    found: list[tuple[str, str, str, str | float | int]] = []
    if outcome.mean is not None:
        found.append((text, _("mean"), "", outcome.mean if outcome.counts else finding.mean))
    counts = zip(finding.labels, outcome.counts, strict=False)
    found += [(text, _("count"), label, count) for label, count in counts]
    bands = zip(finding.labels, outcome.bands, strict=False)
    found += [(text, _("share"), label, band_words(band)) for label, band in bands]
    return found + [(text, _("line"), line, "") for line in outcome.lines]
