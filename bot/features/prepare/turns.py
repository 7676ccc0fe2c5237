"""Say yes or no to a turn, offer, and tell of a meeting one prepared outside the plan."""

from bot.cards import CardRef
from bot.effects import Effect, Reply, Show, Whisper
from bot.errors import Refusal
from bot.features.prepare import cards, finding, rules
from bot.features.prepare.drawing import facts_of
from bot.features.prepare.forgetting import plan_forgetting
from bot.features.prepare.slice import feature
from bot.news import TurnOpened, TurnTaken
from bot.texts import _
from bot.timetable.turns import is_ahead, turn_of
from bot.turn import Turn
from storage import preparers


def shown(meeting: int, people: tuple[int, ...] = ()) -> list[Effect]:
    """Draw again what shows the turns at a meeting."""
    refs = [CardRef(f"prepare.{kind}", (meeting,)) for kind in ("told", "thanks")]
    for kind in ("ask", "checklist"):
        refs += [CardRef(f"prepare.{kind}", (meeting, one)) for one in people]
    # Where the role goes round, a meeting's own card names who has it.
    return [Show(ref) for ref in (*refs, CardRef("meetings.meeting", (meeting,)))]


def everybody(turn: Turn, meeting: int) -> tuple[int, ...]:
    """Return whose private cards show a meeting's turns: who has one, and who acts."""
    mine = {turn.who_or_none.id} if turn.who_or_none else set()
    return tuple(sorted(mine | {one.person for one in rules.turns_at(turn.view, meeting)}))


@feature.press("accept")
def accept(turn: Turn, meeting_id: int) -> Reply:
    """Say that a turn suits."""
    finding.mine(turn, meeting_id)
    preparers.put_turn(turn.connection, meeting_id, turn.who.id, {"state": "accepted"})
    return _taken(turn, meeting_id)


def _taken(turn: Turn, meeting_id: int) -> Reply:
    turn.tell(TurnTaken(turn.network.id, meeting_id, turn.who.id, turn.now.isoformat()))
    view = turn.fresh_view()
    facts = facts_of(view, view.meeting(meeting_id), turn.who.id)
    return [*shown(meeting_id, everybody(turn, meeting_id)), Whisper(cards.taken(facts))]


@feature.press("decline")
def decline(turn: Turn, meeting_id: int) -> Reply:
    """Say that a turn does not suit; nobody asks why, and the next in line is asked."""
    finding.mine(turn, meeting_id)
    preparers.drop_turn(turn.connection, meeting_id, turn.who.id)
    preparers.set_unsuited(turn.connection, meeting_id, turn.who.id)
    plan_forgetting(turn, meeting_id)
    turn.tell(TurnOpened(turn.network.id, meeting_id, turn.who.id, turn.now.isoformat()))
    view = turn.fresh_view()
    facts = facts_of(view, view.meeting(meeting_id), turn.who.id)
    return [*shown(meeting_id, everybody(turn, meeting_id)), Whisper(cards.ask(facts))]


@feature.press("volunteer")
def volunteer(turn: Turn, meeting_id: int) -> Reply:
    """Offer to help prepare a meeting."""
    finding.ahead(turn, meeting_id)
    known = turn_of(turn.view, meeting_id, turn.who.id)
    if known is None and len(rules.turns_at(turn.view, meeting_id)) >= rules.most(turn.view):
        raise Refusal(_("There are enough people for that meeting. Choose another: 'prepare'."))
    if turn.view.attendance.get((meeting_id, turn.who.id)) == "no":
        raise Refusal(_("You said you can't come then. Change that first with 'come yes'."))
    preparers.suits_again(turn.connection, meeting_id, turn.who.id)
    values: dict[str, object] = {"state": "accepted"}
    if known is None:
        values |= {"how": "volunteer", "asked_at": turn.now}
    preparers.put_turn(turn.connection, meeting_id, turn.who.id, values)
    plan_forgetting(turn, meeting_id)
    return _taken(turn, meeting_id)


@feature.press("credit")
def credit(turn: Turn, meeting_id: int) -> Reply:
    """Count a meeting that one helped prepare outside the plan."""
    if _last_held(turn) != meeting_id:
        raise Refusal(_("This counts for the meeting just held only. Type 'prepare' to see it."))
    if turn_of(turn.view, meeting_id, turn.who.id) is None:
        values = {"state": "accepted", "how": "credit", "asked_at": turn.now, "told": True}
        preparers.put_turn(turn.connection, meeting_id, turn.who.id, values)
    thanks = _("Thank you. It counts as a turn, and everybody can see it in the list.")
    return [*shown(meeting_id), Whisper(thanks)]


def credit_last(turn: Turn) -> Reply:
    """Count the meeting just held as one that somebody helped prepare."""
    return credit(turn, _last_held(turn))


def _last_held(turn: Turn) -> int:
    held = [one for one in rules.standing(turn.view) if not is_ahead(turn.view, one)]
    return held[-1].id if held else 0
