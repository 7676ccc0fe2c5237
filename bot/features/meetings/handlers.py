"""Plan, change, move and cancel meetings, and show them."""

from datetime import datetime

from bot.cards import Card, CardRef
from bot.effects import Ask, Effect, Reply, Show, Whisper
from bot.errors import Refusal
from bot.feature import FACILITATOR, Feature
from bot.features.meetings import cards, drawing, forms, lines, rules, samples, sessions
from bot.features.meetings.facts import find, find_ahead
from bot.features.meetings.line import Request, read_request
from bot.features.meetings.rules import Times, Wish, Words
from bot.meeting_words import meeting_name, span
from bot.news import MeetingAdded, MeetingCancelled, MeetingChanged, MeetingMoved
from bot.texts import _, long_date, long_moment
from bot.turn import Turn
from storage import mailbox, meetings
from storage.meetings import Meeting
from storage.tables import id_of

feature = Feature("meetings", title=lambda: _("News about a meeting"))
TOLD = ("meetings.moved", "meetings.cancelled")


@feature.command(
    "meeting",
    "bijeenkomst",
    help=lambda: _("See the meetings, and as facilitator plan, move or cancel one."),
    aliases=("meetings", "bijeenkomsten"),
    parse=read_request,
)
def meeting(turn: Turn, request: Request) -> Reply:
    """Do what the line asks; alone it opens the form, or the list for participants."""
    steers = turn.network.role == "facilitator"
    if request.verb == "next":
        return show_next(turn)
    if request.verb == "list" or (request.verb == "open" and not steers):
        return show_list(turn)
    if not steers:
        text = _("A facilitator plans the meetings. Type 'meeting list' to see them.")
        raise turn.for_facilitators(text)
    if request.wish is None:
        return open_add(turn)
    return _add_or_ask(turn, request.wish)


def show_list(turn: Turn) -> Reply:
    """Show all meetings."""
    found = meetings.of_network(turn.connection, turn.network.id)
    ahead = [one for one in found if one.ends > turn.local_now]
    steers = turn.network.role == "facilitator"
    return [Whisper(cards.listing(turn.network.id, ahead or found[-3:], steers))]


def show_next(turn: Turn) -> Reply:
    """Show the next meeting."""
    coming = meetings.coming(turn.connection, turn.network.id, turn.local_now)
    if not coming:
        raise Refusal(_("There is no meeting planned yet."))
    return show(turn, id_of(coming[0]))


@feature.press("show")
def show(turn: Turn, meeting_id: int) -> Reply:
    """Show one meeting."""
    return [Whisper(cards.meeting(find(turn, meeting_id)))]


@feature.press("open", role=FACILITATOR, asks=True)
def open_add(turn: Turn) -> Reply:
    """Open the form of a new meeting."""
    return [Ask(forms.add(turn.network.id))]


def _add_or_ask(turn: Turn, wish: Wish) -> Reply:
    rules.check(wish.times, turn.local_now)
    if rules.is_doubtful(wish.times, turn.local_now):
        return [Ask(forms.add(turn.network.id, wish.times, wish.words, _next_year(wish.times)))]
    other = rules.overlapping(wish.times, meetings.of_network(turn.connection, turn.network.id))
    if other is None:
        return add(turn, wish)
    return [Ask(forms.add(turn.network.id, wish.times, wish.words, _overlap(other)))]


def _next_year(times: Times) -> str:
    return _(
        "That day has passed this year. Did you mean {day}? Then plan it; else pick another day.",
        day=long_date(times.begins.date()),
    )


def _overlap(other: Meeting) -> str:
    name = meeting_name(other.number, other.title)
    return _(
        "That is at the same time as {name} ({when}). Choose another time, or turn on that it "
        "may be.",
        name=name,
        when=span(other.begins, other.ends),
    )


def _check(turn: Turn, times: Times, but: int = 0) -> None:
    rules.check(times, turn.local_now)
    known = meetings.of_network(turn.connection, turn.network.id)
    other = rules.overlapping(times, (one for one in known if one.id != but))
    if other is not None:
        raise Refusal(_overlap(other), "overlap")


