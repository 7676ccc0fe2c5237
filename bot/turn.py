"""One turn: what a handler is handed, and what a card is drawn with."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol, TypeVar, TypeVarTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlmodel import Session

from bot.calendar.wallclock import to_local
from bot.called import no_network
from bot.effects import Reply
from bot.errors import Refusal
from bot.events import Origin
from bot.feature import CommandWord
from bot.links import Links
from bot.news import News
from bot.steering import for_facilitators, with_role
from bot.telling import OpenEnd, PlanLine
from bot.texts import language
from bot.timetable.lines import Lines, Saying
from bot.timetable.load import load_view
from bot.timetable.view import NetworkView
from storage import history, networks
from storage.database import Unit
from storage.keys import Keys
from storage.networks import Place
from storage.people import Who

T = TypeVar("T")
About = TypeVarTuple("About")
Seen = dict[object, Any]
"""What was read already, by the reading, what it was of, and the language spoken."""


class Features(Protocol):
    """What a turn and a scene ask of all features together; bot.registry has it."""

    commands: list[CommandWord]
    lines: Lines

    def title(self, why: str) -> str:
        """Say in the reader's language what a line or a slice's message is about."""
        ...

    def discreet(self, why: str) -> bool:
        """Say whether messages of this line or slice are shown to nobody but who gets them."""
        ...

    def reactions(self, news: News) -> Iterator[Callable[..., Reply]]:
        """Return the handlers that subscribed to a piece of news."""
        ...

    def sayings(self, news: News) -> Iterator[Saying]:
        """Return what a piece of news has people told."""
        ...

    def coming(self, scene: "Scene") -> Iterator[PlanLine]:
        """Return what the slices' own schedules send, for the plan."""
        ...

    def open_ends(self, scene: "Scene") -> Iterator[OpenEnd]:
        """Return what is open, slice by slice."""
        ...


@dataclass
class Turn:
    """An event being handled in its transaction. `who` is None when the clock caused it.

    `place` is the network with this person's role in it, None outside any network. `now` is
    UTC. `administers` says that an administrator acts. `tell()` passes news to other slices,
    `replan()` has the timetable timed again; both happen after the handler, in the same
    transaction. What is put into `later` is done when that is safely kept, or not at all if the
    process ends between: a sweep must find it too.
    """

    unit: Unit
    now: datetime
    origin: Origin | None
    who_or_none: Who | None
    place: Place | None
    new_id: Callable[[], UUID]
    registry: Features
    links: Links
    keys: Keys
    later: list[Callable[[], None]]
    may_start: bool = False
    administers: bool = False
    news: list[News] = field(default_factory=list)
    wants_replan: bool = False
    _view: NetworkView | None = None

    @property
    def connection(self) -> Connection:
        """The Core connection of the transaction."""
        return self.unit.connection

    @property
    def session(self) -> Session:
        """The ORM session of the transaction."""
        return self.unit.session

    @property
    def who(self) -> Who:
        """The person who acts."""
        if self.who_or_none is None:
            raise LookupError("the clock acts, not a person")
        return self.who_or_none

    @property
    def network(self) -> Place:
        """The network this is about; a refusal when there is none."""
        if self.place is None:
            raise Refusal(no_network(self.origin))
        return self.place

    @property
    def zone(self) -> ZoneInfo:
        """The network's zone, or the person's own outside a network."""
        return ZoneInfo(self.place.zone if self.place else self.who.zone)

    @property
    def local_now(self) -> datetime:
        """The turn's moment as a wall-clock time in `zone`."""
        return to_local(self.now, self.zone)

    @property
    def view(self) -> NetworkView:
        """The network as its timetable sees it, as it stood when first asked for."""
        if self._view is None:
            self.unit.flush()
            self._view = replace(load_view(self.connection, self.network.id), now=self.now)
        return self._view

    @property
    def commands(self) -> list[CommandWord]:
        """All commands there are."""
        return self.registry.commands

    @property
    def lines(self) -> Lines:
        """All lines of the timetable there are."""
        return self.registry.lines

    @property
    def scene(self) -> "Scene":
        """What a card that answers this turn is drawn with: only the person who acts sees it."""
        viewer = self.who_or_none.id if self.who_or_none else None
        steers = self.network.role == "facilitator"
        place = (self.network.id, self.zone, self.links, self.registry)
        return Scene(self.unit, self.now, *place, viewer, steers)

    def fresh_view(self) -> NetworkView:
        """The network as its timetable sees it now."""
        self.look_again()
        return self.view

    def look_again(self) -> None:
        """Have `view` read anew when it is asked for next: something has changed."""
        self._view = None

    def enter(self, network: int) -> None:
        """Go on in another network, or see this one as it is after a change."""
        found = networks.place(self.connection, network, self.who.id)
        self.place = with_role(self.connection, found, self.who.id, self.now)
        self._view = None

    def tell(self, news: News) -> None:
        """Pass news on to the slices that asked for it."""
        self.news.append(news)

    def record(
        self, what: str, *, about: int | None = None, by: int | None = None, **facts: object
    ) -> None:
        """Keep a change of the network for its facilitators, by a code of bot.changes.

        `about` is the person it concerns, `by` who had it done if not who acts; `facts` are
        numbers, codes, and times as ISO texts, never what somebody wrote.
        """
        who = by or (self.who_or_none.id if self.who_or_none else None)
        values = {"network_id": self.network.id, "at": self.now, "person_id": who}
        history.put(self.connection, {**values, "about_id": about, "what": what, "facts": facts})

    def for_facilitators(self, otherwise: str, field: str = "") -> Refusal:
        """Return the refusal of what a facilitator does: `otherwise`, or how to take that up."""
        return for_facilitators(self.connection, self.network, self.now, otherwise, field)

    def replan(self) -> None:
        """Time the network's lines again after this handler."""
        self.wants_replan = True


@dataclass(frozen=True)
class Scene:
    """What a card is drawn with: a reading unit, the moment (UTC), the network's id and links.

    The language is the one now spoken (bot.texts). `viewer` is the person who alone sees it,
    None in a room. What is drawn at one look shares what `once` has read.
    """

    unit: Unit
    now: datetime
    network: int
    zone: ZoneInfo
    links: Links
    registry: Features
    viewer: int | None = None
    facilitator: bool = False
    seen: Seen = field(default_factory=dict, repr=False, compare=False)

    def once(self, read: Callable[[Connection, *About], T], *about: *About) -> T:
        """Return what `read` gives for these, which many cards may be drawn from: it is not read
        again, and not to be changed.
        """
        key = (read, about, language())  # a view names those who left in the language spoken
        if key not in self.seen:
            self.seen[key] = read(self.connection, *about)
        found: T = self.seen[key]
        return found

    @property
    def connection(self) -> Connection:
        """The Core connection to read with."""
        return self.unit.connection

    @property
    def session(self) -> Session:
        """The ORM session to read with."""
        return self.unit.session

    @property
    def local_now(self) -> datetime:
        """The moment as a wall-clock time in the network's zone."""
        return to_local(self.now, self.zone)
