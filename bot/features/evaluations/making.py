"""Making an evaluation: a draft with a preview, which then opens, waits or comes back."""

from datetime import datetime
from typing import Any

from bot.ballots import questions
from bot.calendar.offsets import Offset, resolve
from bot.calendar.quiet import Quiet
from bot.calendar.recurrence import Recurrence
from bot.calendar.wallclock import to_local, to_utc
from bot.cards import Card, CardRef
from bot.effects import Ask, Reply, Say, Show, To, Whisper
from bot.errors import Refusal
from bot.feature import FACILITATOR
from bot.features.evaluations import cards, finding, forms, life, line, ready
from bot.features.evaluations.line import Draft
from bot.features.evaluations.slice import feature
from bot.news import AnonymousPollAsked
from bot.opening import CLOSING_TIME, Times
from bot.texts import _, long_moment, speaking
from bot.turn import Turn
from storage import evaluations
from storage.evaluations import Evaluation
from storage.moments import Planned
from storage.tables import id_of

OPEN_FOR = 5
"""Days that an evaluation stays open unless said otherwise, holidays not counted."""


def closing(quiet: Quiet, opens: datetime) -> datetime:
    """Return when an evaluation closes that opens at a wall-clock time."""
    offset = Offset("E", days=OPEN_FOR, clock=CLOSING_TIME)
    return quiet.next_allowed(resolve(offset, opens, opens, quiet.periods))


def drafted(turn: Turn, wish: Draft) -> Reply:
    """Keep a draft and show it."""
    if turn.network.role != "facilitator":
        text = _("A facilitator opens an evaluation. Everybody can ask a quick one: type 'poll'.")
        raise turn.for_facilitators(text)
    return [Whisper(_preview(turn, life.kept(turn, _values(turn, wish))))]


def _values(turn: Turn, wish: Draft) -> dict[str, Any]:
    opens = wish.times.opens or turn.local_now.replace(second=0, microsecond=0)
    closes = wish.times.closes or closing(turn.view.quiet, opens)
    with speaking(turn.network.language):
        asked = wish.questions or ready.READY[wish.form].questions()
        title = wish.title or ready.title_of(wish.form)
    return life.new(turn, wish.form, asked, wish.least or life.least_of(turn)) | {
        "person_id": turn.who.id,
        "title": title,
        "state": "draft",
        "opens": opens,
        "closes": closes,
        "closes_at": to_utc(closes, turn.zone),
        "rule": wish.times.rule,
        "first": wish.times.opens,
    }


def _preview(turn: Turn, row: Evaluation) -> Card:
    asked = finding.as_asked(turn.scene, row)
    own = row.form == ready.OWN
    return cards.preview(asked, _("A draft"), later=row.first is not None, own=own)


@feature.press("prepare", role=FACILITATOR)
def prepare(turn: Turn, form: str) -> Reply:
    """Draft a ready-made form."""
    if form not in ready.READY:
        raise Refusal(_("Choose one of the forms."))
    return drafted(turn, Draft(form=form))


@feature.press("compose", role=FACILITATOR, asks=True)
def compose(turn: Turn) -> Reply:
    """Open the form of one's own questions."""
    return [Ask(forms.build((turn.network.id, 0), least=life.least_of(turn)))]


@feature.press("edit", role=FACILITATOR, asks=True)
def edit(turn: Turn, number: int) -> Reply:
    """Open the form of a draft."""
    row = finding.draft(turn, number)
    times = Times(row.first, row.closes)
    asked = line.written(questions.load(row.questions))
    return [Ask(forms.build((turn.network.id, number), asked, row.title, row.least, times))]


@feature.form("build", role=FACILITATOR, parse=forms.read_build)
def build(turn: Turn, wish: Draft, number: int) -> Reply:
    """Keep a new draft, or what was changed in one."""
    if not number:
        return drafted(turn, wish)
    row, values = finding.draft(turn, number), _values(turn, wish)
    if questions.dump(wish.questions) == row.questions:
        values["form"] = row.form
    if row.rule and not wish.times.rule:
        values["rule"] = row.rule  # the form cannot say it back
    evaluations.change(turn.connection, number, **values)
    return [Whisper(_preview(turn, life.found(turn, number)))]


@feature.press("discard", role=FACILITATOR)
def discard(turn: Turn, number: int) -> Reply:
    """Throw a draft away."""
    finding.draft(turn, number)
    evaluations.remove_draft(turn.connection, number)
    return [Whisper(_("The draft is gone."))]


@feature.press("adopt", role=FACILITATOR)
def adopt(turn: Turn, number: int) -> Reply:
    """Ask the questions of a draft after each meeting from now on."""
    row = finding.draft(turn, number)
    here = (turn.connection, turn.network.id)
    evaluations.choose(*here, ready.OWN, row.least, row.questions)
    turn.record("evaluation_usual")
    return [Whisper(_("From now on these questions are asked after each meeting."))]


@feature.press("launch", role=FACILITATOR)
def launch(turn: Turn, number: int) -> Reply:
    """Open a draft, or plan it."""
    row = finding.draft(turn, number)
    if not turn.network.ready:
        raise Refusal(_("Nothing is sent before you press ready. Type 'plan' to see ahead."))
    row = _timed(turn, row)
    if row.first is not None:
        return _planned(turn, row)
    life.start(turn, row)
    said = _("It is open until {when}.", when=long_moment(row.closes))
    return [Show(CardRef(life.CARD, (number,)), post=True), Whisper(said)]


