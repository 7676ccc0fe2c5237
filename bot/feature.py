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

    @polls.line("ask", title=lambda: _("Ask"))   # a line of the timetable, pure
    def ask(view: NetworkView, meeting: MeetingView) -> Iterator[Post]: ...

    @polls.on(MeetingMoved)              # another slice's news, in the same transaction
    def moved(turn: Turn, news: MeetingMoved) -> Reply: ...

    @polls.says(MeetingMoved)            # what it has the group told, pure
    def told(view: NetworkView, news: MeetingMoved) -> Iterator[Post]: ...

    @polls.home(order=10)                # a part of the home view; @polls.sample: the gallery's
    def at_home(scene: Scene) -> Iterator[Element]: ...

    @polls.open_ends                     # what of it is open, each with a button
    def open_ends(scene: Scene) -> Iterator[OpenEnd]: ...

The arguments of a button, a pick or a form begin with the id of the network, which the core
takes off and checks the role for: handlers look their subject up within that network only.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeVar
from zoneinfo import ZoneInfo

from bot.cards import Card, Element
from bot.effects import Reply
from bot.events import Joined, Left
from bot.forms import Form
from bot.news import News
from bot.telling import OpenEnd, PlanLine
from bot.timetable.lines import Alarm, Line, Post, Record, Remember, Saying
from bot.timetable.view import NetworkView

Role = Literal["anyone", "personal", "administrator", "member", "facilitator"]
ANYONE: Role = "anyone"
PERSONAL: Role = "personal"  # about themselves in all networks: nobody is asked which one
ADMINISTRATOR: Role = "administrator"
MEMBER: Role = "member"
FACILITATOR: Role = "facilitator"

Handler = TypeVar("Handler", bound=Callable[..., Reply])
Draw = TypeVar("Draw", bound=Callable[..., Card | None])
Home = TypeVar("Home", bound=Callable[..., Iterator[Element]])
Posts = TypeVar("Posts", bound=Callable[..., Iterator[Post]])
Plans = TypeVar("Plans", bound=Callable[..., Iterator[PlanLine]])
OpenEnds = TypeVar("OpenEnds", bound=Callable[..., Iterator[OpenEnd]])
Samples = TypeVar("Samples", bound=Callable[[], Iterator[Card | Form]])
Parse = Callable[["Reading", Any], Any]


@dataclass(frozen=True)
class Reading:
    """What is known while words are read, outside the transaction.

    `attachment` gives the content of a file that was handed in, by the id that the form's
    FileInput came back with, None for no file; `lines` are the names of the timetable's lines.
    """

    now: datetime
    zone: ZoneInfo
    attachment: Callable[[str], bytes | None] = lambda _number: None
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Route:
    """A handler, who may call it, and what reads its words or values before the transaction.

    `asks` says of a press that it opens a form.
    """

    handle: Callable[..., Reply]
    role: Role
    parse: Parse | None = None
    asks: bool = False


@dataclass(frozen=True)
class CommandWord:
    """A command: its word in English and in Dutch, one line of help, more words it answers to."""

    english: str
    dutch: str
    route: Route
    help: Callable[[], str]
    aliases: tuple[str, ...] = ()


