"""Say whether you come, choose a session, and see as facilitator who comes."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

from bot.cards import CardRef
from bot.effects import Ask, Effect, Reply, Show, Whisper
from bot.errors import Refusal
from bot.feature import FACILITATOR, Feature
from bot.features.come import cards, drawing, lines, places, rules, samples
from bot.features.come.cards import ComeFacts, Overview
from bot.features.come.drawing import facts_of
from bot.features.come.line import Said, read_said
from bot.news import (
    MeetingCancelled,
    MeetingChanged,
    MeetingMoved,
    MemberJoined,
    MemberLeft,
    SessionRemoved,
    TurnOpened,
)
from bot.texts import _, listed, short_date
from bot.timetable.lines import Post
from bot.timetable.view import MeetingView, NetworkView
from bot.turn import Turn
from storage import attendance, meetings, moments, preparers
from storage.meetings import Meeting
from storage.moments import Planned
from storage.tables import id_of

feature = Feature("come", title=lambda: _("Do you come?"))
PERSONAL = ("come.ask", "come.unsaid", "come.place")
FORGET, BEGUN = "come.forget", "come.begun"


@feature.command(
    "come",
    "aanwezig",
    help=lambda: _("Say whether you come: 'come yes' or 'come no', never why."),
    aliases=("kom",),
    parse=read_said,
)
def come(turn: Turn, said: Said) -> Reply:
    """Keep an answer about the next meeting or one of a day; without one, ask."""
    meeting = _meant(turn, said)
    if said.answer:
        return _say(turn, meeting, said.answer)
    return [Whisper(cards.ask(facts_of(turn.scene, meeting, turn.who.id)))]


def _meant(turn: Turn, said: Said) -> Meeting:
    coming = meetings.coming(turn.connection, turn.network.id, turn.local_now)
    if not coming:
        raise Refusal(_("There is no meeting planned yet."))
    if said.day is None:
        return coming[0]
    for one in coming:
        if one.begins.date() <= said.day <= one.ends.date():
            return one
    days = listed([short_date(one.begins.date()) for one in coming[:6]])
    raise Refusal(_("There is no meeting on that day. The next ones: {days}.", days=days))


def _open(turn: Turn, meeting_id: int) -> Meeting:
    meeting = meetings.get(turn.connection, turn.network.id, meeting_id)
    if meeting is None:
        raise Refusal(_("I cannot find that meeting. Type 'meeting list' to see them all."))
    if meeting.state != "planned":
        raise Refusal(_("That meeting does not take place, so there is nothing to answer."))
    if meeting.begins <= turn.local_now:
        raise Refusal(_("That meeting has begun; answers stay as they are."))
    return meeting


@feature.press("yes")
def yes(turn: Turn, meeting_id: int) -> Reply:
    """Say that one comes."""
    return _say(turn, _open(turn, meeting_id), "yes")


@feature.press("no")
def no(turn: Turn, meeting_id: int) -> Reply:
    """Say that one cannot come; nobody asks why."""
    return _say(turn, _open(turn, meeting_id), "no")


def _say(turn: Turn, meeting: Meeting, answer: str) -> Reply:
    before = attendance.mine(turn.connection, meeting, turn.who.id)
    attendance.put(turn.connection, meeting, turn.who.id, answer)
    if answer == "no" and preparers.has_turn(turn.connection, meeting.id or 0, turn.who.id):
        at = turn.now.isoformat()
        turn.tell(TurnOpened(turn.network.id, meeting.id or 0, turn.who.id, at))
    effects = _changed(turn, meeting)
    facts = facts_of(turn.scene, meeting, turn.who.id)
    if facts.comes and facts.stays and (before is None or before.answer != "yes"):
        return [*effects, Ask(cards.stay(facts))]
    return [*effects, Whisper(cards.ask(facts))]


def _changed(turn: Turn, meeting: Meeting) -> list[Effect]:
    meeting_id = id_of(meeting)
    mine = [Show(CardRef(kind, (meeting_id, turn.who.id))) for kind in PERSONAL]
    room = [Show(CardRef(kind, (meeting_id,))) for kind in ("come.ask_room", "meetings.meeting")]
    return [*places.move_up(turn, meeting), *mine, *room]


@feature.press("session")
def session(turn: Turn, meeting_id: int, value: str) -> Reply:
    """Choose a parallel session, which says yes as well; full ones have a waiting list."""
    meeting = _open(turn, meeting_id)
    mine = attendance.mine(turn.connection, meeting, turn.who.id)
    if mine is None or mine.answer != "yes":
        attendance.put(turn.connection, meeting, turn.who.id, "yes")
    places.choose(turn, meeting, value)
    effects = _changed(turn, meeting)
    return [*effects, Whisper(cards.ask(facts_of(turn.scene, meeting, turn.who.id)))]


@feature.press("stay", asks=True)
def open_stay(turn: Turn, meeting_id: int) -> Reply:
    """Open the form of the night and the food."""
    return [Ask(cards.stay(_coming_facts(turn, meeting_id)))]


def _coming_facts(turn: Turn, meeting_id: int) -> ComeFacts:
    facts = facts_of(turn.scene, _open(turn, meeting_id), turn.who.id)
    if not facts.comes:
        raise Refusal(_("First say that you come; then I ask about the night and the food."))
    return facts


@feature.form("stay", parse=rules.read_stay)
def stay(turn: Turn, wish: tuple[bool | None, str], meeting_id: int) -> Reply:
    """Keep the night and the food; what one eats is forgotten the day after."""
    meeting = _coming_facts(turn, meeting_id).meeting
    attendance.put_stay(turn.connection, meeting, turn.who.id, *wish)
    _plan_forgetting(turn, meeting)
    return [Whisper(cards.ask(facts_of(turn.scene, meeting, turn.who.id)))]


def _plan_forgetting(turn: Turn, meeting: Meeting) -> None:
    when = turn.view.utc(meeting.ends + timedelta(days=1))
    moments.plan(turn.connection, turn.network.id, FORGET, str(meeting.id), when)


@feature.due("forget")
def forget(turn: Turn, moment: Planned) -> Reply:
    """Forget what people eat once the meeting is over."""
    attendance.forget_diets(turn.connection, int(moment.subject))
    return []


def _plan_begun(turn: Turn, meeting: MeetingView | Meeting, _posts: Sequence[Post] = ()) -> None:
    when = turn.view.utc(meeting.begins)
    moments.plan(turn.connection, turn.network.id, BEGUN, str(meeting.id), when)


@feature.due("begun")
def begun(turn: Turn, moment: Planned) -> Reply:
    """Take the buttons off everybody's card: what has begun is not answered any more."""
    return _everywhere(turn, int(moment.subject))


