"""A plan counted and grouped: pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.effects import To
from bot.timetable.rehearsal import Planned
from bot.timetable.view import NetworkView


@dataclass(frozen=True)
class Row:
    """Messages that go out together for the same reasons; `local` is a wall-clock time.

    `about` holds the reasons as Planned has them; `what` says it where there are none.
    """

    local: datetime
    to_room: bool
    people: tuple[int, ...]
    about: tuple[tuple[str, int], ...]
    what: str = ""


def rows(view: NetworkView, planned: Sequence[Planned]) -> list[Row]:
    """Group what goes out at one moment for the same reasons, in order of time."""
    groups: dict[tuple[datetime, bool, tuple[tuple[str, int], ...]], list[int]] = {}
    for one in planned:
        to_room = one.to.kind == "room"
        people = groups.setdefault((one.due_at, to_room, one.about), [])
        people += [one.to.id] if not to_room and one.to.id else []
    return [
        Row(view.local(due_at), to_room, tuple(people), about)
        for (due_at, to_room, about), people in groups.items()
    ]


def discreetly(
    planned: Sequence[Planned], discreet: Callable[[str], bool], viewer: int
) -> list[Planned]:
    """Leave out whom a discreet message goes to, unless it is who looks.

    What a line of the timetable says keeps its moment; what followed from somebody's answer is
    left out altogether, for it would give the answer away.
    """
    seen: list[Planned] = []
    for one in planned:
        mine = one.to == To("person", viewer)
        hidden = [about for about in one.about if discreet(about[0]) and not mine]
        if open_ones := tuple(about for about in one.about if about not in hidden):
            seen.append(replace(one, about=open_ones))
        lines = [about for about in hidden if "." in about[0]]
        seen += [replace(one, to=To("person", 0), about=(about,)) for about in lines]
    return seen


def for_person(planned: Sequence[Planned], person: int) -> list[Planned]:
    """Keep what one person gets: the room's messages and their own."""
    return [one for one in planned if one.to in (To("person", person), _room(one))]


def _room(one: Planned) -> To | None:
    return one.to if one.to.kind == "room" else None


@dataclass(frozen=True)
class Load:
    """The most that anybody gets in one month: in the room, and privately."""

    room: int
    private: int


def load(view: NetworkView, planned: Sequence[Planned]) -> Load:
    """Count the most messages in any calendar month, in the room and to any one person."""
    rooms: Counter[tuple[int, int]] = Counter()
    people: Counter[tuple[int, int, int]] = Counter()
    for one in planned:
        local = view.local(one.due_at)
        if one.to.kind == "room":
            rooms[local.year, local.month] += 1
        else:
            people[local.year, local.month, one.to.id] += 1
    return Load(max(rooms.values(), default=0), max(people.values(), default=0))
