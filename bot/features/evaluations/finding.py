"""Finds evaluations for their cards and handlers, and refuses kindly what is not there."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlmodel import Session

from bot.ballots import counting, questions
from bot.calendar.wallclock import to_local, to_utc
from bot.errors import Refusal
from bot.features.evaluations import life, ready, rounds
from bot.features.evaluations.cards import Asked
from bot.features.evaluations.results import Result, compared, findings
from bot.meeting_words import meeting_name
from bot.texts import _, long_moment
from bot.turn import Scene, Turn
from storage import evaluations, meetings, networks
from storage.evaluations import Evaluation
from storage.tables import id_of


def of_network(turn: Turn, number: int) -> Evaluation:
    """Return an evaluation of the turn's network; Refusal when there is none."""
    row = evaluations.get(turn.connection, turn.network.id, number)
    if row is None or row.state == "draft":
        raise Refusal(_("This evaluation is no longer there. Type 'evaluate' to see the others."))
    return row


def draft(turn: Turn, number: int) -> Evaluation:
    """Return a draft of the turn's network; Refusal when it is none any more."""
    row = evaluations.get(turn.connection, turn.network.id, number)
    if row is None:
        raise Refusal(_("This draft is no longer there. Type 'evaluate' to make a new one."))
    if row.state != "draft":
        raise Refusal(_("This draft has gone out already. Type 'evaluate' to see it."))
    return row


def open_for(turn: Turn, number: int) -> Evaluation:
    """Return an evaluation that is open to the person who acts; Refusal otherwise."""
    row = of_network(turn, number)
    _check_open(turn, row)
    _check_there(turn, row)
    return row


def has_answered(turn: Turn, number: int) -> bool:
    """Say whether the person who acts has answered an open evaluation."""
    return evaluations.is_on_roll(turn.connection, number, turn.who.id)


def _check_open(turn: Turn, row: Evaluation) -> None:
    if row.state == "cancelled":
        raise Refusal(_("This evaluation was called off. Your answer was not kept."))
    if row.state == "scheduled":
        raise Refusal(_("This evaluation opens on {when}.", when=long_moment(row.opens)))
    if row.state == "closed" or row.closes_at <= turn.now:
        raise Refusal(_("This evaluation is closed, so your answer was not kept."))


def _check_there(turn: Turn, row: Evaluation) -> None:
    if came_after(turn.session, row, turn.who.id, turn.zone):
        raise Refusal(
            _("This is about a meeting before you came in. The next one asks you as well.")
        )


def came_after(session: Session, row: Evaluation, person: int, zone: ZoneInfo) -> bool:
    """Say whether somebody came in after the meeting that an evaluation is about."""
    if row.meeting_id is None:
        return False
    here = networks.membership(session, row.network_id, person)
    meeting = meetings.get(session.connection(), row.network_id, row.meeting_id)
    return bool(here and meeting and here.joined_at > to_utc(meeting.ends, zone))


def title_of(connection: Connection, row: Evaluation) -> str:
    """Say how an evaluation is called: after its meeting, or by what it asks."""
    name = after(connection, row)
    if not name:
        return life.name_of(row)
    if life.which_of(row) == rounds.LATER:
        return _("Weeks after {name}: {title}", name=name, title=row.title)
    return _("How was {name}?", name=name)


def after(connection: Connection, row: Evaluation) -> str:
    """Name the meeting that an evaluation is about, '' for none."""
    if row.meeting_id is None:
        return ""
    meeting = meetings.get(connection, row.network_id, row.meeting_id)
    return meeting_name(meeting.number, meeting.title) if meeting else ""


def as_asked(scene: Scene, row: Evaluation) -> Asked:
    """Read what the cards of an evaluation show."""
    mine = scene.viewer is not None and row.person_id == scene.viewer
    at_once = row.meeting_id is not None and life.which_of(row) == rounds.NOW
    return Asked(
        row.network_id,
        id_of(row),
        title_of(scene.connection, row),
        questions.load(row.questions),
        row.closes,
        row.least,
        row.state,
        row.opens,
        after(scene.connection, row),
        commits=at_once,
        manages=scene.viewer is not None and (mine or scene.facilitator),
        recurring=bool(row.rule) and is_recurring(scene.connection, row),
    )


def is_recurring(connection: Connection, row: Evaluation) -> bool:
    """Say whether more of a series come after this one, or with it."""
    return row.series is not None and evaluations.next_of(connection, row.series) is not None


def about(connection: Connection, network: int, meeting: int, which: str) -> Evaluation | None:
    """Return the evaluation of a meeting, at once or weeks later; None when there is none."""
    rows = evaluations.of_meeting(connection, network, meeting)
    return next((row for row in rows if life.which_of(row) == which), None)


def result_of(scene: Scene, row: Evaluation) -> Result:
    """Read what came out of a closed evaluation, beside the round before it."""
    found = read(scene, row)
    earlier = next(before(scene, row), None)
    return compared(found, read(scene, earlier) if earlier else None)


def before(scene: Scene, row: Evaluation) -> Iterator[Evaluation]:
    """Give the rounds of the same form that came before one, newest first, if they are shown."""
    rows = evaluations.closed(scene.connection, scene.network)
    return (one for one in rows if _is_before(one, row))


def _is_before(one: Evaluation, row: Evaluation) -> bool:
    same = one.form == row.form and (row.form in ready.READY or one.questions == row.questions)
    moments = (one.closed_at, row.closed_at)
    sooner = bool(moments[0] and moments[1] and moments[0] < moments[1])
    return same and one.ending == "shown" and sooner


def read(scene: Scene, row: Evaluation) -> Result:
    """Read what came out of a closed evaluation."""
    outcomes = [counting.load(one) for one in evaluations.outcomes(scene.connection, id_of(row))]
    closed = to_local(row.closed_at or row.closes_at, scene.zone)
    return Result(
        id_of(row),
        title_of(scene.connection, row),
        row.form,
        closed,
        row.took_part or 0,
        row.electorate or 0,
        row.ending,
        max(row.least, counting.NEVER_UNDER),
        findings(questions.load(row.questions), outcomes),
    )


def waiting(scene: Scene) -> Iterator[Evaluation]:
    """Give the open evaluations that a person has not answered and can."""
    for row in open_now(scene):
        answered = evaluations.is_on_roll(scene.connection, id_of(row), scene.viewer or 0)
        if not answered and asks(scene, row):
            yield row


def open_now(scene: Scene) -> Iterator[Evaluation]:
    """Give the evaluations of a network that are open."""
    for row in evaluations.live(scene.connection, scene.network):
        if is_open(scene, row):
            yield row


def is_open(scene: Scene, row: Evaluation) -> bool:
    """Say whether an evaluation can be answered at this moment."""
    return row.state == "open" and row.closes_at > scene.now


def asks(scene: Scene, row: Evaluation) -> bool:
    """Say whether an evaluation asks a person, who may have answered it."""
    return not came_after(scene.session, row, scene.viewer or 0, scene.zone)
