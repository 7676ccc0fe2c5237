"""A network as the timetable sees it: a picture without a database, drawn from rows or a file."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from bot.calendar.quiet import Quiet
from bot.calendar.wallclock import to_local, to_utc

AFTERWARDS = timedelta(days=14)
"""How long after a meeting whoever facilitated it looks after what it leaves to be done."""


@dataclass(frozen=True)
class MemberView:
    """A person in the network. `less` is 'all', 'must', 'home' or 'without' (storage.networks).

    `pool` says whether they may be asked to help prepare, None: as the template has it.
    """

    id: int
    name: str
    facilitator: bool = False
    organisation: str = ""
    less: str = "all"
    language: str = "en"
    joined_at: datetime | None = None
    left_at: datetime | None = None
    pool: bool | None = None


@dataclass(frozen=True)
class TurnView:
    """A co-preparer's turn at a meeting, asked at a moment (UTC); `told` when the group knows.

    `state` is 'asked' or 'accepted', `how` where it came from: 'plan', 'volunteer', 'swap' or
    'credit' (prepared outside the plan).
    """

    meeting: int
    person: int
    state: str = "asked"
    how: str = "plan"
    asked_at: datetime | None = None
    told: bool = False


@dataclass(frozen=True)
class SpeakerView:
    """A guest speaker of a meeting and how much there is to read and was asked."""

    id: int
    name: str
    items: int = 0
    questions: int = 0
    answered: int = 0


@dataclass(frozen=True)
class CommitmentView:
    """What somebody takes on in a script; times are wall-clock times, `since` its last change.

    `until` None waits for a next meeting, `meeting` is the id of the one it is due at or 0.
    `stage`, `round` and `carried` are as in storage.commitments.
    """

    id: int
    person: int
    text: str
    until: datetime | None
    since: datetime
    meeting: int = 0
    open: bool = True
    stage: int = 0
    round: int = 0
    carried: int = 0


@dataclass(frozen=True)
class MeetingView:
    """A meeting; `begins` and `ends` are wall-clock times, `announced_at` is UTC.

    `has_yield` says that its yield was written, `writers` who was asked to write it (ids).
    """

    id: int
    number: int
    begins: datetime
    ends: datetime
    announced_at: datetime
    title: str = ""
    place: str = ""
    sequence: int = 0
    cancelled: bool = False
    speakers: tuple[SpeakerView, ...] = ()
    sessions: int = 0
    has_yield: bool = False
    writers: tuple[int, ...] = ()


@dataclass(frozen=True)
class NetworkView:
    """A network at one moment. `lines` holds the offsets that differ from the template's.

    `attendance` maps (meeting id, person id) to 'yes' or 'no', for the meeting's present
    sequence only. `preparers` is how many help prepare a meeting, None: as the template has it;
    `unsuited` are (meeting id, person id) of those whom a turn does not suit. `commitments` are
    a script's only, in order of their ids from 1: those of real people are in no picture that
    others look at. `now` (UTC) is the moment it is looked at, where that matters. With `rotates`
    whoever helps prepare a meeting facilitates it too.
    """

    id: int
    name: str
    language: str
    zone: ZoneInfo
    template: str
    quiet: Quiet
    ready_at: datetime | None = None
    lines: Mapping[str, str] = field(default_factory=dict)
    members: tuple[MemberView, ...] = ()
    meetings: tuple[MeetingView, ...] = ()
    attendance: Mapping[tuple[int, int], str] = field(default_factory=dict)
    preparers: int | None = None
    turns: tuple[TurnView, ...] = ()
    unsuited: frozenset[tuple[int, int]] = frozenset()
    commitments: tuple[CommitmentView, ...] = ()
    now: datetime | None = None
    rotates: bool = False

    @property
    def present(self) -> tuple[MemberView, ...]:
        """Everybody who has not left."""
        return tuple(member for member in self.members if member.left_at is None)

    @property
    def facilitators(self) -> tuple[MemberView, ...]:
        """Those who steer, not for one meeting only, who have not left."""
        return tuple(member for member in self.present if member.facilitator)

    def there(self, meeting: MeetingView) -> tuple[MemberView, ...]:
        """Return who was in the network when a meeting ended, is now, and did not say no."""
        end = self.utc(meeting.ends)
        return tuple(
            member
            for member in self.present
            if (member.joined_at is None or member.joined_at <= end)
            and self.attendance.get((meeting.id, member.id)) != "no"
        )

    def preparing(self, meeting: int) -> tuple[MemberView, ...]:
        """Those whose turn it is to help prepare a meeting, who have not left."""
        turns = {turn.person for turn in self.turns if turn.meeting == meeting}
        return tuple(member for member in self.present if member.id in turns)

    def leading(self, meeting: int) -> tuple[MemberView, ...]:
        """Those who facilitate a meeting because of their turn, where the role goes round.

        The group knows of it: nobody is let in to what facilitators see by an offer alone. Who
        tells afterwards of having helped gets a turn in the list, and no role by it.
        """
        if not self.rotates or self.meeting(meeting).cancelled:
            return ()
        turns = (turn for turn in self.turns if turn.meeting == meeting and turn.how != "credit")
        known = {turn.person for turn in turns if turn.told}
        return tuple(member for member in self.present if member.id in known)

    def steering(self, meeting: int) -> tuple[MemberView, ...]:
        """Those who look after a meeting: who leads it, else the facilitators.

        Where there are none of either: those who help prepare it.
        """
        return self.leading(meeting) or self.facilitators or self.preparing(meeting)

    def steering_after(self, meeting: int) -> tuple[MemberView, ...]:
        """Those who look after what a meeting leaves to be done, once it is over.

        As before it, but without any facilitator it is those who prepare the next one.
        """
        known = self.leading(meeting) or self.facilitators
        following = self.following(self.meeting(meeting))
        prepares = self.preparing(following.id) if following else ()
        return known or prepares or self.preparing(meeting)

    def following(self, meeting: MeetingView) -> MeetingView | None:
        """Return the meeting that takes place after this one, None after the last."""
        later = (one for one in self.meetings if not one.cancelled and one.begins > meeting.ends)
        return min(later, key=lambda one: (one.begins, one.id), default=None)

    def steering_now(self) -> tuple[MemberView, ...]:
        """Those who have the facilitator's role at `now`: for good, or for a meeting's time.

        That is from the end of the meeting before it until two weeks after its own.
        """
        now = self.local(self.now) if self.now else None
        terms = [one.id for one in self.meetings if now and self._is_term(one, now)]
        leading = {one.id for meeting in terms for one in self.leading(meeting)}
        return tuple(one for one in self.present if one.facilitator or one.id in leading)

    def _is_term(self, meeting: MeetingView, now: datetime) -> bool:
        before = (
            one.ends for one in self.meetings if not one.cancelled and one.ends < meeting.begins
        )
        begun = max(before, default=now) <= now
        return begun and now < meeting.ends + AFTERWARDS

    def meeting(self, number: int) -> MeetingView:
        """Return the meeting of this id; KeyError if there is none."""
        for meeting in self.meetings:
            if meeting.id == number:
                return meeting
        raise KeyError(number)

    def member(self, person: int) -> MemberView:
        """Return the member of this person id; KeyError if there is none."""
        return self._by_id[person]

    @cached_property
    def _by_id(self) -> Mapping[int, MemberView]:
        return {member.id: member for member in self.members}

    def local(self, moment: datetime) -> datetime:
        """Turn a UTC moment into the network's wall-clock time."""
        return to_local(moment, self.zone)

    def utc(self, local: datetime) -> datetime:
        """Turn the network's wall-clock time into a UTC moment."""
        return to_utc(local, self.zone)

    def with_meeting(self, changed: MeetingView) -> "NetworkView":
        """Return the same network with one meeting replaced."""
        others = tuple(changed if one.id == changed.id else one for one in self.meetings)
        return replace(self, meetings=others)
