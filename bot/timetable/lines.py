"""A line of the timetable: when it falls due, until when it serves, and what it posts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.cards import CardRef
from bot.effects import To
from bot.news import News
from bot.timetable.view import MeetingView, NetworkView


@dataclass(frozen=True)
class Post:
    """One message that a line or a piece of news gives rise to; see bot.effects.Say.

    `serves` is the wall-clock time after which it is no use; None: the line's own, or never.
    """

    to: To
    card: CardRef
    urgent: bool = False
    needs_answer: bool = False
    serves: datetime | None = None


@dataclass(frozen=True)
class Line:
    """A named line. `posts` is pure: the plan, the rehearsal and the sending all call it.

    `title` says in a few words what it is, for the plan, and `whom` to whom it goes, for the form
    of the timetable. `serves` is the offset after which it
    is no use. `again` lines go out anew after the meeting was moved, those `with_news` together
    with the news of it when they would within a week. `follows` names the lines
    that this one repeats: late together with one of them, the repetition is left out.

    A line that has to know later what it said has two twins: `remember` puts it into the picture
    of the network (the plan and the rehearsal), `record` into the database, in the transaction
    that says it. A `discreet` line is shown to nobody but those it goes to, and so is one to whom
    `looks_after` a meeting, where that follows from a turn. What an `attention` line tells
    facilitators stands in their home view too, for as long as it serves.
    """

    name: str
    title: Callable[[], str]
    posts: Callable[[NetworkView, MeetingView], Iterator[Post]]
    serves: str = "B"
    again: bool = False
    with_news: bool = False
    follows: tuple[str, ...] = ()
    remember: "Remember | None" = None
    record: "Record | None" = None
    discreet: bool = False
    attention: bool = False
    looks_after: bool = False
    whom: Callable[[], str] = str


Remember = Callable[[NetworkView, MeetingView, Sequence[Post]], NetworkView]
Record = Callable[[Any, MeetingView, Sequence[Post]], None]
"""Its first argument is the turn (bot.turn.Turn)."""


@dataclass(frozen=True)
class Saying:
    """What a piece of news has people told: pure `posts`, with twins as a line has them."""

    feature: str
    posts: Callable[[NetworkView, Any], Iterator[Post]]
    remember: Callable[[NetworkView, Any, Sequence[Post]], NetworkView] | None = None
    record: Callable[[Any, Any, Sequence[Post]], None] | None = None


@dataclass(frozen=True)
class Rung:
    """What an alarm gave rise to: the network after it, the cause of its messages, and them."""

    view: NetworkView
    cause: str
    posts: tuple[Post, ...]


class Alarm(Protocol):
    """A slice's own schedule in a rehearsal: pure twins of its moments and of what moves them."""

    @property
    def why(self) -> str:
        """The slice's name."""
        ...

    def due(self, view: NetworkView) -> Iterable[tuple[datetime, int]]:
        """Return when (UTC) what (an id) is due next."""
        ...

    def ring(self, view: NetworkView, subject: int, now: datetime) -> Rung:
        """Return what is said at a wall-clock time; it must be due later after that, or never."""
        ...

    def told(self, view: NetworkView, news: News, now: datetime) -> NetworkView:
        """Return the network after a piece of news; `now` is a wall-clock time."""
        ...

    def is_outdated(self, view: NetworkView, key: str) -> bool:
        """Say whether a part that waits under this key is of no use any more."""
        ...


Sayings = Callable[[News], Iterable[Saying]]

Lines = Mapping[str, Line]


def room(view: NetworkView) -> To:
    """Address the rooms of a network."""
    return To("room", view.id)


def person(member: int) -> To:
    """Address one person."""
    return To("person", member)