@dataclass
class Feature:
    """One capability and everything it registers, by name.

    `title` says in a few words what its messages are about, for the plan; a `discreet` one's
    are shown to nobody but who gets them. `meant` gives the command line that everyday words
    stand for, None for words it does not know.
    """

    name: str
    title: Callable[[], str] = str
    discreet: bool = False
    meant: Callable[[str], str | None] | None = None
    commands: list[CommandWord] = field(default_factory=list)
    presses: dict[str, Route] = field(default_factory=dict)
    forms: dict[str, Route] = field(default_factory=dict)
    dues: dict[str, Callable[..., Reply]] = field(default_factory=dict)
    cards: dict[str, Callable[..., Card | None]] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    sayings: list[tuple[type[News], Saying]] = field(default_factory=list)
    subscriptions: list[tuple[type[News], Callable[..., Reply]]] = field(default_factory=list)
    inbound: dict[type[Joined] | type[Left], Callable[..., Reply]] = field(default_factory=dict)
    homes: list[tuple[int, Callable[..., Iterator[Element]]]] = field(default_factory=list)
    alarms: list[Alarm] = field(default_factory=list)
    plannings: list[Callable[..., Iterator[PlanLine]]] = field(default_factory=list)
    open_endings: list[Callable[..., Iterator[OpenEnd]]] = field(default_factory=list)
    samples: list[Callable[[], Iterator[Card | Form]]] = field(default_factory=list)

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
        parse: Parse | None = None,
    ) -> Callable[[Handler], Handler]:
        """Register `handle(turn, words)` for a command; `words` is the rest of the line.

        With `parse(reading, words)` the handler gets what that returns instead of the words.
        """

        def register(handle: Handler) -> Handler:
            route = Route(handle, role, parse)
            self.commands.append(CommandWord(english, dutch, route, help, aliases))
            return handle

        return register

    def press(
        self, name: str, *, role: Role = MEMBER, asks: bool = False
    ) -> Callable[[Handler], Handler]:
        """Register `handle(turn, *args)`; the value of a Pick comes last.

        `asks` says that it opens a form: a platform may have to know before it is pressed.
        """

        def register(handle: Handler) -> Handler:
            self.presses[self._full(name)] = Route(handle, role, asks=asks)
            return handle

        return register

    def form(
        self, name: str, *, role: Role = MEMBER, parse: Parse | None = None
    ) -> Callable[[Handler], Handler]:
        """Register `handle(turn, values, *args)` for a form handed in.

        With `parse(reading, values)` the handler gets what that returns instead of the values.
        """

        def register(handle: Handler) -> Handler:
            self.forms[self._full(name)] = Route(handle, role, parse)
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
        whom: Callable[[], str] = str,
        serves: str = "B",
        again: bool = False,
        with_news: bool = False,
        follows: tuple[str, ...] = (),
        remember: Remember | None = None,
        record: Record | None = None,
        discreet: bool = False,
        attention: bool = False,
        looks_after: bool = False,
    ) -> Callable[[Posts], Posts]:
        """Register a line of the timetable; see bot.timetable.lines.Line."""

        def register(posts: Posts) -> Posts:
            self.lines[self._full(name)] = Line(
                self._full(name), title, posts, serves=serves, again=again, with_news=with_news,
                follows=follows, remember=remember, record=record, discreet=discreet, whom=whom,
                attention=attention, looks_after=looks_after)  # fmt: skip
            return posts

        return register

    def says(
        self,
        news: type[News],
        remember: Callable[..., NetworkView] | None = None,
        record: Callable[..., None] | None = None,
    ) -> Callable[[Posts], Posts]:
        """Register the pure `posts(view, news)` that a piece of news gives rise to.

        `remember(view, news, posts)` and `record(turn, news, posts)` are twins as a line's are.
        """

        def register(posts: Posts) -> Posts:
            self.sayings.append((news, Saying(self.name, posts, remember, record)))
            return posts

        return register

    def on(self, news: type[News]) -> Callable[[Handler], Handler]:
        """Register `handle(turn, news)` for what another slice tells."""

        def register(handle: Handler) -> Handler:
            self.subscriptions.append((news, handle))
            return handle

        return register

    def comes_in(self, event: type[Joined] | type[Left]) -> Callable[[Handler], Handler]:
        """Register `handle(turn)` for people coming into and leaving a room."""

        def register(handle: Handler) -> Handler:
            self.inbound[event] = handle
            return handle

        return register

    def home(self, order: int) -> Callable[[Home], Home]:
        """Register a part of the home view; lower orders come first."""

        def register(draw: Home) -> Home:
            self.homes.append((order, draw))
            return draw

        return register

    def plans(self, coming: Plans) -> Plans:
        """Register `coming(scene)`: what a slice's own schedule sends, for the plan."""
        self.plannings.append(coming)
        return coming

    def open_ends(self, ends: OpenEnds) -> OpenEnds:
        """Register `ends(scene)`: what of this slice is open, for whoever looks."""
        self.open_endings.append(ends)
        return ends

    def alarm(self, alarm: Alarm) -> None:
        """Register the pure twin of a slice's own schedule, for the rehearsal of a file."""
        self.alarms.append(alarm)

    def sample(self, samples: Samples) -> Samples:
        """Register what the gallery shows of this slice."""
        self.samples.append(samples)
        return samples
