"""What people answer: I take part, done, not yet, I need help, let go."""

from datetime import timedelta

from bot.cards import Card
from bot.effects import Ask, Reply, Whisper
from bot.features.commitments import finding, rules
from bot.features.commitments.asking import BUDDY, OWNER, forget, redrawn, told, withdraw
from bot.features.commitments.cards import ask_card, buddy_card, manage_card, told_card
from bot.features.commitments.declared import feature
from bot.features.commitments.forms import AT_MEETING, WEEK, NewDate, date_form, read_date
from bot.features.commitments.nudging import again, end, step_back
from bot.features.commitments.settling import Until, next_meeting, reader, settled
from bot.features.commitments.views import Reader, as_other, as_owner, with_changes
from bot.features.commitments.wording import until_words
from bot.texts import _
from bot.timetable.load import load_view
from bot.turn import Scene, Turn
from storage import commitments
from storage.commitments import Commitment


@feature.card("ask")
def draw_ask(scene: Scene, commitment: int) -> Card | None:
    """Ask somebody to take part; None once they have answered or it is over."""
    row = commitments.get(scene.connection, scene.network, commitment)
    states = commitments.owners_of(scene.connection, commitment) if row else {}
    if (
        row is None
        or row.state not in ("asked", "open")
        or states.get(scene.viewer or 0) != "asked"
    ):
        return None
    return ask_card(as_other(row, states, _reader(scene)), row.maker_id)


@feature.card("buddy")
def draw_buddy(scene: Scene, commitment: int) -> Card | None:
    """Ask somebody to be a buddy; None once they have answered or it is over."""
    row = commitments.get(scene.connection, scene.network, commitment)
    if row is None or row.state not in ("asked", "open"):
        return None
    if row.buddy_id != scene.viewer or row.buddy_agreed:
        return None
    states = commitments.owners_of(scene.connection, commitment)
    return buddy_card(as_other(row, states, _reader(scene)), row.maker_id)


@feature.card("told")
def draw_told(scene: Scene, commitment: int, person: int, what: str) -> Card | None:
    """Tell one who does it what another of them chose; None once it is over or left."""
    row = commitments.get(scene.connection, scene.network, commitment)
    states = commitments.owners_of(scene.connection, commitment) if row else {}
    if row is None or row.state != "open" or states.get(scene.viewer or 0) != "yes":
        return None
    return told_card(as_owner(row, states, _reader(scene)), person, what)


def _reader(scene: Scene) -> Reader:
    return Reader(scene.viewer or 0, scene.once(load_view, scene.network), scene.local_now)


@feature.press("accept")
def accept(turn: Turn, commitment: int, shown: str = "") -> Reply:
    """Take part in a commitment that somebody proposed, as it was `shown`."""
    row = finding.asked(turn, commitment)
    states = commitments.owners_of(turn.connection, commitment)
    item = as_other(row, states, reader(turn))
    if shown and shown != item.shown:
        return [*redrawn(turn, commitment), Whisper(ask_card(item, row.maker_id, changed=True))]
    commitments.put_owner(turn.connection, commitment, turn.who.id, "yes")
    forget(turn, OWNER, commitment, turn.who.id)
    if row.state == "asked":
        commitments.change(turn.connection, commitment, {"state": "open"})
        again(turn, commitment)
    return [*redrawn(turn, commitment), Whisper(_manage(turn, commitment))]


@feature.press("decline")
def decline(turn: Turn, commitment: int) -> Reply:
    """Say no: nothing of it is kept, and nobody is told."""
    row = finding.asked(turn, commitment)
    step_back(turn, row, turn.who.id, commitments.owners_of(turn.connection, commitment))
    return [*redrawn(turn, commitment), Whisper(_("That is fine. Nobody hears of it."))]


@feature.press("buddy_yes")
def buddy_yes(turn: Turn, commitment: int) -> Reply:
    """Become the buddy of a commitment."""
    _asked_buddy(turn, commitment)
    commitments.change(turn.connection, commitment, {"buddy_agreed": True})
    forget(turn, BUDDY, commitment, turn.who.id)
    said = _("Thank you. You find it under ‘Commitments of the group’.")
    return [*redrawn(turn, commitment), Whisper(said)]


