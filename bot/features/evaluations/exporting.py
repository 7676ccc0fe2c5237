"""Results as pictures and files behind signed links, looked at again when they are fetched."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.cards import Button, Link
from bot.charts import Chart, Form
from bot.features.evaluations import finding, life, pictures, ready
from bot.features.evaluations.results import Result, mean_words, number_words, table
from bot.forms import number_of
from bot.links import Links
from bot.sheets import MIMES, Cell, File, sheet
from bot.texts import _, brief_date, long_date, speaking
from bot.timetable.load import load_view
from bot.turn import Features, Scene
from storage import evaluations
from storage.database import Unit
from storage.evaluations import Evaluation
from storage.tables import id_of

ONE, ROUNDS = "one", "rounds"
PICTURES: dict[str, Form] = {"png": "png", "svg": "svg"}


@dataclass(frozen=True)
class Picture:
    """A picture that is still to be drawn; `name` is without its ending."""

    name: str
    form: Form
    chart: Chart


def ways(scene: Scene, result: Result) -> tuple[Button | Link, ...]:
    """Lead to a result's files: for one reader by links of their own, for a room by a press."""
    if result.ending != "shown":
        return ()
    here = (scene.network, result.id)
    if scene.viewer is None:
        return (Button(_("As a picture or a file"), "evaluations.result", here),)
    drawn = pictures.picture(result) is not None
    more = Button(_("All results"), "evaluations.overview", (scene.network,))
    return (*links(scene, result.id, ONE, drawn=drawn), more)


def links(scene: Scene, number: int, what: str, *, drawn: bool) -> tuple[Link, ...]:
    """Return the signed links to one round, or to all rounds up to it, for who is looking."""
    sheets = ((_("As CSV"), "csv"), (_("As Excel"), "xlsx"))
    drawings = ((_("As a picture"), "png"), (_("As SVG"), "svg")) if drawn else ()
    return tuple(
        Link(
            name, scene.links.to("results", scene.network, f"{scene.viewer}:{number}:{what}:{kind}")
        )
        for name, kind in (*drawings, *sheets)
    )


def wanted(
    unit: Unit, registry: Features, network: int, extra: str, now: datetime
) -> File | Picture | None:
    """Give what a link's `extra` ('person:evaluation:one:csv') names, as its person may see it.

    None when the person is not in the network any more, or nothing is shown of the evaluation.
    """
    parts = extra.split(":")
    if len(parts) != 4:
        return None
    (person, number), (what, kind) = map(number_of, parts[:2]), parts[2:]
    try:
        view = load_view(unit.connection, network)
    except LookupError:
        return None
    member = next((one for one in view.present if one.id == person), None)
    row = evaluations.get(unit.connection, network, number or 0)
    if member is None or row is None or row.state != "closed" or row.ending != "shown":
        return None
    scene = Scene(unit, now, network, view.zone, Links(""), registry, person)
    with speaking(member.language):
        return _one(scene, row, kind) if what == ONE else _rounds(scene, row, what, kind)


def _one(scene: Scene, row: Evaluation, kind: str) -> File | Picture | None:
    result = finding.result_of(scene, row)
    name = f"{_('results')}-{result.closed.date()}"
    if kind in PICTURES:
        chart = pictures.picture(result)
        return Picture(name, PICTURES[kind], chart) if chart else None
    return _sheet(name, kind, _cells(result))


def _cells(result: Result) -> list[tuple[Cell, ...]]:
    day, all_ = long_date(result.closed.date()), result.electorate
    return [
        (_("Question"), _("Kind"), _("What"), _("Value")),
        (result.title, _("closed"), day, ""),
        (result.title, _("took part"), _("of {all}", all=all_), result.took_part),
        *table(result),
    ]


def _rounds(scene: Scene, row: Evaluation, what: str, kind: str) -> File | Picture | None:
    rounds = rounds_until(scene, row)
    chart = pictures.over_rounds(name_of(row), rounds)
    if what != ROUNDS or chart is None:
        return None
    name = f"{_('rounds')}-{rounds[-1].closed.date()}"
    if kind in PICTURES:
        return Picture(name, PICTURES[kind], chart)
    return _sheet(name, kind, _courses(rounds))


def _courses(rounds: Sequence[Result]) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = [(_("Question"), _("Day"), _("Average"))]
    for question in pictures.asked(rounds):
        for one in rounds:
            found = pictures.mean_of(question, one)
            if found and found.mean is not None:
                mean = found.mean if found.counts else mean_words(found)
                rows.append((question.text, brief_date(one.closed.date()), mean))
    return rows


def _sheet(name: str, kind: str, rows: list[tuple[Cell, ...]]) -> File | None:
    if kind not in MIMES:
        return None
    if kind == "csv":
        # Where a comma divides whole and part, '3.8' would be read as a day in August.
        rows = [tuple(_written(cell) for cell in row) for row in rows]
    return sheet(name, kind, rows)


def _written(cell: Cell) -> Cell:
    return number_words(cell) if isinstance(cell, float) else cell


def rounds_until(scene: Scene, row: Evaluation) -> list[Result]:
    """Read the rounds of an evaluation's form up to it, oldest first, as many as fit a picture."""
    rows = [row, *finding.before(scene, row)][: pictures.MOST_ROUNDS]
    return [finding.read(scene, one) for one in reversed(rows)]


def name_of(row: Evaluation) -> str:
    """Say how the form of an evaluation is called, whatever it was about."""
    return ready.title_of(row.form) or life.name_of(row)


def newest_of_each(rows: Sequence[Evaluation]) -> list[int]:
    """Return the ids of the newest shown evaluation of each form that was asked before."""
    times: dict[str, list[int]] = {}
    for row in rows:
        if row.ending == "shown" and any(one["kind"] == "scale" for one in row.questions):
            form = row.form if row.form in ready.READY else repr(row.questions)
            times.setdefault(form, []).append(id_of(row))
    return [ids[0] for ids in times.values() if len(ids) > 1]