@feature.form("add", role=FACILITATOR, parse=rules.read_wish)
def add(turn: Turn, wish: Wish) -> Reply:
    """Plan a meeting; after ready its lines are planned with it."""
    _check(turn, wish.times)
    values = {**vars(wish.words), "begins": wish.times.begins, "ends": wish.times.ends}
    values |= {"network_id": turn.network.id, "announced_at": turn.now}
    made = meetings.add(turn.connection, values)
    turn.record("planned", meeting=made, begins=wish.times.begins.isoformat())
    turn.tell(MeetingAdded(turn.network.id, made))
    notes = [rules.closed_days(wish.times, turn.view.quiet), _what_now(turn)]
    found = find(turn, made)
    return [Whisper(cards.kept(found, _("Planned: {name}", name=found.name), notes))]


def _what_now(turn: Turn) -> str:
    if turn.network.ready:
        return _("Type 'plan' to see what goes out about it, and when.")
    return _("Nothing is sent before you press ready.")


@feature.press("open_change", role=FACILITATOR, asks=True)
def open_change(turn: Turn, meeting_id: int) -> Reply:
    """Open the form of title, place and what to bring."""
    return [Ask(forms.change(turn.network.id, find_ahead(turn, meeting_id).meeting))]


@feature.form("change", role=FACILITATOR, parse=rules.read_words)
def change(turn: Turn, words: Words, meeting_id: int) -> Reply:
    """Keep another title, place and what to bring."""
    find_ahead(turn, meeting_id)
    turn.record("changed", meeting=meeting_id)
    meetings.change(turn.connection, meeting_id, dict(vars(words)))
    turn.tell(MeetingChanged(turn.network.id, meeting_id))
    found = find(turn, meeting_id)
    return [Whisper(cards.kept(found, _("Saved: {name}", name=found.name), []))]


@feature.press("open_move", role=FACILITATOR, asks=True)
def open_move(turn: Turn, meeting_id: int) -> Reply:
    """Open the form of another beginning and end."""
    return [Ask(forms.move(turn.network.id, find_ahead(turn, meeting_id).meeting))]


@feature.form("move", role=FACILITATOR, parse=rules.read_times)
def move(turn: Turn, times: Times, meeting_id: int) -> Reply:
    """Give a meeting another time; what has not gone out moves along, everybody is asked again."""
    before = find_ahead(turn, meeting_id).meeting
    if (times.begins, times.ends) == (before.begins, before.ends):
        raise Refusal(_("That is when it is already. Pick another day or time."), "day")
    _check(turn, times, but=meeting_id)
    values = {
        "begins": times.begins,
        "ends": times.ends,
        "was_begins": before.begins,
        "was_ends": before.ends,
        "sequence": before.sequence + 1,
        "announced_at": turn.now,
    }
    meetings.change(turn.connection, meeting_id, values)
    old, new = before.begins.isoformat(), times.begins.isoformat()
    turn.record("moved", meeting=meeting_id, before=old, after=new)
    meetings.renumber(turn.connection, turn.network.id)
    turn.tell(MeetingMoved(turn.network.id, meeting_id, before.sequence + 1))
    return [Whisper(_moved(turn, times, before, meeting_id))]


def _moved(turn: Turn, times: Times, before: Meeting, meeting_id: int) -> Card:
    found = find(turn, meeting_id)
    again = _("I ask everybody again whether they come; earlier answers no longer count.")
    notes = [rules.closed_days(times, turn.view.quiet), again if turn.network.ready else ""]
    notes.append(_heard(turn) or _what_now(turn))
    late = _too_late(turn, min(before.begins, times.begins))
    return cards.kept(found, _("Moved: {name}", name=found.name), notes, late)


def _heard(turn: Turn) -> str:
    chance = turn.view.quiet.next_allowed(turn.local_now)
    if not turn.network.ready or chance == turn.local_now:
        return ""
    return _("It is quiet now: the group hears it on {moment}.", moment=long_moment(chance))


