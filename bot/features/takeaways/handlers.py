"""Write what a meeting yielded, show it, and keep what each takes to school."""

from bot.cards import Card, CardRef, mention
from bot.effects import Ask, Effect, Reply, Say, Show, To, Whisper
from bot.errors import Refusal
from bot.feature import FACILITATOR
from bot.features.takeaways import cards, drawing, rules, samples
from bot.features.takeaways.cards import YieldFacts
from bot.features.takeaways.lines import post_line
from bot.features.takeaways.rules import Wish
from bot.features.takeaways.slice import feature
from bot.news import MemberLeft
from bot.texts import _, listed
from bot.timetable.moments import serves_until
from bot.timetable.view import MeetingView
from bot.turn import Turn
from storage import takeaways

MOST_LISTED = 8


@feature.command(
    "yield",
    "opbrengst",
    help=lambda: _("See what meetings yielded, and write it in five lines."),
    aliases=("opbrengsten", "yields"),
    parse=rules.read_words,
)
def open_yield(turn: Turn, wish: Wish) -> Reply:
    """Add a line, list the yields, or open the form for those who write it."""
    meeting = rules.latest(turn.view, turn.now)
    if wish.line:
        return _add(turn, wish.line)
    if wish.listing or meeting is None or not _may(turn, meeting):
        return show_list(turn)
    return [Ask(cards.form(_facts(turn, meeting)))]


def _add(turn: Turn, line: str) -> Reply:
    meeting = _writable(turn, _latest(turn).id)
    before = takeaways.get(turn.connection, meeting.id).lines
    if len(before) >= rules.MOST_LINES:
        text = _("There are five lines already. Type 'yield' to change them in the form.")
        raise Refusal(text)
    return _keep(turn, meeting, (*before, line))


def _latest(turn: Turn) -> MeetingView:
    meeting = rules.latest(turn.view, turn.now)
    if meeting is None:
        raise Refusal(_("There has been no meeting yet. Afterwards you can write what it yielded."))
    return meeting


def _may(turn: Turn, meeting: MeetingView) -> bool:
    return rules.may_write(turn.view, meeting, turn.who.id)


def _begun(turn: Turn, meeting_id: int) -> MeetingView:
    meeting = drawing.find(turn.view, meeting_id)
    if meeting is None:
        raise Refusal(_("I cannot find that meeting. Type 'meeting list' to see them all."))
    if turn.view.utc(meeting.begins) > turn.now:
        raise Refusal(_("That meeting has not begun; this is for afterwards."))
    return meeting


def _by_others(turn: Turn, names: list[str]) -> Refusal:
    if not names:
        text = _("A facilitator writes the yield of this meeting.")
        return turn.for_facilitators(text)
    text = _(
        "The yield of this meeting is written by {names}. Tell them your line.",
        names=listed(names),
    )
    return Refusal(text)


def _writable(turn: Turn, meeting_id: int) -> MeetingView:
    meeting = _begun(turn, meeting_id)
    if not _may(turn, meeting):
        raise _by_others(turn, [one.name for one in rules.writers(turn.view, meeting)])
    return meeting


def _facts(turn: Turn, meeting: MeetingView) -> YieldFacts:
    return drawing.facts_of(turn.scene, turn.view, meeting)


@feature.press("write", asks=True)
def open_form(turn: Turn, meeting_id: int) -> Reply:
    """Open the form of a yield."""
    return [Ask(cards.form(_facts(turn, _writable(turn, meeting_id))))]


@feature.form("write", parse=rules.read_lines)
def write(
    turn: Turn, lines: tuple[str, ...], meeting_id: int, revision: int | None = None
) -> Reply:
    """Keep the lines of a yield; no lines take it out again."""
    meeting = _writable(turn, meeting_id)
    before = takeaways.get(turn.connection, meeting.id)
    if revision is not None and revision != before.revision and lines != before.lines:
        text = _("Somebody else has just changed it. Copy your lines and open the form again.")
        raise Refusal(text, "line1")
    if not lines and not before.lines:
        raise Refusal(_("Write at least one line, or close the form."), "line1")
    return _keep(turn, meeting, lines)


