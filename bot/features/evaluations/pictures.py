"""What the pictures of results show: no finer than the card, coarse values as stretches; pure."""

from collections.abc import Sequence

from bot.ballots.counting import HIGH, LOW, Band, Outcome
from bot.ballots.questions import STEPS, Question
from bot.charts import Bar, Bars, Course, Part, Trend, Value
from bot.features.evaluations.outcome_cards import mean_line, part
from bot.features.evaluations.results import Finding, Result, band_words, mean_words
from bot.texts import _, brief_date, long_date, n_

MOST_ROUNDS = 6
_HALF_STEP = 0.25
_STRETCHES: dict[Band, tuple[float, float]] = {
    "few": (0, 1 / 3),
    "half": (1 / 3, 2 / 3),
    "most": (2 / 3, 1),
}


def picture(result: Result) -> Bars | None:
    """Describe the picture of a round; None when nothing of it can be drawn."""
    drawn = [one for one in result.findings if one.question.kind != "line"]
    if all(one.outcome.few for one in drawn):
        return None
    parts = tuple(_part(one, result.took_part) for one in drawn)
    title = _("What came out: {title}", title=result.title)
    said = f"{long_date(result.closed.date())}. {part(result)}"
    if result.before:
        said += " " + _("Last time was {day}.", day=long_date(result.before.date()))
    return Bars(title, said, parts, _alt([title, said, *map(_part_in_words, parts)]))


def _part(finding: Finding, took_part: int) -> Part:
    title, seen = finding.question.text, finding.outcome
    if seen.few:
        return Part(title, _("Too few answered this question."))
    if seen.bands:
        pairs = zip(finding.labels, seen.bands, strict=True)
        bars = tuple(Bar(label, _about(band)) for label, band in pairs)
        return Part(title, "", bars, (_("nobody"), _("everybody")))
    if not seen.counts:
        coarse = Bar(_("Average"), mean_value(seen))
        said = mean_line(finding) if finding.before else ""
        return Part(title, said, (coarse,), ends(finding.question))
    said = mean_line(finding) if seen.mean is not None else ""
    return Part(title, said, _counted(finding, took_part))


def _counted(finding: Finding, took_part: int) -> tuple[Bar, ...]:
    counts = finding.outcome.counts
    whole = max(took_part if finding.question.kind == "several" else sum(counts), *counts, 1)
    pairs = zip(finding.labels, counts, strict=True)
    return tuple(Bar(label, Value(str(count), count / whole)) for label, count in pairs)


def _about(band: Band) -> Value:
    low, high = _STRETCHES[band]
    return Value(band_words(band), high, low)


def mean_value(outcome: Outcome) -> Value:
    """Place a mean on its scale: where it lies, or between what it was rounded from."""
    mean, words = outcome.mean or 0.0, mean_words(outcome)
    if outcome.counts:
        return Value(words, _share(mean))
    low = 1.0 if mean <= LOW else mean - _HALF_STEP
    high = float(STEPS) if mean >= HIGH else mean + _HALF_STEP
    return Value(words, _share(high), _share(low))


def _share(mean: float) -> float:
    return (mean - 1) / (STEPS - 1)


def ends(question: Question) -> tuple[str, str]:
    """Name the two ends of a scale."""
    pairs = ((1, question.low), (STEPS, question.high))
    low, high = (f"{step} ({name})" if name else str(step) for step, name in pairs)
    return low, high


def over_rounds(title: str, rounds: Sequence[Result]) -> Trend | None:
    """Describe how the means went over rounds, oldest first; None with fewer than two."""
    kept = rounds[-MOST_ROUNDS:]
    courses = tuple(course for one in asked(kept) if (course := _course(one, kept)))
    if len(kept) < 2 or not courses:
        return None
    title = _("{title}: over the rounds", title=title)
    moments = tuple(brief_date(one.closed.date()) for one in kept)
    said = n_("{n} round.", "{n} rounds.", len(kept))
    words = [_course_in_words(one, moments) for one in courses]
    return Trend(title, said, moments, courses, _alt([title, said, *words]))


def asked(rounds: Sequence[Result]) -> list[Question]:
    """Return the scales of the newest of some rounds."""
    newest = rounds[-1].findings if rounds else ()
    return [one.question for one in newest if one.question.kind == "scale"]


def _course(question: Question, rounds: Sequence[Result]) -> Course | None:
    values = tuple(
        mean_value(outcome) if (outcome := mean_of(question, one)) else None for one in rounds
    )
    return Course(question.text, values, ends(question)) if any(values) else None


def mean_of(question: Question, result: Result) -> Outcome | None:
    """Return what came out of a question in a round, None where it has no mean there."""
    found = (one.outcome for one in result.findings if one.question == question)
    outcome = next(found, None)
    return outcome if outcome and outcome.mean is not None else None


def _part_in_words(part: Part) -> str:
    bars = "; ".join(f"{bar.label}: {bar.value.words}" for bar in part.bars)
    return " ".join(words for words in (part.title, part.said, bars) if words)


def _course_in_words(course: Course, moments: Sequence[str]) -> str:
    pairs = zip(moments, course.values, strict=True)
    return f"{course.title} " + "; ".join(f"{day}: {one.words}" for day, one in pairs if one)


def _alt(sentences: list[str]) -> str:
    return "\n".join(sentences)
