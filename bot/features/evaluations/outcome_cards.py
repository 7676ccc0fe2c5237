"""How the results of an evaluation look: bars, averages and bands in words, lines quoted."""

from bot.cards import Actions, Bar, Bars, Button, Card, Element, Link, Text
from bot.features.evaluations.results import Finding, Result, band_words
from bot.texts import _, long_date, n_


def outcome(result: Result, ways: tuple[Button | Link, ...] = ()) -> Card:
    """Show what came out, and ways to more; kindly where there is nothing to show."""
    title = _("What came out: {title}", title=result.title)
    if not result.took_part:
        return Card(title, (Text(_("Nobody answered this time, which is fine.")),), title)
    if result.ending != "shown":
        return Card(title, (Text(part(result)), Text(_nothing(result))), title)
    body: list[Element] = [Text(part(result), "quiet")]
    for finding in result.findings:
        body += [Text(finding.question.text, "strong"), *_finding(finding)]
    if any(one.outcome.mean is not None and not one.outcome.counts for one in result.findings):
        body.append(Text(_("Averages are rounded to halves."), "quiet"))
    if any(finding.before is not None for finding in result.findings) and result.before:
        last = long_date(result.before.date())
        body.append(Text(_("Last time was {day}.", day=last), "quiet"))
    if ways:
        body.append(Actions(ways))
    return Card(title, tuple(body), title)


def part(result: Result) -> str:
    """Say how many of how many took part."""
    return n_(
        "{n} of {all} took part.",
        "{n} of {all} took part.",
        result.took_part,
        all=result.electorate,
    )


def _nothing(result: Result) -> str:
    if result.ending == "lost":
        return _(
            "The key to the answers was not there, so nobody can read them, Kring neither. They "
            "are destroyed. Ask your administrator about the folder of keys."
        )
    return _(
        "That is fewer than {least}, so the answers are destroyed, unread: in so small a group "
        "they could tell whose they are.",
        least=result.least,
    )


def _finding(finding: Finding) -> list[Element]:
    seen = finding.outcome
    if seen.few:
        return [Text(_("Too few answered this question."), "quiet")]
    body: list[Element] = []
    if seen.mean is not None:
        body.append(Text(mean_line(finding)))
    if seen.counts:
        body.append(_bars(finding))
    for label, band in zip(finding.labels, seen.bands, strict=False):
        body.append(Text(f"{label}: {band_words(band)}"))
    body += [Text(f"“{line}”") for line in seen.lines]
    if finding.question.kind == "line" and not seen.lines:
        body.append(Text(_("Nobody wrote anything here."), "quiet"))
    return body


def mean_line(finding: Finding) -> str:
    """Say a question's average, its scale and the average of the round before."""
    low, high = finding.question.low, finding.question.high
    said = _("Average: {mean}", mean=finding.mean)
    if low and high:
        said += " " + _("on a scale from 1 ({low}) to 5 ({high})", low=low, high=high)
    else:
        said += " " + _("on a scale from 1 to 5")
    if not finding.mean_before:
        return f"{said}."
    return f"{said}; " + _("last time: {mean}.", mean=finding.mean_before)


def _bars(finding: Finding) -> Bars:
    counts = finding.outcome.counts
    most = max(sum(counts) if finding.question.kind != "several" else max(counts), 1)
    bars = zip(finding.labels, counts, strict=True)
    return Bars(tuple(Bar(label, count, count / most) for label, count in bars))
