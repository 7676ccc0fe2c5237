"""A feature declares what it answers, what it sends and what it shows; the core calls it.

A slice makes one `Feature`, and its decorators register plain functions:

    polls = Feature("polls")

    @polls.command("poll", "peiling", role=MEMBER)
    def poll(turn: Turn, words: str) -> Reply: ...

    @polls.press("vote")                 # action 'polls.vote'
    def vote(turn: Turn, poll_id: int, option: int) -> Reply: ...

    @polls.form("create")                # action 'polls.create'
    def create(turn: Turn, values: Values) -> Reply: ...

    @polls.due("close")                  # moments of handler 'polls.close'
    def close(turn: Turn, moment: Planned) -> Reply: ...

    @polls.card("poll")                  # CardRef('polls.poll', (17,))
    def draw(scene: Scene, poll_id: int) -> Card | None: ...

    @polls.line("ask", to="room")        # a line of the timetable, pure
    def ask(view: NetworkView, meeting: MeetingView) -> Iterator[Post]: ...

    @polls.on(MeetingMoved)              # another slice's news, in the same transaction
    def moved(turn: Turn, news: MeetingMoved) -> Reply: ...

    @polls.home(order=10)                # a part of a person's home view
    def at_home(scene: Scene) -> Iterator[Element]: ...
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

from bot.cards import Card, Element
from bot.effects import Reply
from bot.timetable.lines import Line, LineFunction

Role = Literal["anyone", "member", "facilitator"]
ANYONE: Role = "anyone"
MEMBER: Role = "member"
FACILITATOR: Role = "facilitator"

Handler = TypeVar("Handler", bound=Callable[..., Reply])
Draw = TypeVar("Draw", bound=Callable[..., Card | None])
Home = TypeVar("Home", bound=Callable[..., Iterator[Element]])


@dataclass(frozen=True)
class Route:
    """A handler and who may call it."""

    handle: Callable[..., Reply]
    role: Role


@dataclass(frozen=True)
class CommandWord:
    """A command: its word in English and in Dutch, one line of help, more words it answers to."""

    english: str
    dutch: str
    handle: Callable[..., Reply]
    role: Role
    help: Callable[[], str]
    aliases: tuple[str, ...] = ()


@dataclass
class Feature:
    """One capability and everything it registers, by name."""

    name: str
    commands: list[CommandWord] = field(default_factory=list)
    presses: dict[str, Route] = field(default_factory=dict)
    forms: dict[str, Route] = field(default_factory=dict)
    dues: dict[str, Callable[..., Reply]] = field(default_factory=dict)
    cards: dict[str, Callable[..., Card | None]] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    subscriptions: list[tuple[type, Callable[..., Reply]]] = field(default_factory=list)
    homes: list[tuple[int, Callable[..., Iterator[Element]]]] = field(default_factory=list)
    gallery: list[Callable[..., Any]] = field(default_factory=list)

    def _full(self, name: str) -> str:
        return f"{self.name}.{name}"

    def command(
        self,
        english: str,
        dutch: str,
        *,
        help: Callable[[], str],  # noqa: A002 - it reads best where it is used
        role: Role = MEMBER,
        aliases: tuple[str, ...] = (),
    ) -> Callable[[Handler], Handler]:
        """Register `handle(turn, words)` for a command; `words` is the rest of the line."""

        def register(handle: Handler) -> Handler:
            self.commands.append(CommandWord(english, dutch, handle, role, help, aliases))
            return handle

        return register

    def press(self, name: str, *, role: Role = MEMBER) -> Callable[[Handler], Handler]:
        """Register `handle(turn, *args)`; the value of a Pick comes last."""

        def register(handle: Handler) -> Handler:
            self.presses[self._full(name)] = Route(handle, role)
            return handle

        return register

    def form(self, name: str, *, role: Role = MEMBER) -> Callable[[Handler], Handler]:
        """Register `handle(turn, values, *args)` for a form handed in."""

        def register(handle: Handler) -> Handler:
            self.forms[self._full(name)] = Route(handle, role)
            return handle

        return register

    def due(self, name: str) -> Callable[[Handler], Handler]:
        """Register `handle(turn, moment)` for moments of this name."""

        def register(handle: Handler) -> Handler:
            self.dues[self._full(name)] = handle
            return handle

        return register

    def card(self, name: str) -> Callable[[Draw], Draw]:
        """Register `draw(scene, *args)`; None means that there is nothing to show any more."""

        def register(draw: Draw) -> Draw:
            self.cards[self._full(name)] = draw
            return draw

        return register

    def line(
        self,
        name: str,
        *,
        title: Callable[[], str],
        serves: str = "B",
        again: bool = False,
        after_cancel: bool = False,
    ) -> Callable[[LineFunction], LineFunction]:
        """Register a line of the timetable; see bot.timetable.lines.Line."""

        def register(function: LineFunction) -> LineFunction:
            full = self._full(name)
            self.lines[full] = Line(full, title, function, serves, again, after_cancel)
            return function

        return register

    def on(self, news: type) -> Callable[[Handler], Handler]:
        """Register `handle(turn, news)` for what another slice tells."""

        def register(handle: Handler) -> Handler:
            self.subscriptions.append((news, handle))
            return handle

        return register

    def home(self, order: int) -> Callable[[Home], Home]:
        """Register a part of the home view; lower orders come first."""

        def register(draw: Home) -> Home:
            self.homes.append((order, draw))
            return draw

        return register