def _too_late(turn: Turn, begins: datetime) -> str:
    chance = turn.view.quiet.next_allowed(turn.local_now)
    if not turn.network.ready or chance == turn.local_now or chance < begins:
        return ""
    return _("By then people may be on their way. You can tell the group at once.")


@feature.press("cancel", role=FACILITATOR)
def cancel(turn: Turn, meeting_id: int) -> Reply:
    """Call a meeting off: the group is told once, the rest is taken back."""
    before = find_ahead(turn, meeting_id).meeting
    meetings.change(turn.connection, meeting_id, {"state": "cancelled"})
    turn.record("called_off", meeting=meeting_id, begins=before.begins.isoformat())
    meetings.renumber(turn.connection, turn.network.id)
    turn.tell(MeetingCancelled(turn.network.id, meeting_id))
    found = find(turn, meeting_id)
    told = _("The group is told. Nothing more is sent about it.") if turn.network.ready else ""
    notes = [told, _heard(turn)]
    late = _too_late(turn, before.begins)
    return [Whisper(cards.kept(found, _("Called off: {name}", name=found.name), notes, late))]


@feature.press("tell", role=FACILITATOR)
def tell(turn: Turn, meeting_id: int) -> Reply:
    """Post at once, in quiet hours too, what waits to be told about a meeting."""
    find(turn, meeting_id)
    waiting = [
        part
        for part in mailbox.waiting(turn.connection, turn.network.id)
        if part.kind in TOLD and part.args[0] == meeting_id
    ]
    if not waiting:
        raise Refusal(_("The group has heard it already."))
    mailbox.mark(turn.connection, waiting, "sent")
    ref = CardRef(waiting[-1].kind, tuple(waiting[-1].args))
    return [Show(ref, post=True), Whisper(_("The group is told now."))]


@feature.press("post", role=FACILITATOR)
def post(turn: Turn, meeting_id: int) -> Reply:
    """Show a meeting to the group."""
    find_ahead(turn, meeting_id)
    return [Show(CardRef("meetings.meeting", (meeting_id,)), post=True)]


@feature.on(MeetingChanged)
@feature.on(MeetingMoved)
@feature.on(MeetingCancelled)
def redraw(turn: Turn, news: MeetingChanged | MeetingMoved | MeetingCancelled) -> Reply:
    """Keep the cards of a meeting as it now is."""
    kinds = ("meeting", "practical", "warning", "after", "cancelled")
    effects: list[Effect] = [Show(CardRef(f"meetings.{kind}", (news.meeting,))) for kind in kinds]
    known = meetings.get(turn.connection, turn.network.id, news.meeting)
    rounds = known.sequence if known else 0
    effects += [
        Show(CardRef("meetings.moved", (news.meeting, number))) for number in range(1, rounds + 1)
    ]
    return effects


feature.card("meeting")(drawing.meeting)
feature.card("practical")(drawing.practical)
feature.card("warning")(drawing.warning)
feature.card("moved")(drawing.moved)
feature.card("cancelled")(drawing.cancelled)
feature.card("after")(drawing.after)
feature.home(order=20)(drawing.at_home)
feature.open_ends(drawing.open_ends)
feature.press("sessions", role=FACILITATOR)(sessions.show)
feature.press("new_session", role=FACILITATOR, asks=True)(sessions.open_new)
feature.press("open_session", role=FACILITATOR, asks=True)(sessions.open_known)
feature.press("remove_session", role=FACILITATOR)(sessions.remove)
feature.form("session", role=FACILITATOR, parse=rules.read_session)(sessions.keep)
feature.line(
    "warning",
    title=lambda: _("What is open"),
    whom=lambda: _("to the facilitators"),
    attention=True,
    looks_after=True,
)(lines.warning)
feature.line(
    "practical", title=lambda: _("The practical side"), whom=lambda: _("to the group"), again=True
)(lines.practical)
feature.line(
    "after", title=lambda: _("Looking back"), whom=lambda: _("to the group"), serves="E+30d"
)(lines.after)
feature.says(MeetingMoved)(lines.moved)
feature.says(MeetingCancelled)(lines.cancelled)
feature.sample(samples.samples)
