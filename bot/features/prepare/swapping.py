"""Swap a turn by consent: asked privately, answered in one press, ended by a moment."""

from bot.cards import CardRef
from bot.effects import Ask, Effect, Reply, Show, Whisper
from bot.errors import Refusal
from bot.feature import Reading
from bot.features.prepare import finding, forms, rules, swap_cards
from bot.features.prepare.drawing import swap_facts
from bot.features.prepare.forgetting import SWAP_ENDS, plan_forgetting
from bot.features.prepare.line import SwapLine, read_swap
from bot.features.prepare.slice import feature
from bot.features.prepare.timetable import keep
from bot.features.prepare.turns import shown
from bot.forms import Values, one
from bot.news import SwapAnswered, SwapAsked
from bot.texts import _
from bot.timetable.turns import given_back, swap_ends, swapped, turn_of
from bot.timetable.view import MemberView
from bot.turn import Turn
from storage import moments, preparers
from storage.moments import Planned
from storage.preparers import Swap


@feature.command(
    "swap",
    "ruilen",
    help=lambda: _("Swap your turn to help prepare: 'swap with Anna'. No is always fine."),
    aliases=("ruil",),
    parse=read_swap,
)
def swap(turn: Turn, said: SwapLine) -> Reply:
    """Ask for a swap, answer one, or open the form."""
    if said.verb == "ask":
        other = finding.somebody(turn, said.name)
        meeting = finding.on_day(turn, said.day).id if said.day else finding.my_next(turn).meeting
        return _ask(turn, meeting, other)
    if said.verb:
        return _answer(turn, _asked_of_me(turn), "accepted" if said.verb == "yes" else "refused")
    return _open(turn, finding.my_next(turn).meeting)


def _asked_of_me(turn: Turn) -> Swap:
    found = preparers.swaps(turn.connection, turn.network.id, turn.who.id)
    waiting = [one for one in found if one.other == turn.who.id and one.state == "open"]
    if len(waiting) == 1:
        return waiting[0]
    if waiting:
        raise Refusal(_("More than one person asked you. Answer on the card of each."))
    raise Refusal(_("Nobody asked you to swap just now. Type 'swap with Anna' to ask yourself."))


@feature.press("open_swap", asks=True)
def open_swap(turn: Turn, meeting_id: int) -> Reply:
    """Open the form for a swap of this turn."""
    finding.mine(turn, meeting_id)
    return _open(turn, meeting_id)


def _open(turn: Turn, first: int) -> Reply:
    mine = [one for one in finding.coming(turn) if turn_of(turn.view, one.id, turn.who.id)]
    mine.sort(key=lambda one: one.id != first)
    # Who cannot be asked is in it as well: a list without them would tell whose turn it is.
    others = [one for one in turn.view.present if not _has_none(turn, one)]
    if not others:
        raise Refusal(_("There is nobody to swap with. Tell a facilitator if it does not suit."))
    return [Ask(forms.swap(turn.network.id, mine, others))]


def read_form(_reading: Reading, values: Values) -> tuple[int, int]:
    """Read the meeting and the person that were picked, 0 for none."""
    return _number(one(values, "turn")), _number(one(values, "other"))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


@feature.form("swap", parse=read_form)
def hand_in(turn: Turn, picked: tuple[int, int]) -> Reply:
    """Ask the person who was picked."""
    meeting, person = picked
    for other in turn.view.present:
        if other.id == person:
            return _ask(turn, meeting, other)
    raise Refusal(_("Choose somebody from the list."), "other")


def _has_none(turn: Turn, other: MemberView) -> str:
    if other.id == turn.who.id:
        return _("You cannot swap with yourself. Choose somebody else.")
    if not rules.takes_turns(turn.view, other):
        return _("Facilitators have no turns. Choose somebody else.")
    return ""


def _is_out(turn: Turn, meeting_id: int, other: MemberView) -> bool:
    """Say whether somebody cannot be asked; said as one, for each reason is theirs to tell.

    Who has said that a turn does not suit stays out: else it would show that they did.
    """
    view, key = turn.view, (meeting_id, other.id)
    taken = turn_of(view, meeting_id, other.id) or key in view.unsuited
    return bool(taken) or other.less == "without" or view.attendance.get(key) == "no"


def _ask(turn: Turn, meeting_id: int, other: MemberView) -> Reply:
    if not turn.network.ready:
        raise Refusal(_("Nothing is sent before a facilitator presses ready."))
    finding.mine(turn, meeting_id)
    if fault := _has_none(turn, other):
        raise Refusal(fault, "other")
    if _is_out(turn, meeting_id, other):
        text = _("{name} cannot take it over. Choose somebody else.", name=other.name)
        raise Refusal(text, "other")
    about = preparers.open_swaps(turn.connection, meeting_id)
    if any(one.person == turn.who.id and one.meeting == meeting_id for one in about):
        raise Refusal(_("You asked somebody already. Take that back first, or wait a little."))
    return _offer(turn, meeting_id, other)