def _everywhere(turn: Turn, meeting: int) -> list[Effect]:
    shown: list[Effect] = [Show(CardRef("come.ask_room", (meeting,)))]
    for member in turn.view.present:
        shown += [Show(CardRef(kind, (meeting, member.id))) for kind in PERSONAL]
    return shown


@feature.press("overview", role=FACILITATOR)
def overview(turn: Turn, meeting_id: int) -> Reply:
    """Show a facilitator who comes and who has not said."""
    meeting = meetings.get(turn.connection, turn.network.id, meeting_id)
    if meeting is None:
        raise Refusal(_("I cannot find that meeting. Type 'meeting list' to see them all."))
    facts = facts_of(turn.scene, meeting, turn.who.id)
    return [Whisper(cards.overview(facts, _overview(turn, meeting)))]


def _overview(turn: Turn, meeting: Meeting) -> Overview:
    said = attendance.answers(turn.connection, meeting)
    come = [one for one in said if one.answer == "yes"]
    answered = {one.person_id for one in said}
    diets = Counter(one.diet.casefold() for one in come if one.diet)
    return Overview(
        come=tuple(one.person_id for one in come),
        unsaid=tuple(one.id for one in turn.view.present if one.id not in answered),
        no=len(said) - len(come),
        nights=sum(one.night is True for one in come),
        diets=tuple(sorted(diets.items())),
    )


@feature.on(MeetingChanged)
@feature.on(MeetingMoved)
@feature.on(MeetingCancelled)
def redraw(turn: Turn, news: MeetingChanged | MeetingMoved | MeetingCancelled) -> Reply:
    """Keep everybody's card as the meeting now is; more places go to those who wait."""
    meeting = meetings.get(turn.connection, turn.network.id, news.meeting)
    if meeting is None:
        return []
    if moments.find(turn.connection, FORGET, str(news.meeting)):
        _plan_forgetting(turn, meeting)
    if moments.find(turn.connection, BEGUN, str(news.meeting)):
        _plan_begun(turn, meeting)
    if not isinstance(news, MeetingChanged):
        places.withdraw(turn, news.meeting)
    return [*places.move_up(turn, meeting), *_everywhere(turn, news.meeting)]


@feature.on(SessionRemoved)
def session_removed(turn: Turn, news: SessionRemoved) -> Reply:
    """Ask those who had chosen a session that is no more to choose another."""
    meeting = meetings.get(turn.connection, turn.network.id, news.meeting)
    effects: list[Effect] = []
    for person in news.people if meeting else ():
        effects += places.tell(turn, meeting, person, f"{news.session}:removed") if meeting else []
    return effects


@feature.on(MemberLeft)
def member_left(turn: Turn, news: MemberLeft) -> Reply:
    """Give the places of somebody who left to those who wait."""
    rooms = [
        Show(CardRef("come.ask_room", (id_of(one),)))
        for one in meetings.coming(turn.connection, turn.network.id, turn.local_now)
    ]
    return [*places.let_go(turn, news.person), *rooms]


@feature.says(MemberJoined)
def ask_newcomer(view: NetworkView, news: MemberJoined) -> Iterator[Post]:
    """Ask somebody who came in after the others were asked."""
    return lines.newcomer(view, news, feature.lines["come.ask"])


feature.card("ask")(drawing.ask)
feature.card("unsaid")(drawing.unsaid)
feature.card("place")(drawing.place)
feature.card("ask_room")(drawing.ask_room)
feature.card("low")(drawing.low)
feature.home(order=10)(drawing.at_home)
feature.open_ends(drawing.open_ends)
feature.line(
    "ask",
    title=lambda: _("Do you come?"),
    whom=lambda: _("to each person"),
    again=True,
    with_news=True,
    record=_plan_begun,
)(lines.ask)
feature.line(
    "ask_room",
    title=lambda: _("Do you come?"),
    whom=lambda: _("to the group"),
    again=True,
    with_news=True,
    record=_plan_begun,
)(lines.ask_room)
feature.line(
    "unsaid",
    title=lambda: _("Do you come? Asked once more"),
    whom=lambda: _("to those who have not said"),
    again=True,
    follows=("come.ask", "come.ask_room"),
)(lines.unsaid)
feature.line(
    "low",
    title=lambda: _("Fewer people came"),
    whom=lambda: _("to the facilitators"),
    serves="E+30d",
    attention=True,
    looks_after=True,
)(lines.low)
feature.sample(samples.samples)
