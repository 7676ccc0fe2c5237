"""What slices tell each other, so that none of them needs to know another."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class News:
    """Something that happened in a network."""

    network: int

    @property
    def key(self) -> str:
        """What makes it one and the same; the keys of the messages it causes begin with it."""
        parts = (str(value) for value in vars(self).values())
        return f"{type(self).__name__}:{':'.join(parts)}"


@dataclass(frozen=True)
class NetworkReady(News):
    """The facilitator pressed ready: from now on messages go out."""


@dataclass(frozen=True)
class MeetingAdded(News):
    """A new meeting: its lines are planned."""

    meeting: int


@dataclass(frozen=True)
class MeetingMoved(News):
    """A meeting has another time; `sequence` counts the moves."""

    meeting: int
    sequence: int


@dataclass(frozen=True)
class MeetingCancelled(News):
    """A meeting does not take place."""

    meeting: int


@dataclass(frozen=True)
class MeetingChanged(News):
    """A meeting's place, title or speakers changed: what shows it is drawn again."""

    meeting: int


@dataclass(frozen=True)
class SessionRemoved(News):
    """A parallel session is no more; `people` had a place in it or waited for one."""

    meeting: int
    session: int
    people: tuple[int, ...]


@dataclass(frozen=True)
class MemberJoined(News):
    """Somebody came in; `again` counts how often."""

    person: int
    joined: str


@dataclass(frozen=True)
class MemberLeft(News):
    """Somebody left."""

    person: int
    left: str


@dataclass(frozen=True)
class TurnOpened(News):
    """Somebody's turn to help prepare a meeting is theirs no longer: another may be asked."""

    meeting: int
    person: int
    at: str

    @property
    def key(self) -> str:
        """What makes it one, without whose turn it was: keys are kept, and that is theirs."""
        return f"{type(self).__name__}:{self.network}:{self.meeting}:{self.at}"


@dataclass(frozen=True)
class TurnTaken(News):
    """Somebody said that a turn to help prepare suits them, or took one of their own accord."""

    meeting: int
    person: int
    at: str


@dataclass(frozen=True)
class SwapAsked(News):
    """Somebody asks another whether they would swap; `back` is the meeting given back, or 0."""

    meeting: int
    person: int
    other: int
    back: int
    at: str


@dataclass(frozen=True)
class SwapAnswered(News):
    """A swap was agreed to, refused or came to its end ('accepted', 'refused', 'expired')."""

    meeting: int
    person: int
    other: int
    back: int
    answer: str
    at: str

    @property
    def key(self) -> str:
        """What makes it one, without the answer: keys are kept, and a no leaves no trace."""
        people = f"{self.person}:{self.other}"
        return f"{type(self).__name__}:{self.network}:{self.meeting}:{people}:{self.at}"


@dataclass(frozen=True)
class RoleGoesRound(News):
    """The facilitator's role goes round with the turns to prepare from now on, or no longer."""

    rotates: bool
    at: str


@dataclass(frozen=True)
class SteeringOpened(News):
    """The last facilitator stepped down or left: nobody steers until a member takes it up."""

    at: str


@dataclass(frozen=True)
class SteeringTaken(News):
    """A member took the facilitator's role up where nobody had it."""

    person: int
    at: str


@dataclass(frozen=True)
class AnonymousPollAsked(News):
    """Somebody asks a poll without names; `opens` and `closes` are wall-clock times.

    `later` says that it opens then and not at once; a recurring one has a `rule`.
    """

    person: int
    question: str
    options: tuple[str, ...]
    many: bool
    opens: datetime
    closes: datetime
    rule: str
    later: bool


@dataclass(frozen=True)
class SettingsChanged(News):
    """The zone, quiet hours, holidays or lines changed: what is planned is timed again."""
