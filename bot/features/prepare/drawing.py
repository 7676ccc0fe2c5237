"""Draws the cards of preparing together, and their part of the home view, from what is stored."""

from collections.abc import Iterator
from dataclasses import replace

from bot.cards import Card, Element, command_button
from bot.features.prepare import board, cards, rules, seasons, swap_cards
from bot.features.prepare.board import BoardFacts, LedgerRow
from bot.features.prepare.cards import TurnFacts
from bot.features.prepare.season import outlook, public
from bot.features.prepare.slice import feature
from bot.features.prepare.swap_cards import SwapFacts
from bot.telling import OpenEnd
from bot.texts import _, long_moment, short_date
from bot.timetable.load import load_view
from bot.timetable.turns import is_ahead, turn_of
from bot.timetable.view import MeetingView, MemberView, NetworkView
from bot.turn import Scene
from storage import preparers
from storage.preparers import Swap


def view_of(scene: Scene) -> NetworkView:
    """Return the network as it stands at the scene's moment."""
    return replace(scene.once(load_view, scene.network), now=scene.now)


def facts_of(view: NetworkView, meeting: MeetingView, person: int) -> TurnFacts:
    """Return what the cards about a meeting show to one person; 0 is a room."""
    turns = rules.turns_at(view, meeting.id)
    own = turn_of(view, meeting.id, person)
    mine = own.state if own else ""
    if (meeting.id, person) in view.unsuited and not own:
        mine = "unsuited"
    over = not is_ahead(view, meeting)
    known = rules.certain(view, meeting.id) if over or rules.is_told(view, meeting.id) else []
    yes = (one.person for one in turns if one.state == "accepted" and one.person != person)
    return TurnFacts(
        view.id,
        meeting,
        not over,
        mine,
        tuple(yes),
        tuple(one.person for one in known),
        room=len(turns) < (rules.most(view) if person else rules.number(view)),
        rotates=view.rotates,
    )


def find(scene: Scene, meeting_id: int, person: int) -> TurnFacts | None:
    """Return what is known of a meeting in the scene's network, None when it is gone."""
    view = view_of(scene)
    known = [one for one in view.meetings if one.id == meeting_id]
    return facts_of(view, known[0], person) if known else None


@feature.card("ask")
def ask(scene: Scene, meeting_id: int, person: int) -> Card | None:
    """Draw the question to one whose turn it is; once the meeting is over it is taken back."""
    view = view_of(scene)
    known = [one for one in view.meetings if one.id == meeting_id]
    if not known or view.utc(known[0].ends) <= scene.now:
        return None
    return cards.ask(facts_of(view, known[0], person))


@feature.card("meeting")
def meeting(scene: Scene, meeting_id: int) -> Card | None:
    """Draw who helps prepare a meeting as the group knows it, with what the viewer said."""
    me = scene.viewer or 0
    view = public(view_of(scene), me)
    known = [one for one in view.meetings if one.id == meeting_id]
    return cards.meeting(facts_of(view, known[0], me)) if known else None


@feature.card("told")
def told(scene: Scene, meeting_id: int) -> Card | None:
    """Draw who helps prepare a meeting."""
    facts = find(scene, meeting_id, 0)
    return cards.told(facts) if facts else None


@feature.card("checklist")
def checklist(scene: Scene, meeting_id: int, person: int) -> Card | None:
    """Draw what to arrange."""
    facts = find(scene, meeting_id, person)
    return cards.checklist(facts) if facts else None


@feature.card("thanks")
def thanks(scene: Scene, meeting_id: int) -> Card | None:
    """Draw the thanks to those who helped prepare."""
    facts = find(scene, meeting_id, 0)
    return cards.thanks(facts) if facts else None


def swap_facts(scene: Scene, view: NetworkView, found: Swap) -> SwapFacts:
    """Return an offer to swap as it stands."""
    meeting = view.meeting(found.meeting)
    back = view.meeting(found.back) if found.back else None
    until, state = long_moment(view.local(found.expires_at)), found.state
    people = (found.person, found.other)
    return SwapFacts(scene.network, found.id, *people, meeting, back, until, state)


def _found_swap(scene: Scene, meeting: int, person: int, other: int) -> SwapFacts | None:
    for one in preparers.swaps(scene.connection, scene.network, person):
        if (one.meeting, one.person, one.other) == (meeting, person, other):
            return swap_facts(scene, view_of(scene), one)
    return None


