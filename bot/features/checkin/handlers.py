"""Answer how it is going, and as facilitator call and note it."""

from bot.cards import CardRef
from bot.effects import Ask, Effect, Reply, Show, Whisper
from bot.errors import Refusal
from bot.features.checkin import cards, drawing, lines, rules, samples
from bot.features.checkin.cards import AskFacts, Call, CallFacts
from bot.features.checkin.rules import Wish
from bot.features.checkin.slice import feature
from bot.news import MeetingAdded, MeetingCancelled, MeetingMoved, MemberLeft
from bot.texts import _
from bot.timetable.view import MeetingView
from bot.turn import Turn
from storage import checkins, moments
from storage.checkins import Said
from storage.moments import Planned

FORGET = "checkin.forget"
PARTS = (lines, samples)

__all__ = ["PARTS", "feature"]


@feature.command(
    "checkin",
    "tussenstand",
    help=lambda: _("Say how it is going with what you took home, or see what others say."),
    aliases=("check-in", "tussenstanden"),
    parse=rules.read_words,
)
def checkin(turn: Turn, wish: Wish) -> Reply:
    """Open the form, the answers, or a facilitator's call list."""
    if wish.listing:
        return show_list(turn)
    meeting = _latest(turn)
    calls = rules.has_calls(turn.view) and rules.may_call(turn.view, meeting, turn.who.id)
    if calls and not wish.text:
        return show_calls(turn, meeting.id)
    return [Ask(cards.answer_form(_asked(turn, meeting, _turn_now(turn, meeting)), wish.text))]


def _latest(turn: Turn) -> MeetingView:
    meeting = rules.latest(turn.view, turn.now)
    if meeting is None:
        raise Refusal(_("There has been no meeting yet; a check-in looks back at one."))
    return meeting


def _past(turn: Turn, meeting_id: int) -> MeetingView:
    meeting = drawing.find(turn.view, meeting_id)
    if meeting is None:
        raise Refusal(_("I cannot find that meeting. Type 'meeting list' to see them all."))
    if turn.view.utc(meeting.ends) > turn.now:
        raise Refusal(_("That meeting is not over; a check-in is for afterwards."))
    return meeting


def _turn_now(turn: Turn, meeting: MeetingView) -> str:
    return rules.turn_of(turn.view, meeting, turn.lines, turn.now)


def _asked(turn: Turn, meeting: MeetingView, which: str) -> AskFacts:
    if which not in rules.TURNS:
        raise Refusal(_("This button is from an older card. Type 'help' to go on."))
    return drawing.ask_facts(turn.scene, meeting, which, turn.who.id)


@feature.press("open", asks=True)
def open_latest(turn: Turn) -> Reply:
    """Open the form about the meeting that was last."""
    meeting = _latest(turn)
    return [Ask(cards.answer_form(_asked(turn, meeting, _turn_now(turn, meeting))))]


@feature.press("answer", asks=True)
def open_answer(turn: Turn, meeting_id: int, which: str) -> Reply:
    """Open the form of an answer."""
    return [Ask(cards.answer_form(_asked(turn, _past(turn, meeting_id), which)))]


@feature.form("answer", parse=rules.read_answer)
def answer(turn: Turn, said: tuple[str, str], meeting_id: int, which: str) -> Reply:
    """Keep an answer for those who may see it; an organisation shares one."""
    meeting = _past(turn, meeting_id)
    _asked(turn, meeting, which)
    kept = Said(which, turn.who.id, "", *said)
    checkins.put(turn.connection, turn.network.id, meeting.id, which, kept)
    return _kept(turn, meeting, which)


@feature.press("withdraw")
def withdraw(turn: Turn, meeting_id: int, which: str) -> Reply:
    """Take my answer back."""
    meeting = _past(turn, meeting_id)
    facts = _asked(turn, meeting, which)
    if not facts.text or not facts.mine:
        raise Refusal(_("There is no answer of yours to take back."))
    checkins.remove(turn.connection, meeting.id, which, turn.who.id)
    return _kept(turn, meeting, which)


