"""All results of a network at a glance, and how its means went over the rounds of a form."""

from dataclasses import dataclass

from bot.cards import Actions, Arg, Button, Card, CardRef, Element, Facts, Link, Option, Pick, Text
from bot.charts import Trend
from bot.effects import Present, Reply
from bot.features.evaluations import exporting, finding, pictures
from bot.features.evaluations.outcome_cards import part
from bot.features.evaluations.results import Finding, Result, band_words
from bot.features.evaluations.slice import feature
from bot.texts import _, brief_date
from bot.turn import Scene, Turn
from storage import evaluations
from storage.tables import id_of

PAGE = 10
MOST_MEANS = 3
MOST_CHOICES = 5
MOST_COURSES = 5


@dataclass(frozen=True)
class Rounds:
    """Rounds of one form: how it is called, a row of means for each question, and its files."""

    title: str
    rows: tuple[tuple[str, str], ...]
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Overview:
    """One page of results, newest first; `skip` come before it, `more` says others come after."""

    network: int
    results: tuple[Result, ...]
    rounds: tuple[Rounds, ...] = ()
    skip: int = 0
    more: bool = False


@feature.press("overview")
def overview(_turn: Turn, skip: int = 0) -> Reply:
    """Show all results, from some number on."""
    return [Present(CardRef("evaluations.overview", (skip,)))]


@feature.card("overview")
def draw_overview(scene: Scene, skip: int = 0) -> Card | None:
    """Draw a page of all results for whoever asks."""
    rows = evaluations.closed(scene.connection, scene.network)
    first = skip if 0 <= skip < len(rows) else 0
    results = tuple(finding.read(scene, row) for row in rows[first : first + PAGE])
    rounds = () if first else tuple(_rounds(scene, one) for one in exporting.newest_of_each(rows))
    more = len(rows) > first + PAGE
    found = Overview(scene.network, results, rounds[:MOST_COURSES], first, more)
    return all_results(found)


def _rounds(scene: Scene, number: int) -> Rounds:
    row = next(
        one for one in evaluations.closed(scene.connection, scene.network) if id_of(one) == number
    )
    chart = pictures.over_rounds(exporting.name_of(row), exporting.rounds_until(scene, row))
    if chart is None:
        return Rounds(exporting.name_of(row), ())
    links = exporting.links(scene, number, exporting.ROUNDS, drawn=True) if scene.viewer else ()
    return Rounds(chart.title, means(chart), links)


def means(trend: Trend) -> tuple[tuple[str, str], ...]:
    """Write the means of each question in a row, oldest first."""
    return tuple(
        (one.title, " · ".join(value.words if value else "–" for value in one.values))
        for one in trend.courses
    )


def all_results(seen: Overview) -> Card:
    """Show each result on a line, lead to them, and show what came back."""
    title = _("All results")
    if not seen.results:
        text = _("There are no results yet: they are there once an evaluation has closed.")
        return Card(title, (Text(text),), title)
    body: list[Element] = [Facts(tuple((one.title, line(one)) for one in seen.results))]
    offered = tuple(Option(_called(one), str(one.id)) for one in seen.results)
    here: tuple[Arg, ...] = (seen.network,)
    items: list[Button | Pick] = [Pick(_("Results"), "evaluations.show", offered, here)]
    if seen.skip:
        newer = max(seen.skip - PAGE, 0)
        items.append(Button(_("Newer ones"), "evaluations.overview", (*here, newer)))
    if seen.more:
        older = seen.skip + PAGE
        items.append(Button(_("Older ones"), "evaluations.overview", (*here, older)))
    body.append(Actions(tuple(items)))
    for one in seen.rounds:
        body += _course(one)
    return Card(title, tuple(body), title)


def _called(result: Result) -> str:
    return f"{result.title[:55]} ({brief_date(result.closed.date())})"


def _course(rounds: Rounds) -> list[Element]:
    if not rounds.rows:
        return []
    body: list[Element] = [Text(rounds.title, "strong"), Facts(rounds.rows)]
    return [*body, Actions(rounds.links)] if rounds.links else body


def line(result: Result) -> str:
    """Say on one line when a round closed, how many took part, and its first means."""
    said = f"{brief_date(result.closed.date())}: {part(result)}"
    if result.ending != "shown":
        return f"{said} " + _("Nothing to show.")
    means = [f"{one.question.text} ({one.mean})" for one in result.findings if one.mean]
    return f"{said} {' · '.join(means[:MOST_MEANS] or _choices(result.findings))}".rstrip()


def _choices(findings: tuple[Finding, ...]) -> list[str]:
    """Say how often each option was chosen, where one question is all that was asked."""
    if len(findings) != 1 or len(findings[0].labels) > MOST_CHOICES:
        return []
    seen = findings[0].outcome
    shown = [str(count) for count in seen.counts] or [band_words(one) for one in seen.bands]
    return [f"{label}: {what}" for label, what in zip(findings[0].labels, shown, strict=False)]
