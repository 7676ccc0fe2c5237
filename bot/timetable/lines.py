"""A line of the timetable: when it falls due, until when it serves, and what it posts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.cards import CardRef
from bot.effects import To
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

    `title` says in a few words what it is, for the plan. `serves` is the offset after which it
    is no use. `again` lines go out anew after the meeting was moved, those `with_news` together
    with the news of it when they would within a week. `follows` names the lines
    that this one repeats: late together with one of them, the repetition is left out.
    """

    name: str
    title: Callable[[], str]
    posts: Callable[[NetworkView, MeetingView], Iterator[Post]]
    serves: str = "B"
    again: bool = False
    with_news: bool = False
    follows: tuple[str, ...] = ()


Lines = Mapping[str, Line]


def room(view: NetworkView) -> To:
    """Address the rooms of a network."""
    return To("room", view.id)


def person(member: int) -> To:
    """Address one person."""
    return To("person", member)