def _kept(turn: Turn, meeting: MeetingView, which: str) -> Reply:
    people = checkins.colleagues(turn.connection, turn.network.id, turn.who.id)
    shown: list[Effect] = [
        Show(CardRef(f"checkin.{which}", (meeting.id, person))) for person in people
    ]
    return [*shown, Whisper(cards.question(_asked(turn, meeting, which)))]


@feature.press("list")
def show_list(turn: Turn) -> Reply:
    """Show the answers that I may see."""
    return [Whisper(drawing.answers(turn.scene, turn.view, turn.who.id))]


@feature.press("calls")
def show_calls(turn: Turn, meeting_id: int) -> Reply:
    """Show the call list."""
    return [Whisper(cards.call_list(_calls(turn, _past(turn, meeting_id))))]


def _calls(turn: Turn, meeting: MeetingView) -> CallFacts:
    if not rules.may_call(turn.view, meeting, turn.who.id):
        text = _("This call list is for those who look after that meeting.")
        raise turn.for_facilitators(text)
    return drawing.call_facts(turn.scene, turn.view, meeting)


def _call(turn: Turn, meeting_id: int, owner: str) -> tuple[CallFacts, Call]:
    meeting = _past(turn, meeting_id)
    facts = _calls(turn, meeting)
    if rules.kept_until(turn.view, meeting) <= turn.now:
        raise Refusal(_("This call list is closed and its notes are deleted."))
    for call in facts.calls:
        if call.subject.owner == owner:
            return facts, call
    raise Refusal(_("They are not in the network any more."))


@feature.press("open_note", asks=True)
def open_note(turn: Turn, meeting_id: int, value: str) -> Reply:
    """Open the form of a note."""
    return [Ask(cards.note_form(*_call(turn, meeting_id, value)))]


@feature.form("note", parse=rules.read_note)
def note(turn: Turn, said: tuple[str, bool], meeting_id: int, owner: str) -> Reply:
    """Keep a note of a call for those who have the list alone, for a time."""
    _call(turn, meeting_id, owner)
    checkins.put_call(turn.connection, meeting_id, owner, note=said[0], called=said[1])
    return _noted(turn, meeting_id)


@feature.press("tick")
def tick(turn: Turn, meeting_id: int, value: str) -> Reply:
    """Tick a call off, or on again."""
    _facts, call = _call(turn, meeting_id, value)
    checkins.put_call(turn.connection, meeting_id, value, called=not call.called)
    return _noted(turn, meeting_id)


def _noted(turn: Turn, meeting_id: int) -> Reply:
    meeting = _past(turn, meeting_id)
    _plan_forgetting(turn, meeting)
    shown = Show(CardRef("checkin.calls", (meeting.id,)))
    return [shown, Whisper(cards.call_list(_calls(turn, meeting)))]


def _plan_forgetting(turn: Turn, meeting: MeetingView) -> None:
    when = rules.kept_until(turn.view, meeting)
    moments.plan(turn.connection, turn.network.id, FORGET, str(meeting.id), when)


@feature.due("forget")
def forget(turn: Turn, moment: Planned) -> Reply:
    """Delete the notes of a call list."""
    checkins.forget_calls(turn.connection, int(moment.subject))
    return [Show(CardRef("checkin.calls", (int(moment.subject),)))]


@feature.on(MeetingAdded)
@feature.on(MeetingMoved)
@feature.on(MeetingCancelled)
def retime(turn: Turn, _news: MeetingAdded | MeetingMoved | MeetingCancelled) -> Reply:
    """Keep notes until a month after the next meeting, whenever that now is."""
    for moment in moments.of_network(turn.connection, turn.network.id, FORGET):
        meeting = drawing.find(turn.view, int(moment.subject))
        if moment.state == "planned" and meeting:
            _plan_forgetting(turn, meeting)
    return []


@feature.on(MemberLeft)
def member_left(turn: Turn, news: MemberLeft) -> Reply:
    """Forget what somebody who left kept to themselves, and the notes about them."""
    checkins.forget(turn.connection, turn.network.id, news.person)
    return []


feature.sample(samples.samples)