def _timed(turn: Turn, row: Evaluation) -> Evaluation:
    """Time a draft that lay for a while as if it were made now."""
    now = turn.local_now.replace(second=0, microsecond=0)
    first = row.first if row.first and row.first > now else None
    if row.rule and row.first and first is None:
        first = next(iter(Recurrence(row.rule, row.first).after(now, 1)), None)
    opens = first or now
    closes = row.closes if row.closes > opens else closing(turn.view.quiet, opens)
    changed = {"first": first, "opens": opens, "closes": closes}
    changed["closes_at"] = to_utc(closes, turn.zone)
    evaluations.change(turn.connection, id_of(row), **changed)
    return life.found(turn, id_of(row))


def _planned(turn: Turn, row: Evaluation) -> Reply:
    if posted(turn.view.quiet, row.opens, row.closes) is None:
        raise Refusal(_("All that time is quiet, so nobody would see it. Pick another day."))
    evaluations.change(turn.connection, id_of(row), state="scheduled")
    life.plan(turn, life.OPEN, id_of(row), row.opens)
    return [Whisper(_("It goes out on {when}.", when=long_moment(row.opens)))]


def posted(quiet: Quiet, opens: datetime, closes: datetime) -> datetime | None:
    """Return the wall-clock time at which it reaches the group; None: not before it closes."""
    placed = quiet.place(opens, closes, not_before=opens)
    return placed.local if placed and placed.local < closes else None


@feature.due("open")
def opened(turn: Turn, moment: Planned) -> Reply:
    """Open what was planned, and plan the next one of its series."""
    row = evaluations.get(turn.connection, turn.network.id, int(moment.subject))
    if row is None or row.state != "scheduled":
        return []
    if row.rule:
        _plan_next(turn, row)
    if posted(turn.view.quiet, turn.local_now, row.closes) is None:
        # Nobody would see it before it closes: this one is left out.
        life.cancel(turn, row)
        return []
    life.start(turn, row)
    card = CardRef(life.CARD, (id_of(row),))
    return [Say(To("room", turn.network.id), card, _key(row, "asked"), feature.name, row.closes_at)]


def _key(row: Evaluation, what: str) -> str:
    return f"{row.network_id}:evaluation:{id_of(row)}:{what}"


def _plan_next(turn: Turn, row: Evaluation) -> None:
    rule = Recurrence(row.rule, row.first or row.opens)
    # After a standstill those whose time has passed are left out, not asked all at once.
    opens_at = rule.next_after(max(to_utc(row.opens, turn.zone), turn.now), turn.zone)
    if opens_at is None:
        return
    opens = to_local(opens_at, turn.zone)
    closes = _next_closing(turn, row, opens)
    same = ("network_id", "person_id", "form", "title", "questions", "least", "rule", "first")
    values = {name: getattr(row, name) for name in (*same, "series")}
    values |= {"opens": opens, "closes": closes, "closes_at": to_utc(closes, turn.zone)}
    made = life.kept(turn, {**values, "state": "scheduled"})
    life.plan(turn, life.OPEN, id_of(made), opens)


def _next_closing(turn: Turn, row: Evaluation, opens: datetime) -> datetime:
    days = (row.closes.date() - row.opens.date()).days
    if not days:
        return opens + (row.closes - row.opens)
    offset = Offset("E", days=days, clock=row.closes.time())
    return resolve(offset, opens, opens, turn.view.quiet.periods)


@feature.due("close")
def closes(turn: Turn, moment: Planned) -> Reply:
    """Close what has come to its end; the group hears what came out."""
    row = evaluations.get(turn.connection, turn.network.id, int(moment.subject))
    if row is None or row.state != "open" or row.closes_at > turn.now:
        return []
    return ended(turn, row)


def ended(turn: Turn, row: Evaluation) -> Reply:
    """Close an evaluation, and have the group told where no line of the timetable does."""
    life.close(turn, row)
    if row.meeting_id is not None and not life.told_too_soon(turn.connection, turn.view, row):
        return []
    card = CardRef("evaluations.outcome", (id_of(row),))
    return [Say(To("room", turn.network.id), card, _key(row, "results"), feature.name)]


@feature.on(AnonymousPollAsked)
def poll_asked(turn: Turn, news: AnonymousPollAsked) -> Reply:
    """Ask a poll without names, as one question with sealed answers."""
    kind = "several" if news.many else "one"
    asked = (questions.Question(kind, news.question, news.options),)  # type: ignore[arg-type] # a literal
    values = life.new(turn, ready.POLL, asked, life.least_of(turn)) | {
        "person_id": news.person,
        "opens": news.opens,
        "closes": news.closes,
        "closes_at": to_utc(news.closes, turn.zone),
        "rule": news.rule,
        "first": news.opens if news.rule else None,
    }
    row = life.kept(turn, values)
    if news.later:
        life.plan(turn, life.OPEN, id_of(row), row.opens)
        return [Whisper(_("It goes out on {when}.", when=long_moment(row.opens)))]
    life.start(turn, row)
    said = _(
        "The poll is in the group, without names. Open until {when}.", when=long_moment(row.closes)
    )
    return [Show(CardRef(life.CARD, (id_of(row),)), post=True), Whisper(said)]
