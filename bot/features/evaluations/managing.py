"""The command, what may be seen at a glance, and closing, calling off and settings."""

from bot.calendar.wallclock import to_utc
from bot.cards import CardRef
from bot.effects import Ask, Present, Reply, Whisper
from bot.errors import Refusal
from bot.feature import FACILITATOR
from bot.features.evaluations import (
    cards,
    finding,
    forms,
    life,
    line,
    making,
    ready,
    rounds,
    words,
)
from bot.features.evaluations.line import Wish
from bot.features.evaluations.slice import feature
from bot.forms import number_of
from bot.news import MeetingCancelled, MeetingMoved, SettingsChanged
from bot.texts import _
from bot.turn import Turn
from storage import evaluations, unsaid
from storage.evaluations import Evaluation
from storage.moments import Planned
from storage.tables import id_of

GLANCE = CardRef("evaluations.glance")


@feature.command(
    "evaluate",
    "evaluatie",
    help=lambda: _("Answer an evaluation or ask one; 'evaluate results' shows what came out."),
    aliases=("evaluation", "evaluations", "evalueer", "evaluaties", "tussentijdse", "korte"),
    parse=line.read_words,
)
def evaluate(turn: Turn, wish: Wish) -> Reply:
    """Show everything at a glance, the newest results, or make a draft of what was typed."""
    if wish.draft:
        return making.drafted(turn, wish.draft)
    if wish.verb == "meant":
        return [Whisper(words.meant(turn.network.id, wish.word))]
    if wish.verb == "results":
        return results(turn)
    return [Present(GLANCE)]


def results(turn: Turn) -> Reply:
    """Show the only results there are, or all of them at a glance."""
    rows = evaluations.closed(turn.connection, turn.network.id)
    if not rows:
        raise Refusal(_("There are no results yet: they are there once an evaluation has closed."))
    if len(rows) > 1:
        return [Present(CardRef("evaluations.overview"))]
    return result(turn, id_of(rows[0]))


@feature.press("glance")
def glance(_turn: Turn) -> Reply:
    """Show everything at a glance."""
    return [Present(GLANCE)]


@feature.press("result")
def result(turn: Turn, number: int) -> Reply:
    """Show what came out of an evaluation."""
    row = finding.of_network(turn, number)
    if row.state != "closed":
        raise Refusal(_("There are no results before it closes, for nobody."))
    return [Present(CardRef("evaluations.outcome", (number,)))]


@feature.press("show")
def show(turn: Turn, value: str) -> Reply:
    """Show what came out of an evaluation chosen from a list."""
    return result(turn, number_of(value) or 0)


def _mine(turn: Turn, number: int) -> Evaluation:
    """Return a live evaluation that this person may manage; Refusal otherwise."""
    row = finding.of_network(turn, number)
    if row.person_id != turn.who.id and turn.network.role != "facilitator":
        text = _("This is changed by who asked it and by the facilitators. Ask one of them.")
        raise turn.for_facilitators(text)
    if row.state not in ("open", "scheduled"):
        raise Refusal(_("It has ended already. Type 'evaluate results' to see what came out."))
    return row


@feature.press("manage")
def manage(turn: Turn, number: int) -> Reply:
    """Show what can be done with an evaluation."""
    return [Whisper(cards.manage(finding.as_asked(turn.scene, _mine(turn, number))))]


@feature.press("close")
def close(turn: Turn, number: int) -> Reply:
    """Close an evaluation before its time."""
    row = _mine(turn, number)
    if row.state == "scheduled":
        raise Refusal(_("It has not gone out. You can call it off instead."))
    if row.meeting_id is not None:
        raise Refusal(_("The evaluation of a meeting closes by itself, at the time that was said."))
    turn.record("evaluation_closed")
    said = _("It is closed. The group sees what came out.")
    return [*making.ended(turn, row), Whisper(said)]