def _keep(turn: Turn, meeting: MeetingView, lines: tuple[str, ...]) -> Reply:
    takeaways.put(turn.connection, meeting.id, lines, turn.who.id, turn.now)
    kept = drawing.find(turn.fresh_view(), meeting.id) or meeting
    shown: list[Effect] = [
        Show(CardRef("takeaways.yield", (meeting.id,))),
        Show(CardRef("takeaways.ask", (meeting.id,))),
    ]
    return [*shown, Whisper(cards.ask(_facts(turn, kept)))]


@feature.press("publish")
def publish(turn: Turn, meeting_id: int) -> Reply:
    """Put a yield that was written late into the group."""
    facts = _facts(turn, _writable(turn, meeting_id))
    if facts.shown:
        raise Refusal(_("The group has it already; what you change, changes there too."))
    if not facts.can_post:
        return [Whisper(cards.ask(facts))]
    said = Whisper(_("The group sees it now."))
    return [Show(CardRef("takeaways.yield", (meeting_id,)), post=True), said]


@feature.press("choose", role=FACILITATOR)
def choose(turn: Turn, meeting_id: int, value: str) -> Reply:
    """Ask a member to write the yield."""
    meeting = _begun(turn, meeting_id)
    person = int(value) if value.isdecimal() and len(value) < 10 else 0
    if all(member.id != person for member in turn.view.present):
        raise Refusal(_("This person is not in the network any more."))
    said = Whisper(_("I ask {who} privately to write it.", who=mention(person)))
    if not takeaways.add_writer(turn.connection, meeting.id, person):
        return [said]
    turn.record("writer", about=person, meeting=meeting.id)
    key = f"{turn.network.id}:takeaways.chosen:{meeting.id}:{person}"
    until = serves_until(turn.view, feature.lines["takeaways.ask"], meeting)
    card = CardRef("takeaways.ask", (meeting.id,))
    soon = _facts(turn, meeting).goes_at is not None  # what waits would come when it has gone
    to = To("person", person)
    question = Say(to, card, key, "takeaways", until, urgent=soon, needs_answer=True)
    return [question, Show(card), said]


@feature.press("list")
def show_list(turn: Turn) -> Reply:
    """Show what the newest meetings yielded."""
    found = rules.public(turn.view, post_line(), turn.now)[:MOST_LISTED]
    facts = [_facts(turn, meeting) for meeting in found]
    return [Whisper(cards.listing(facts, _("What meetings yielded")))]


@feature.press("school", asks=True)
def open_school(turn: Turn, meeting_id: int) -> Reply:
    """Open the form of my two lines."""
    meeting = _begun(turn, meeting_id)
    return [Ask(cards.school_form(drawing.take_away(turn.scene, turn.view, meeting, turn.who.id)))]


@feature.form("school", parse=rules.read_school)
def school(turn: Turn, lines: tuple[str, str], meeting_id: int) -> Reply:
    """Keep my two lines, for me alone."""
    meeting = _begun(turn, meeting_id)
    takeaways.put_note(turn.connection, meeting.id, turn.who.id, *lines)
    mine = Show(CardRef("takeaways.school", (meeting.id, turn.who.id)))
    return [mine, Whisper(_page(turn, meeting))]


@feature.press("page")
def show_page(turn: Turn, meeting_id: int) -> Reply:
    """Show me my one-page take-away."""
    return [Whisper(_page(turn, _begun(turn, meeting_id)))]


def _page(turn: Turn, meeting: MeetingView) -> Card:
    return cards.page(drawing.take_away(turn.scene, turn.view, meeting, turn.who.id))


@feature.on(MemberLeft)
def member_left(turn: Turn, news: MemberLeft) -> Reply:
    """Forget what somebody who left had written for themselves alone."""
    takeaways.forget(turn.connection, turn.network.id, news.person)
    return []


feature.sample(samples.samples)
