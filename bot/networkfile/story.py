"""Whether a script can happen: people and meetings exist at that moment, time runs forward."""

from collections.abc import Iterator
from datetime import date, datetime

from bot.networkfile.happenings import (
    Accepts,
    AddsItem,
    Asks,
    Cancels,
    Chooses,
    Comes,
    Commits,
    Declines,
    Entry,
    Happening,
    Joins,
    Leaves,
    Moves,
    Reports,
    StepsDown,
    Swaps,
    TakesUp,
    WritesYield,
)
from bot.networkfile.models import MeetingPart, NetworkFile
from bot.networkfile.names import nearest
from bot.texts import _, long_moment

AboutMeeting = Comes | Asks | Moves | Cancels | AddsItem | Accepts | Declines | Swaps
TurnsAndRoles = Accepts | Declines | Swaps | StepsDown | TakesUp
BySomebody = Comes | Asks | Chooses | Leaves | TurnsAndRoles | Commits | Reports
Found = Iterator[tuple[str, str]]  # the field inside the happening, and what is wrong


class Story:
    """A network as the script goes on; entries are given in order of time."""

    def __init__(self, file: NetworkFile) -> None:
        self._meetings = file.meetings
        self._begins = {number: one.begins for number, one in enumerate(file.meetings, 1)}
        self._cancelled: set[int] = set()
        self._steer = [one.name for one in file.members if one.facilitates and not one.leaves]
        self._open: set[tuple[str, str]] = set()  # who takes on what
        self._here = {one.name: (one.joins, one.leaves) for one in file.members}

    def faults(self, entry: Entry) -> Found:
        """Find what cannot be so in the next entry, and take it as happened."""
        what = entry.happening
        if isinstance(what, Joins):
            yield from self._join(what, entry.at)
        if isinstance(what, BySomebody):
            yield from self._person(what.who, entry.at)
        yield from self._steering(what)
        if isinstance(what, Swaps):
            yield from self._person(what.partner, entry.at, "partner")
            if what.partner == what.who:
                yield "partner", _("Somebody swaps with another person. Name somebody else.")
        if isinstance(what, AboutMeeting):
            yield from self._meeting(what, entry.at)
        if isinstance(what, WritesYield):
            yield from self._yield(what, entry.at)
        if isinstance(what, Commits | Reports):
            yield from self._commitment(what, entry.at)
        if isinstance(what, Leaves) and what.who in self._here:
            self._here[what.who] = (self._here[what.who][0], entry.at)

    def _steering(self, what: Happening) -> Found:
        if isinstance(what, StepsDown) and what.who not in self._steer:
            yield "who", _("{name} is no facilitator by then. Name one who is.", name=what.who)
        if isinstance(what, TakesUp) and self._steer:
            names = ", ".join(self._steer)
            yield "who", _("{names} facilitates by then. Take this out.", names=names)
        if isinstance(what, Moves | Cancels | AddsItem) and not self._steer:
            yield "meeting", _("Nobody facilitates by then. Let somebody take it up (takes_up).")
        if isinstance(what, StepsDown | Leaves) and what.who in self._steer:
            self._steer.remove(what.who)
        if isinstance(what, TakesUp):
            self._steer.append(what.who)

    def _commitment(self, what: Commits | Reports, at: datetime) -> Found:
        key = (what.who, what.text)
        if isinstance(what, Reports) and key not in self._open:
            yield "text", _("This is no open commitment of theirs then. Write it as it was made.")
        elif isinstance(what, Commits) and key in self._open:
            yield "text", _("This commitment is open already. Use other words.")
        if isinstance(what, Commits) or what.answer == "later":
            self._open.add(key)
            yield from self._by(what.by, at)
        else:
            self._open.discard(key)

    def _by(self, by: date | None, at: datetime) -> Found:
        if by is not None and by < at.date():
            yield "by", _("This day has passed by then. Choose a later day.")
        left = (day for n, day in self._begins.items() if n not in self._cancelled)
        if by is None and not any(day > at for day in left):
            yield "by", _("There is no next meeting by then. Write a day.")

    def _join(self, what: Joins, at: datetime) -> Found:
        if what.name in self._here:
            yield (
                "name",
                _("“{name}” is in this network already. Choose another name.", name=what.name),
            )
        self._here.setdefault(what.name, (at, None))

    def _person(self, name: str, at: datetime, field: str = "who") -> Found:
        if name not in self._here:
            yield field, unknown_name(name, list(self._here))
            return
        joins, leaves = self._here[name]
        if joins and at < joins:
            yield (
                field,
                _(
                    "{name} joins later: {moment}. Choose a later moment.",
                    name=name,
                    moment=long_moment(joins),
                ),
            )
        if leaves and at >= leaves:
            yield (
                field,
                _(
                    "{name} has left by then: {moment}. Choose an earlier moment.",
                    name=name,
                    moment=long_moment(leaves),
                ),
            )

    def _meeting(self, what: AboutMeeting, at: datetime) -> Found:
        number = what.meeting
        if number not in self._begins:
            yield "meeting", _no_meeting(len(self._meetings))
            return
        if number in self._cancelled:
            yield "meeting", _("This meeting has been cancelled by then. Take this out.")
        elif at >= self._begins[number]:
            begins = long_moment(self._begins[number])
            yield (
                "meeting",
                _(
                    "This meeting has begun by then: {moment}. Choose an earlier moment.",
                    moment=begins,
                ),
            )
        if isinstance(what, Asks | AddsItem):
            yield from _speaker(what.speaker, self._meetings[number - 1])
        yield from self._change(what, at)

    def _yield(self, what: WritesYield, at: datetime) -> Found:
        if what.who in self._steer or not self._steer:
            yield from self._person(what.who, at)
        else:
            names = ", ".join(self._steer)
            yield "who", _("A facilitator writes the yield: {names}.", names=names)
        yield from self._begun(what.meeting, at)

    def _begun(self, number: int, at: datetime) -> Found:
        if number not in self._begins:
            yield "meeting", _no_meeting(len(self._meetings))
        elif number in self._cancelled:
            yield "meeting", _("This meeting has been cancelled by then. Take this out.")
        elif at < self._begins[number]:
            begins = long_moment(self._begins[number])
            text = _("This meeting begins later: {moment}. Choose a later moment.", moment=begins)
            yield "meeting", text

    def _change(self, what: Happening, at: datetime) -> Found:
        if isinstance(what, Cancels):
            self._cancelled.add(what.meeting)
        if isinstance(what, Moves):
            self._begins[what.meeting] = what.begins
            if what.begins <= at:
                yield "begins", _("A meeting cannot move into the past. Choose a later day.")


def _speaker(name: str, meeting: MeetingPart) -> Found:
    names = [speaker.name for speaker in meeting.speakers]
    if name not in names:
        yield "speaker", unknown_name(name, names)


def _no_meeting(count: int) -> str:
    if not count:
        return _("The network file has no meetings. Add one there.")
    return _("There is no such meeting. They are numbered 1 to {n} as they begin.", n=count)


def unknown_name(name: str, known: list[str]) -> str:
    """Say that a name is unknown, with the nearest one."""
    close = nearest(name, known)
    if close:
        return _("“{word}” is unknown. Did you mean “{close}”?", word=name[:40], close=close)
    return _("“{name}” is not in the network file. Write the name as it stands there.", name=name)