@feature.card("swap")
def swap(scene: Scene, meeting: int, person: int, other: int) -> Card | None:
    """Draw the offer to who is asked to swap."""
    found = _found_swap(scene, meeting, person, other)
    return swap_cards.swap(found) if found else None


@feature.card("swapped")
def swapped(scene: Scene, meeting: int, person: int, other: int) -> Card | None:
    """Draw for who asked what became of it."""
    found = _found_swap(scene, meeting, person, other)
    return swap_cards.swapped(found) if found else None


@feature.card("board")
def draw_board(scene: Scene) -> Card | None:
    """Draw where everything about preparing together is found."""
    view, me = view_of(scene), scene.viewer or 0
    meetings = rules.standing(view)
    coming = tuple(facts_of(view, one, me) for one in meetings if is_ahead(view, one))
    held = [one for one in meetings if not is_ahead(view, one)]
    past = facts_of(view, held[-1], me) if held else None
    asked = bool(me) and _may_be_asked(view, view.member(me))
    return board.board(
        BoardFacts(
            view.id, coming, rules.number(view), asked, scene.facilitator, past, view.rotates
        )
    )


@feature.card("choices")
def draw_choices(scene: Scene) -> Card | None:
    """Draw what facilitators choose of preparing together."""
    view = view_of(scene)
    steers = scene.facilitator
    return board.choices(view.id, rules.number(view), rotates=view.rotates) if steers else None


def _may_be_asked(view: NetworkView, member: MemberView) -> bool:
    return rules.takes_turns(view, member) and rules.in_pool(view, member)


@feature.card("ledger")
def draw_ledger(scene: Scene) -> Card | None:
    """Draw who had which turns: those that the group knows of."""
    rotates = scene.once(load_view, scene.network).rotates
    return board.ledger(scene.network, _ledger(scene), rotates)


@feature.card("reasons")
def draw_reasons(scene: Scene) -> Card | None:
    """Draw how turns are shared out, for those who have none themselves."""
    return board.reasons(scene.network, _ledger(scene))


@feature.card("season")
def draw_season(scene: Scene) -> Card | None:
    """Draw the season as one person may know it; the likely names are for facilitators."""
    view, me = view_of(scene), scene.viewer or 0
    found = outlook(view, me, feature.lines["prepare.ask"])
    return seasons.season(view.id, found, steers=scene.facilitator)


def _ledger(scene: Scene) -> list[LedgerRow]:
    view = view_of(scene)
    known = {one.id: facts_of(view, one, 0) for one in rules.standing(view)}
    rows = []
    for member in view.present:
        mine = [one.meeting for one in known.values() if member.id in one.people]
        days = tuple(f"{short_date(one.begins.date())} {one.begins.year}" for one in mine)
        if days or rules.takes_turns(view, member):
            rows.append(LedgerRow(member.id, days))
    return rows


@feature.home(order=15)
def at_home(scene: Scene) -> Iterator[Element]:
    """Show one's own turns, and lead to the rest."""
    view, me = view_of(scene), scene.viewer or 0
    coming = [facts_of(view, one, me) for one in rules.standing(view) if is_ahead(view, one)]
    yield from board.home(coming, view.id)


@feature.open_ends
def open_ends(scene: Scene) -> Iterator[OpenEnd]:
    """Ask after one's own turn, and tell facilitators where the group knows too few.

    What people were asked in private, and what they said, is in no number that others see.
    """
    me, whole = scene.viewer or 0, view_of(scene)
    view, wanted = public(whole, me), rules.number(whole)
    button = command_button(_("Preparing together"), scene.network, "prepare")
    coming = [one for one in rules.standing(view) if is_ahead(view, one)]
    for facts in (facts_of(view, one, me) for one in coming):
        day = short_date(facts.meeting.begins.date())
        if facts.mine == "asked":
            yield OpenEnd(_("Does it suit you to help prepare {day}?", day=day), button, mine=True)
        known = len(facts.people)
        if scene.facilitator and facts.meeting is coming[0] and known < wanted:
            yield OpenEnd(_known(known, wanted, day), button)


def _known(known: int, wanted: int, day: str) -> str:
    if not known:
        return _("The group does not know yet who helps prepare {day}.", day=day)
    return _(
        "The group knows {n} of the {wanted} who help prepare {day}.",
        n=known,
        wanted=wanted,
        day=day,
    )
