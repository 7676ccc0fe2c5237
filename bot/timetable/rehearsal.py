"""Live through a network's calendar without a database: what goes out, when, to whom and why."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from bot.cards import CardRef
from bot.effects import To
from bot.news import News
from bot.timetable.lines import Alarm, Line, Lines, Post, Sayings
from bot.timetable.mail import decide, wanted
from bot.timetable.moments import (
    Key,
    LineMoment,
    is_outdated,
    line_moments,
    meeting_of,
    serves_until,
)
from bot.timetable.view import NetworkView


@dataclass(frozen=True)
class Change:
    """Something people do at a moment (UTC): the network as it is then, and what is told.

    `later` says, from the network as it was before, what comes of it by itself in time.
    """

    at: datetime
    apply: Callable[[NetworkView], tuple[NetworkView, Sequence[News]]]
    later: "Callable[[NetworkView], Change | None] | None" = None


@dataclass(frozen=True)
class Planned:
    """A message that goes out: its moment (UTC), its recipient, its cards, and why.

    `about` says of each reason which meeting (its id) it is about, 0 for none.
    """

    due_at: datetime
    to: To
    cards: tuple[CardRef, ...]
    about: tuple[tuple[str, int], ...]
    urgent: bool

    @property
    def why(self) -> tuple[str, ...]:
        """The lines and slices that it comes from."""
        return tuple(dict.fromkeys(why for why, _meeting in self.about))


@dataclass(frozen=True)
class Missed:
    """A part that never goes out, because it would no longer serve."""

    at: datetime
    to: To
    card: CardRef
    why: str


@dataclass(frozen=True)
class Waiting:
    """A part in the mailbox; `until` is the wall-clock time after which it is no use."""

    card: CardRef
    key: str
    why: str
    wish: datetime
    until: datetime | None = None
    urgent: bool = False
    needs_answer: bool = False


@dataclass
class State:
    """Where a network stands when the rehearsal begins; empty for one that has just begun.

    `done` are the lines that went out, `waiting` the mailbox, `again` when (UTC) each
    recipient's part of it is looked at, `sent` the not urgent private messages (UTC).
    """

    done: set[Key] = field(default_factory=set)
    waiting: dict[To, list[Waiting]] = field(default_factory=lambda: defaultdict(list))
    again: dict[To, datetime] = field(default_factory=dict)
    sent: dict[To, list[datetime]] = field(default_factory=lambda: defaultdict(list))


Apart = Callable[[To, str], bool]
"""Says of a recipient and a reason whether it is planned by itself, and moves nothing else."""


class Rehearsal:
    """One run through the calendar; `planned` and `missed` fill up in order.

    What is `apart` is planned at its own moment, which may lie behind what follows it.
    """

    def __init__(
        self,
        view: NetworkView,
        lines: Lines,
        sayings: Sayings,
        state: State | None = None,
        alarms: Sequence[Alarm] = (),
        apart: Apart = lambda _to, _why: False,
    ) -> None:
        """Begin with a network as it stands; nothing has run yet."""
        self.view = view
        self.planned: list[Planned] = []
        self.missed: list[Missed] = []
        self._lines = lines
        self._sayings = sayings
        self._alarms = alarms
        self._apart = apart
        self._state = state or State()
        self._moments: Mapping[Key, LineMoment] = {}
        self._by_itself: list[Change] = []
        self._retime()

    def run(self, until: datetime, changes: Sequence[Change] = ()) -> None:
        """Live on to a moment (UTC), that moment included, with what people do on the way."""
        coming = sorted(changes, key=lambda change: change.at)
        while (now := self._next(coming)) is not None and now <= until:
            self._lines_due(now)
            self._ring(now)
            self._come_due(now)
            self._flush(now)
            while coming and coming[0].at <= now:
                self._happen(coming.pop(0), now)

    def _next(self, coming: Sequence[Change]) -> datetime | None:
        soonest = [moment.due_at for moment in self._open()[:1]]
        soonest += [change.at for change in (*coming[:1], *self._by_itself)]
        soonest += list(self._state.again.values())
        soonest += [due for alarm in self._alarms for due, _subject in alarm.due(self.view)]
        return min(soonest, default=None)

    def _open(self) -> list[LineMoment]:
        left = (one for key, one in self._moments.items() if key not in self._state.done)
        return sorted(left, key=lambda one: one.due_at)

    def _retime(self) -> None:
        self._moments = line_moments(self.view, self._lines)
        for to, parts in self._state.waiting.items():
            self._state.waiting[to] = [
                part
                for part in parts
                if not is_outdated(part.key, part.why, self._lines, self._moments)
                and not any(alarm.is_outdated(self.view, part.key) for alarm in self._alarms)
            ]

    def _lines_due(self, now: datetime) -> None:
        for moment in self._open():
            if moment.due_at > now:
                break
            self._state.done.add(moment.key)
            self._line(self._lines[moment.line], moment, now)

    def _ring(self, now: datetime) -> None:
        for alarm in self._alarms:
            for due, subject in sorted(alarm.due(self.view)):
                if due <= now:
                    rung = alarm.ring(self.view, subject, self.view.local(now))
                    self.view = rung.view
                    for post in rung.posts:
                        self._put(post, rung.cause, alarm.why, now)

    def _line(self, line: Line, moment: LineMoment, now: datetime) -> None:
        meeting = self.view.meeting(moment.meeting)
        until = self.view.local(serves_until(self.view, line, meeting))
        view = replace(self.view, now=now)
        posts = list(line.posts(view, meeting))
        for post in posts:
            self._put(post, ":".join(map(str, moment.key)), line.name, now, until)
        if line.remember:
            self.view = line.remember(view, meeting, posts)

    def _put(
        self, post: Post, cause: str, why: str, now: datetime, until: datetime | None = None
    ) -> None:
        to = post.to
        if to.kind == "person" and not wanted(self.view.member(to.id), post.needs_answer):
            return
        key = f"{self.view.id}:{cause}:{to.kind}{to.id}:{post.card.kind}"
        part = Waiting(post.card, key, why, now, post.serves or until, post.urgent)
        part = replace(part, needs_answer=post.needs_answer)
        if self._apart(to, why):
            self._send_apart(to, part, now)
            return
        self._state.waiting[to].append(part)
        self._state.again[to] = now

    def _flush(self, now: datetime) -> None:
        due = [to for to, when in self._state.again.items() if when <= now]
        for to in due:
            self._judge(to, now)

    def _judge(self, to: To, now: datetime) -> None:
        state, local = self._state, self.view.local(now)
        parts = sorted(state.waiting.pop(to, []), key=lambda part: (part.wish, part.why, part.key))
        if to.kind == "person":
            member = self.view.member(to.id)
            parts = [part for part in parts if wanted(member, part.needs_answer)]
        sent = (
            [self.view.local(one) for one in state.sent[to][-8:]] if to.kind == "person" else None
        )
        verdict = decide(parts, sent, local, self.view.quiet)
        self.missed += [Missed(now, to, part.card, part.why) for part in verdict.missed]
        del state.again[to]
        if verdict.again is not None:
            state.waiting[to] = [part for part in parts if part not in verdict.missed]
            state.again[to] = self.view.utc(verdict.again)
        if verdict.send:
            self._send(to, verdict.send, now)

    def _send(self, to: To, parts: Sequence[Waiting], now: datetime) -> None:
        urgent = any(part.urgent for part in parts)
        cards = tuple(part.card for part in parts)
        about = tuple(dict.fromkeys((part.why, meeting_of(part.key, part.why)) for part in parts))
        self.planned.append(Planned(now, to, cards, about, urgent))
        if to.kind == "person" and not urgent:
            self._state.sent[to].append(now)

    def _send_apart(self, to: To, part: Waiting, now: datetime) -> None:
        """Plan a part as if it were alone: nothing else goes sooner or later for it."""
        verdict = decide([part], [], self.view.local(now), self.view.quiet)
        if verdict.missed:
            return
        chance = self.view.utc(verdict.again) if verdict.again else now
        about = ((part.why, meeting_of(part.key, part.why)),)
        self.planned.append(Planned(chance, to, (part.card,), about, part.urgent))

    def _come_due(self, now: datetime) -> None:
        """Let what comes by itself happen before the mailbox is looked at, as lines do."""
        due = [change for change in self._by_itself if change.at <= now]
        self._by_itself = [change for change in self._by_itself if change.at > now]
        for change in due:
            self._tell(change, now)
            self._retime()

    def _happen(self, change: Change, now: datetime) -> None:
        if change.later and (more := change.later(self.view)):
            self._by_itself.append(more)
        self._tell(change, now)
        self._retime()
        self._lines_due(now)
        self._flush(now)

    def _tell(self, change: Change, now: datetime) -> None:
        self.view, told = change.apply(self.view)
        for news in told:
            for alarm in self._alarms:
                self.view = alarm.told(self.view, news, self.view.local(now))
            for saying in self._sayings(news):
                view = replace(self.view, now=now)
                posts = list(saying.posts(view, news))
                for post in posts:
                    self._put(post, news.key, saying.feature, now)
                if saying.remember:
                    self.view = saying.remember(view, news, posts)
