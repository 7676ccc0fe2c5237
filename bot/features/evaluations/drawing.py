"""Draws the cards of evaluations, and their parts of the home view and the plan."""

from collections.abc import Iterator

from bot.cards import Actions, Button, Card, Element, Text
from bot.features.evaluations import (
    cards,
    exporting,
    finding,
    life,
    outcome_cards,
    ready,
    rounds,
)
from bot.features.evaluations.glance import Glance, glance
from bot.features.evaluations.slice import feature
from bot.telling import OpenEnd, PlanLine
from bot.texts import _, long_moment
from bot.timetable.load import load_view
from bot.turn import Scene
from storage import evaluations
from storage.evaluations import Evaluation
from storage.tables import id_of

MOST_RESULTS = 20
MOST_AT_HOME = 3


@feature.card("card")
def draw(scene: Scene, number: int) -> Card | None:
    """Draw an evaluation of one's own as the group sees it."""
    row = evaluations.get(scene.connection, scene.network, number)
    if row is None or row.state in ("draft", "scheduled"):
        return None
    return cards.ask(finding.as_asked(scene, row))


@feature.card("meeting")
def draw_meeting(scene: Scene, meeting: int) -> Card | None:
    """Draw the evaluation of a meeting as the group sees it."""
    row = finding.about(scene.connection, scene.network, meeting, rounds.NOW)
    return cards.ask(finding.as_asked(scene, row)) if row else None


@feature.card("later")
def draw_later(scene: Scene, meeting: int) -> Card | None:
    """Draw what is asked weeks after a meeting as the group sees it."""
    row = finding.about(scene.connection, scene.network, meeting, rounds.LATER)
    return cards.ask(finding.as_asked(scene, row)) if row else None


@feature.card("private")
def draw_private(scene: Scene, meeting: int) -> Card | None:
    """Draw the evaluation of a meeting for one person."""
    row = finding.about(scene.connection, scene.network, meeting, rounds.NOW)
    return cards.private(finding.as_asked(scene, row)) if row else None


@feature.card("last")
def draw_last(scene: Scene, meeting: int) -> Card | None:
    """Draw the last call, which is there for who has not answered and while it is open."""
    row = finding.about(scene.connection, scene.network, meeting, rounds.NOW)
    if row is None or row.state != "open" or row.closes_at <= scene.now:
        return None
    if evaluations.is_on_roll(scene.connection, id_of(row), scene.viewer or 0):
        return None
    return cards.last_call(finding.as_asked(scene, row))


@feature.card("results")
def draw_results(scene: Scene, meeting: int) -> Card | None:
    """Draw what came out of the evaluation of a meeting."""
    return _of_meeting(scene, meeting, rounds.NOW)


@feature.card("later_results")
def draw_later_results(scene: Scene, meeting: int) -> Card | None:
    """Draw what came out of the question asked weeks after a meeting."""
    return _of_meeting(scene, meeting, rounds.LATER)


def _of_meeting(scene: Scene, meeting: int, which: str) -> Card | None:
    row = finding.about(scene.connection, scene.network, meeting, which)
    if row is None or row.state != "closed":
        return None
    return _outcome(scene, row)


@feature.card("outcome")
def draw_outcome(scene: Scene, number: int) -> Card | None:
    """Draw what came out of an evaluation."""
    row = evaluations.get(scene.connection, scene.network, number)
    if row is None or row.state != "closed":
        return None
    return _outcome(scene, row)


def _outcome(scene: Scene, row: Evaluation) -> Card:
    result = finding.result_of(scene, row)
    return outcome_cards.outcome(result, exporting.ways(scene, result))


@feature.card("glance")
def draw_glance(scene: Scene) -> Card | None:
    """Draw everything at a glance for one person."""
    return glance(_glance(scene))


def _glance(scene: Scene) -> Glance:
    live = evaluations.live(scene.connection, scene.network)
    closed = evaluations.closed(scene.connection, scene.network)[:MOST_RESULTS]
    choice = evaluations.choice(scene.connection, scene.network)
    open_ones = [row for row in live if finding.is_open(scene, row)]
    return Glance(
        scene.network,
        tuple(finding.as_asked(scene, row) for row in open_ones),
        tuple(finding.as_asked(scene, row) for row in live if row.state == "scheduled"),
        tuple((id_of(row), finding.title_of(scene.connection, row)) for row in closed),
        scene.facilitator,
        ready.title_of(choice.form if choice else ready.USUAL) or _("your own questions"),
    )


@feature.home(order=25)
def at_home(scene: Scene) -> Iterator[Element]:
    """Show the evaluations that wait for this person, and the way to all of them."""
    for row in list(finding.waiting(scene))[:MOST_AT_HOME]:
        asked = finding.as_asked(scene, row)
        yield Text(asked.title, "strong")
        yield cards.open_until(asked)
        if asked.in_one_press:
            yield from cards.choices(asked)
        else:
            yield Actions((Button(_("Answer"), "evaluations.answer", asked.here, main=True),))
    yield Actions((Button(_("Evaluations"), "evaluations.glance", (scene.network,)),))


@feature.plans
def planned(scene: Scene) -> Iterator[PlanLine]:
    """Show the evaluations that are still to be posted, and the results of one's own."""
    for row in evaluations.live(scene.connection, scene.network):
        title = finding.title_of(scene.connection, row)
        if row.state == "scheduled":
            yield PlanLine(row.opens, (), _("Evaluation: {title}", title=title))
        if _is_told_apart(scene, row):
            yield PlanLine(row.closes, (), _("What came out: {title}", title=title))


def _is_told_apart(scene: Scene, row: Evaluation) -> bool:
    """Say whether no line of the timetable tells the group what came out."""
    if row.meeting_id is None:
        return True
    view = scene.once(load_view, scene.network)
    return life.told_too_soon(scene.connection, view, row)


@feature.open_ends
def open_ends(scene: Scene) -> Iterator[OpenEnd]:
    """Show what is open to this person, and facilitators all that is; nobody how many answered.

    Also what they have answered: a chat keeps this list, and with it who took part.
    """
    for row in finding.open_now(scene):
        asked = finding.as_asked(scene, row)
        when = long_moment(asked.closes)
        if finding.asks(scene, row):
            text = _("{title} Open until {when}.", title=asked.title, when=when)
            yield OpenEnd(text, Button(_("Answer"), "evaluations.answer", asked.here), mine=True)
        if scene.facilitator:
            text = _(
                "{title} Open until {when}; how many answered shows after that.",
                title=asked.title,
                when=when,
            )
            yield OpenEnd(text, Button(_("Evaluations"), "evaluations.glance", (scene.network,)))