def _offer(turn: Turn, meeting_id: int, other: MemberView) -> Reply:
    view, me = turn.view, turn.who.id
    back = given_back(view, meeting_id, me, other.id)
    if back and view.attendance.get((back, me)) == "no":
        back = 0
    about = [view.meeting(one) for one in (meeting_id, back) if one]
    until = swap_ends(view, turn.lines["prepare.told"], about)
    number = preparers.add_swap(turn.connection, meeting_id, me, other.id, back, until)
    moments.plan(turn.connection, turn.network.id, SWAP_ENDS, str(number), until)
    plan_forgetting(turn, meeting_id)
    people = (meeting_id, me, other.id, back)
    turn.tell(SwapAsked(turn.network.id, *people, turn.now.isoformat()))
    return [*drawn(meeting_id, me, other.id), *_mine(turn, number)]


def _mine(turn: Turn, number: int) -> list[Effect]:
    found = preparers.swap(turn.connection, turn.network.id, number)
    return [Whisper(swap_cards.swapped(swap_facts(turn.scene, turn.view, found)))] if found else []


def drawn(meeting: int, person: int, other: int) -> list[Effect]:
    """Draw the cards of a swap again, for both of them."""
    kinds = ("prepare.swap", "prepare.swapped")
    return [Show(CardRef(kind, (meeting, person, other))) for kind in kinds]


def _find(turn: Turn, number: int) -> Swap:
    found = preparers.swap(turn.connection, turn.network.id, number)
    if found is None or turn.who.id not in (found.person, found.other):
        raise Refusal(_("That swap is no longer there."))
    return found


@feature.press("swap_yes")
def yes(turn: Turn, number: int) -> Reply:
    """Agree to a swap."""
    return _answer(turn, _find(turn, number), "accepted")


@feature.press("swap_no")
def no(turn: Turn, number: int) -> Reply:
    """Say no to a swap, which is fine."""
    return _answer(turn, _find(turn, number), "refused")


def _answer(turn: Turn, found: Swap, answer: str) -> Reply:
    if found.other != turn.who.id:
        raise Refusal(_("Only the person who was asked can answer this."))
    if found.expires_at <= turn.now or not _stands(turn, found):
        end(turn, found, "expired")
        return [*drawn(found.meeting, found.person, found.other), Whisper(_settled())]
    if answer == "accepted" and turn.view.attendance.get((found.meeting, turn.who.id)) == "no":
        raise Refusal(_("You said you can't come then. Change that first with 'come yes'."))
    if not end(turn, found, answer):
        raise Refusal(_settled())
    if answer == "accepted":
        _exchange(turn, found)
    facts = preparers.swap(turn.connection, turn.network.id, found.id) or found
    card = swap_cards.swap(swap_facts(turn.scene, turn.fresh_view(), facts))
    return [*_redrawn(found), Whisper(card)]


def _settled() -> str:
    return _("This swap is settled already; nothing changes. Type 'prepare' to see the turns.")


def _stands(turn: Turn, found: Swap) -> bool:
    view, meetings = turn.view, {one.id for one in finding.coming(turn)}
    gives = found.meeting in meetings and turn_of(view, found.meeting, found.person)
    taken = turn_of(view, found.meeting, found.other)
    if not found.back:
        return bool(gives and not taken)
    back = found.back in meetings and turn_of(view, found.back, found.other)
    return bool(gives and back and not taken and not turn_of(view, found.back, found.person))


def end(turn: Turn, found: Swap, answer: str) -> bool:
    """Bring a swap to its end, and have who asked told; False when it had one already."""
    if not preparers.close_swap(turn.connection, found.id, answer):
        return False
    moments.cancel(turn.connection, SWAP_ENDS, str(found.id))
    if answer != "withdrawn":
        people = (found.meeting, found.person, found.other, found.back)
        turn.tell(SwapAnswered(turn.network.id, *people, answer, turn.now.isoformat()))
    return True


def _exchange(turn: Turn, found: Swap) -> None:
    pairs = [(found.meeting, found.person, found.other), (found.back, found.other, found.person)]
    after = swapped(turn.view, found.meeting, found.person, found.other, found.back)
    new = [turn_of(after, meeting, taker) for meeting, _giver, taker in pairs if meeting]
    for meeting, giver, _taker in pairs:
        preparers.drop_turn(turn.connection, meeting, giver)
    keep(turn, [one for one in new if one])
    preparers.set_unsuited(turn.connection, found.meeting, found.person)
    plan_forgetting(turn, found.meeting)


def _redrawn(found: Swap) -> list[Effect]:
    people = (found.person, found.other)
    back = shown(found.back, people) if found.back else []
    return [*drawn(found.meeting, *people), *shown(found.meeting, people), *back]


@feature.press("swap_back")
def take_back(turn: Turn, number: int) -> Reply:
    """Take back what one asked, as long as there is no answer."""
    found = _find(turn, number)
    if found.person != turn.who.id:
        raise Refusal(_("Only the person who asked can take this back."))
    if not end(turn, found, "withdrawn"):
        raise Refusal(_settled())
    return [*drawn(found.meeting, found.person, found.other), *_mine(turn, number)]


@feature.due("swap_ends")
def ends(turn: Turn, moment: Planned) -> Reply:
    """Let a swap that nobody answered come to its end."""
    found = preparers.swap(turn.connection, turn.network.id, int(moment.subject))
    if found is None or not end(turn, found, "expired"):
        return []
    return drawn(found.meeting, found.person, found.other)