@feature.press("buddy_no")
def buddy_no(turn: Turn, commitment: int) -> Reply:
    """Say no: nothing of it is kept, and nobody is told."""
    _asked_buddy(turn, commitment)
    commitments.change(turn.connection, commitment, {"buddy_id": None})
    forget(turn, BUDDY, commitment, turn.who.id)
    return [*redrawn(turn, commitment), Whisper(_("That is fine. Nobody hears of it."))]


def _asked_buddy(turn: Turn, commitment: int) -> Commitment:
    row = commitments.get(turn.connection, turn.network.id, commitment)
    if row is None or row.state not in ("asked", "open"):
        raise finding.gone()
    if row.buddy_id != turn.who.id or row.buddy_agreed:
        raise finding.gone()
    return row


@feature.press("manage")
def manage(turn: Turn, commitment: int) -> Reply:
    """Show an owner all there is of a commitment."""
    finding.own(turn, commitment, "open", "done", "let_go")
    return [Whisper(_manage(turn, commitment))]


def _manage(turn: Turn, commitment: int) -> Card:
    row = finding.own(turn, commitment, "open", "done", "let_go")
    states = commitments.owners_of(turn.connection, commitment)
    item = as_owner(row, states, reader(turn))
    return manage_card(with_changes(turn.connection, item))


@feature.press("done")
def done(turn: Turn, commitment: int) -> Reply:
    """Close a commitment that is done."""
    finding.own(turn, commitment)
    end(turn, commitment, "done")
    return [
        *redrawn(turn, commitment),
        Whisper(_("Done, good to hear. It stays under ‘Commitments’.")),
    ]


@feature.press("let_go")
def let_go(turn: Turn, commitment: int) -> Reply:
    """Let a commitment go, or leave it to those who do it too."""
    row = finding.own(turn, commitment)
    others = told(turn, row, "go")
    step_back(turn, row, turn.who.id, commitments.owners_of(turn.connection, commitment))
    said = _("Let go. That is fine, and nobody is told.")
    if others:
        said = _("Let go. That is fine. Who does it with you hears only that, never why.")
    return [*others, *redrawn(turn, commitment), Whisper(said)]


@feature.press("not_yet", asks=True)
def not_yet(turn: Turn, commitment: int) -> Reply:
    """Ask for a new date."""
    finding.own(turn, commitment)
    meeting = rules.coming(turn.view.meetings, turn.local_now) is not None
    return [Ask(date_form((turn.network.id, commitment), meeting=meeting))]


@feature.form("new_date", parse=read_date)
def new_date(turn: Turn, chosen: NewDate, commitment: int) -> Reply:
    """Take the new date, as the same commitment."""
    row = finding.own(turn, commitment)
    until = _chosen(turn, chosen)
    put_until(turn, row, until)
    when = until_words(until.local, has_time=until.has_time)
    if until.meeting:
        when = _("by the next meeting")
    others = told(turn, row, "day")
    return [*others, *redrawn(turn, commitment), Whisper(_("Noted: {when}.", when=when))]


def _chosen(turn: Turn, chosen: NewDate) -> Until:
    if chosen.until is not None:
        return settled(turn, chosen.until, chosen.said)
    if chosen.choice == AT_MEETING:
        return next_meeting(turn)
    weeks = 1 if chosen.choice == WEEK else 2
    return Until(rules.end_of(turn.local_now.date() + timedelta(weeks=weeks)))


def put_until(turn: Turn, row: Commitment, until: Until) -> None:
    """Give a commitment another date: asked after on that day, and noted for its owners."""
    commitment = row.id or 0
    before = until_words(row.until, has_time=row.has_time) if row.until else ""
    values = {
        "until": until.local,
        "has_time": until.has_time,
        "meeting_id": until.meeting,
        "stage": 0,
        "round": row.round + 1,
    }
    commitments.change(turn.connection, commitment, values)
    withdraw(turn, commitment)
    after = until_words(until.local, has_time=until.has_time)
    noted(turn, commitment, "until", before, after)
    again(turn, commitment)


def noted(turn: Turn, commitment: int, what: str, before: str, after: str) -> None:
    """Keep what changed, unless nothing did."""
    if before == after:
        return
    values = {"commitment_id": commitment, "person_id": turn.who.id, "at": turn.now}
    commitments.note(turn.connection, {**values, "what": what, "before": before, "after": after})
