"""What a script has people do, as changes to the picture that a rehearsal lives through."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.networkfile.happenings import (
    Accepts,
    AddsItem,
    Asks,
    Cancels,
    Chooses,
    Comes,
    Commits,
    Declines,
    Happening,
    Joins,
    Leaves,
    Moves,
    Reports,
    Script,
    StepsDown,
    Swaps,
    TakesUp,
    WritesYield,
)
from bot.networkfile.models import NetworkFile
from bot.news import (
    MeetingCancelled,
    MeetingChanged,
    MeetingMoved,
    MemberJoined,
    MemberLeft,
    NetworkReady,
    News,
    SteeringOpened,
    SteeringTaken,
    SwapAnswered,
    SwapAsked,
    TurnOpened,
    TurnTaken,
)
from bot.timetable import commitments, turns
from bot.timetable.rehearsal import Change
from bot.timetable.view import MeetingView, MemberView, NetworkView, SpeakerView

Told = tuple[NetworkView, Sequence[News]]


def changes(file: NetworkFile, script: Script, begin: datetime) -> list[Change]:
    """Return all changes of a year in order: ready at `begin` (UTC), then the script's."""
    pressed = Change(begin, lambda view: _ready(view, begin))
    return [pressed, *(_change(file, event.at, event.what) for event in script.events)]


def _ready(view: NetworkView, at: datetime) -> Told:
    return replace(view, ready_at=at), [NetworkReady(view.id)]


def _change(file: NetworkFile, local: datetime, what: Happening) -> Change:
    at = file.utc(local) or file.starts_at()
    return Change(at, lambda view: _apply(replace(view, now=at), what, at))


def _apply(view: NetworkView, what: Happening, at: datetime) -> Told:
    match what:
        case Comes():
            return _comes(view, what, at)
        case Asks():
            return _speaker(view, what.meeting, what.speaker, _asked), []
        case AddsItem():
            changed = _speaker(view, what.meeting, what.speaker, _given)
            return changed, [MeetingChanged(view.id, _meeting(view, what.meeting).id)]
        case WritesYield():
            written = replace(_meeting(view, what.meeting), has_yield=True)
            return view.with_meeting(written), []
        case Moves() | Cancels():
            return _meeting_change(view, what, at)
        case Joins() | Leaves() | Chooses():
            return _member_change(view, what, at)
        case Accepts() | Declines() | Swaps():
            return _turn_change(view, what, at)
        case StepsDown() | TakesUp():
            return _role_change(view, what, at)
        case Commits() | Reports():
            return _commitment(view, what, view.local(at)), []


def _comes(view: NetworkView, what: Comes, at: datetime) -> Told:
    key = (_meeting(view, what.meeting).id, _person(view, what.who).id)
    said = replace(view, attendance={**view.attendance, key: what.answer})
    if what.answer == "no" and turns.turn_of(view, *key):
        return turns.without_turn(said, *key), [TurnOpened(view.id, *key, at.isoformat())]
    return said, []


def _commitment(view: NetworkView, what: Commits | Reports, now: datetime) -> NetworkView:
    person = _person(view, what.who).id
    if isinstance(what, Commits):
        return commitments.kept(view, person, what.text, what.by, now)
    one = commitments.open_of(view, person, what.text)
    if one is None:
        return view  # it ended when they left
    if what.answer == "later":
        return commitments.put_off(view, one, what.by, now)
    return commitments.with_commitment(view, replace(one, open=False))


def _turn_change(view: NetworkView, what: Accepts | Declines | Swaps, at: datetime) -> Told:
    key, when = (_meeting(view, what.meeting).id, _person(view, what.who).id), at.isoformat()
    turn = turns.turn_of(view, *key)
    if turn is None:
        return view, []  # it is somebody else's by now
    if isinstance(what, Accepts):
        taken = turns.with_turns(view, [replace(turn, state="accepted")])
        return taken, [TurnTaken(view.id, *key, when)]
    if isinstance(what, Declines):
        return turns.unsuited(view, *key), [TurnOpened(view.id, *key, when)]
    return _swap(view, *key, _person(view, what.partner).id, when)


def _swap(view: NetworkView, meeting: int, person: int, other: int, when: str) -> Told:
    back = turns.given_back(view, meeting, person, other)
    if back and view.attendance.get((back, person)) == "no":
        back = 0
    people = (meeting, person, other, back)
    told = [
        SwapAsked(view.id, *people, when),
        SwapAnswered(view.id, *people, "accepted", when),
    ]
    return turns.swapped(view, *people), told


def _meeting_change(view: NetworkView, what: Moves | Cancels, at: datetime) -> Told:
    meeting = _meeting(view, what.meeting)
    if isinstance(what, Cancels):
        gone = replace(meeting, cancelled=True)
        return view.with_meeting(gone), [MeetingCancelled(view.id, meeting.id)]
    moved = replace(
        meeting,
        begins=what.begins,
        ends=what.ends,
        sequence=meeting.sequence + 1,
        announced_at=at,
    )
    unsaid = {key: said for key, said in view.attendance.items() if key[0] != meeting.id}
    changed = replace(view.with_meeting(moved), attendance=unsaid)
    return changed, [MeetingMoved(view.id, moved.id, moved.sequence)]


def _member_change(view: NetworkView, what: Joins | Leaves | Chooses, at: datetime) -> Told:
    if isinstance(what, Joins):
        number = max(member.id for member in view.members) + 1
        language = what.language or view.language
        new = MemberView(number, what.name, False, what.organisation, "all", language, at)
        joined = MemberJoined(view.id, number, at.isoformat())
        return replace(view, members=(*view.members, new)), [joined]
    member = _person(view, what.who)
    if isinstance(what, Leaves):
        left = MemberLeft(view.id, member.id, at.isoformat())
        gone = _with_member(turns.left(view, member.id), replace(member, left_at=at))
        return gone, [left, *_laid_down(view, gone, at)]
    return _with_member(view, replace(member, less=what.less)), []


def _role_change(view: NetworkView, what: StepsDown | TakesUp, at: datetime) -> Told:
    member, takes = _person(view, what.who), isinstance(what, TakesUp)
    changed = _with_member(view, replace(member, facilitator=takes))
    if takes:
        return changed, [SteeringTaken(view.id, member.id, at.isoformat())]
    return changed, _laid_down(view, changed, at)


def _laid_down(before: NetworkView, after: NetworkView, at: datetime) -> list[News]:
    was_last = bool(before.facilitators) and not after.facilitators
    return [SteeringOpened(after.id, at.isoformat())] if was_last else []


def _with_member(view: NetworkView, changed: MemberView) -> NetworkView:
    others = tuple(changed if one.id == changed.id else one for one in view.members)
    return replace(view, members=others)


def _meeting(view: NetworkView, number: int) -> MeetingView:
    return next(meeting for meeting in view.meetings if meeting.number == number)


def _person(view: NetworkView, name: str) -> MemberView:
    return next(member for member in view.members if member.name == name)


def _speaker(
    view: NetworkView, number: int, name: str, change: Callable[[SpeakerView], SpeakerView]
) -> NetworkView:
    meeting = _meeting(view, number)
    speakers = tuple(change(one) if one.name == name else one for one in meeting.speakers)
    return view.with_meeting(replace(meeting, speakers=speakers))


def _asked(speaker: SpeakerView) -> SpeakerView:
    return replace(speaker, questions=speaker.questions + 1)


def _given(speaker: SpeakerView) -> SpeakerView:
    return replace(speaker, items=speaker.items + 1)
