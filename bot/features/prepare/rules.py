"""Whose turn it is: the network as it stands, turned into a season to share out; pure.

Everybody's turns are weighed against the meetings they could have served, so that who was absent
is not behind. Newcomers begin at the group's average: for each meeting before they came they are
taken to have had what everybody had on average.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from bot.calendar.working import working_days_before
from bot.features.prepare.rotation import Candidate, Season, Slot
from bot.timetable.lines import Line
from bot.timetable.moments import line_moment
from bot.timetable.templates import POOLED, PREPARERS
from bot.timetable.turns import is_ahead, turn_of
from bot.timetable.view import MeetingView, MemberView, NetworkView, TurnView

MOST = 3
DAYS_TO_SAY = 3


def number(view: NetworkView) -> int:
    """Return how many help prepare a meeting; where they facilitate it too, at least one."""
    found = PREPARERS[view.template] if view.preparers is None else view.preparers
    return max(found, 1) if view.rotates else found


def most(view: NetworkView) -> int:
    """Return how many can help prepare a meeting, those who offer included."""
    return number(view) if view.rotates else MOST


def takes_turns(view: NetworkView, member: MemberView) -> bool:
    """Say whether somebody gets turns: all participants, and facilitators who want to go round."""
    return not member.facilitator or (view.rotates and member.pool is True)


def in_pool(view: NetworkView, member: MemberView) -> bool:
    """Say whether somebody may be asked at all."""
    return view.template not in POOLED if member.pool is None else member.pool


def standing(view: NetworkView) -> list[MeetingView]:
    """Return the meetings that are not cancelled, in order."""
    found = (one for one in view.meetings if not one.cancelled)
    return sorted(found, key=lambda one: (one.begins, one.id))


def turns_at(view: NetworkView, meeting: int) -> list[TurnView]:
    """Return the turns at a meeting."""
    return [turn for turn in view.turns if turn.meeting == meeting]


def could_serve(view: NetworkView, meeting: MeetingView, member: MemberView) -> bool:
    """Say whether a meeting counts as one that somebody could have served."""
    begins = view.utc(meeting.begins)
    came = member.joined_at is None or member.joined_at <= begins
    stays = member.left_at is None or member.left_at > begins
    return (
        (came and stays)
        and takes_turns(view, member)
        and in_pool(view, member)
        and member.less != "without"
        and view.attendance.get((meeting.id, member.id)) != "no"
    )


def season(view: NetworkView) -> Season:
    """Return all there is to share out, as the network now stands."""
    wanted = number(view)
    counted = [
        one for one in standing(view) if turns_at(view, one.id) or (wanted and is_ahead(view, one))
    ]
    able = {
        one.id: frozenset(member.id for member in view.members if could_serve(view, one, member))
        for one in counted
    }
    slots = [
        _slot(view, one, position, wanted, able[one.id])
        for position, one in enumerate(counted)
        if is_ahead(view, one)
    ]
    slots.sort(key=lambda one: one.meeting)  # not by date: a meeting that moves changes no turns
    people = sorted((one for one in view.present if takes_turns(view, one)), key=_seniority)
    past = Past(view, counted, able)
    candidates = tuple(past.candidate(one, order) for order, one in enumerate(people))
    return Season(tuple(slots), candidates, tuple(_pairs(view, counted)))


def _seniority(member: MemberView) -> tuple[str, int]:
    return (member.joined_at.isoformat() if member.joined_at else "", member.id)


def _slot(
    view: NetworkView, meeting: MeetingView, position: int, wanted: int, able: frozenset[int]
) -> Slot:
    fixed = tuple(turn.person for turn in turns_at(view, meeting.id))
    eligible = frozenset(
        one for one in able if one not in fixed and (meeting.id, one) not in view.unsuited
    )
    return Slot(meeting.id, position, max(wanted - len(fixed), 0), eligible, fixed)


class Past:
    """The meetings that count, who had turns at them, and who could have had."""

    def __init__(
        self,
        view: NetworkView,
        counted: Sequence[MeetingView],
        able: Mapping[int, frozenset[int]],
    ) -> None:
        self._able = able
        self._had = {(turn.meeting, turn.person) for turn in view.turns}
        self._counted = [(one.id, view.utc(one.begins)) for one in counted]
        self._share = {
            one.id: Fraction(len(turns_at(view, one.id)), max(len(able[one.id]), 1))
            for one in counted
        }

    def candidate(self, member: MemberView, order: int) -> Candidate:
        """Return somebody with what they had of what they could have had."""
        had, could, served = Fraction(0), 0, []
        for position, (meeting, begins) in enumerate(self._counted):
            if (meeting, member.id) in self._had:
                had, could = had + 1, could + 1
                served.append(position)
            elif member.id in self._able[meeting]:
                could += 1
            elif member.joined_at and begins < member.joined_at:
                could, had = could + 1, had + self._share[meeting]
        return Candidate(member.id, had, could, member.organisation, order, tuple(served))


def _pairs(view: NetworkView, counted: Sequence[MeetingView]) -> list[frozenset[int]]:
    found = []
    for meeting in counted:
        people = [turn.person for turn in turns_at(view, meeting.id)]
        found += [frozenset(pair) for pair in combinations(people, 2)]
    return found


def was_asked(view: NetworkView, meeting: MeetingView, ask: Line) -> bool:
    """Say whether the moment to ask people for a meeting has been."""
    moment = line_moment(view, ask, meeting)
    due = moment is not None and view.now is not None and moment.due_at <= view.now
    return due or any(turn.how == "plan" for turn in turns_at(view, meeting.id))


def is_certain(view: NetworkView, turn: TurnView) -> bool:
    """Say whether the group may hear of a turn.

    It was accepted, or three working days went by without a no from somebody who gets messages.
    """
    if turn.told or turn.state == "accepted":
        return True
    if turn.asked_at is None or view.now is None:
        return False
    gets_it = view.member(turn.person).less in ("all", "must")
    since = working_days_before(view.local(view.now).date(), DAYS_TO_SAY, view.quiet)
    return gets_it and view.local(turn.asked_at).date() <= since


def certain(view: NetworkView, meeting: int) -> list[TurnView]:
    """Return the turns at a meeting that the group may hear of."""
    return [turn for turn in turns_at(view, meeting) if is_certain(view, turn)]


def is_told(view: NetworkView, meeting: int) -> bool:
    """Say whether the group heard who prepares a meeting."""
    return any(turn.told for turn in turns_at(view, meeting))


@dataclass(frozen=True)
class Reckoning:
    """What a turn was decided by: how many somebody had of the meetings they could serve.

    `last` is the meeting they helped prepare last.
    """

    had: int
    could: int
    newcomer: bool
    last: MeetingView | None


def reckoning(view: NetworkView, person: int) -> Reckoning:
    """Return what anybody may know of why it is somebody's turn."""
    member = view.member(person)
    begun = [one for one in standing(view) if not is_ahead(view, one) and turns_at(view, one.id)]
    mine = [one for one in begun if turn_of(view, one.id, person)]
    could = sum(could_serve(view, one, member) or one in mine for one in begun)
    before = [one for one in begun if member.joined_at and view.utc(one.begins) < member.joined_at]
    return Reckoning(len(mine), could, bool(before), mine[-1] if mine else None)