@feature.press("cancel")
def cancel(turn: Turn, number: int) -> Reply:
    """Call an evaluation off."""
    life.cancel(turn, _mine(turn, number))
    turn.record("evaluation_cancelled")
    return [Whisper(_("It is called off. What was answered is destroyed, unread."))]


@feature.press("stop")
def stop(turn: Turn, number: int) -> Reply:
    """Let no more evaluations of a series come."""
    row = _mine(turn, number)
    coming = evaluations.next_of(turn.connection, row.series) if row.series else None
    if coming is None:
        raise Refusal(_("No more of this series are planned."))
    life.cancel(turn, coming)
    turn.record("evaluation_cancelled")
    return [Whisper(_("The series is stopped. What is open stays open until its closing time."))]


@feature.press("choose", role=FACILITATOR, asks=True)
def choose(turn: Turn) -> Reply:
    """Open the form of what is asked after each meeting."""
    chosen = evaluations.choice(turn.connection, turn.network.id)
    form = chosen.form if chosen else ready.USUAL
    own = bool(chosen and chosen.questions)
    return [Ask(forms.after_meetings(turn.network.id, form, life.least_of(turn), own=own))]


@feature.form("usual", role=FACILITATOR, parse=forms.read_after)
def usual(turn: Turn, wish: tuple[str, int]) -> Reply:
    """Keep what is asked after each meeting."""
    form, least = wish
    chosen = evaluations.choice(turn.connection, turn.network.id)
    own = chosen.questions if chosen else []
    if form == ready.OWN and not own:
        raise Refusal(_("Make your own questions first, and choose there to ask them."), "form")
    if chosen is None or (chosen.form, chosen.least) != (form, least):
        turn.record("evaluation_usual")
    evaluations.choose(turn.connection, turn.network.id, form, least, own)
    return [Whisper(_("Saved. It holds from the next meeting on."))]


@feature.on(SettingsChanged)
@feature.on(MeetingMoved)
def retime(turn: Turn, _news: SettingsChanged | MeetingMoved) -> Reply:
    """Keep to the wall-clock times that were said, and to the timetable's."""
    for row in evaluations.live(turn.connection, turn.network.id):
        _retime(turn, row)
    return []


def _retime(turn: Turn, row: Evaluation) -> None:
    closes = row.closes
    if row.meeting_id is not None:
        meeting = turn.view.meeting(row.meeting_id)
        found = rounds.window(turn.view, meeting, life.which_of(row))
        closes = turn.view.local(found.closes) if found else closes
    closes_at = to_utc(closes, turn.zone)
    if row.state == "open" and closes_at < row.closes_at:
        # Never sooner than was said: whoever can choose the end can choose whose answer is last.
        closes, closes_at = turn.view.local(row.closes_at), row.closes_at
    if (closes, closes_at) == (row.closes, row.closes_at):
        return
    evaluations.change(turn.connection, id_of(row), closes=closes, closes_at=closes_at)
    if row.state == "scheduled":
        life.plan(turn, life.OPEN, id_of(row), row.opens)
    else:
        life.plan(turn, life.CLOSE, id_of(row), closes)
        life.redraw(turn, row)


@feature.on(MeetingCancelled)
def meeting_cancelled(turn: Turn, news: MeetingCancelled) -> Reply:
    """Call off what is open about a meeting that does not take place."""
    for row in evaluations.of_meeting(turn.connection, turn.network.id, news.meeting):
        if row.state in ("open", "scheduled"):
            life.cancel(turn, row)
    return []


@feature.due("tidy")
def tidy(turn: Turn, moment: Planned) -> Reply:
    """Make last calls that were taken back look as if none had gone out."""
    row = evaluations.get(turn.connection, turn.network.id, int(moment.subject))
    if row is not None and row.meeting_id is not None:
        unsaid.blur(turn.connection, life.LAST, (row.meeting_id,), turn.now)
    return []
