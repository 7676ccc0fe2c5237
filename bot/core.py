"""The core: features, database, clock and ids put together. It knows no platform."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog

from bot import choosing, mailing, schedule
from bot.cards import Card
from bot.choosing import Meant
from bot.dispatch import (
    BIGGEST,
    LONGEST_ID,
    Call,
    Handling,
    Several,
    Unknown,
    find_route,
    finish,
    handle,
    known,
    read_words,
)
from bot.drawing import draw_all
from bot.effects import Answer, Ask, Present, Reply, Whisper
from bot.errors import Refusal
from bot.events import AccountRef, Event, Joined, Left, Origin, Submission
from bot.feature import CommandWord, Reading
from bot.forms import Form
from bot.home import home_card
from bot.links import Links
from bot.registry import Registry
from bot.routing import arguments, is_straight, named, retyped
from bot.steering import with_role
from bot.texts import _, language, speaking
from bot.timetable.present import LINE
from bot.turn import Scene, Seen, Turn
from storage import files, moments, networks, people
from storage.database import Database, Unit
from storage.delivery import Parcel
from storage.keys import Keys
from storage.moments import Planned
from storage.networks import Place
from storage.people import Who

log = structlog.get_logger()


class Core:
    """What adapters and the pump talk to. `clock` gives UTC moments, `changed` is told of commits.

    `may_start` says which accounts the administrator lets start a network; a room's owner may
    always. `administers` says which are an administrator's.
    """

    def __init__(
        self,
        database: Database,
        registry: Registry,
        clock: Callable[[], datetime],
        new_id: Callable[[], UUID],
        links: Links,
        may_start: Callable[[AccountRef], bool],
        keys: Keys,
        administers: Callable[[AccountRef], bool] = lambda _account: False,
    ) -> None:
        """Put the parts together; nothing runs yet."""
        self.database = database
        self.features = registry
        self.clock = clock
        self.links = links
        self.keys = keys
        self.changed: list[Callable[[], None]] = []
        self._new_id = new_id
        self._may_start = may_start
        self._administers = administers

    async def dispatch(self, event: Event) -> list[Answer]:
        """Handle an event once; return what the person who acted is answered at once.

        Raises Refusal only for a form, so that the fault can be shown at its field. What else
        went wrong is raised only when somebody came or left, for then nobody reads an answer.
        """
        event = retyped(event)
        language = event.origin.language
        try:
            if is_straight(self.features, event):
                with speaking(language):
                    return await self._told(event, Meant(None, None))
            find = partial(choosing.find, registry=self.features, event=event, now=self.clock())
            meant = await self.database.read(find)
            language = meant.who.language if meant.who else language
            with speaking(language):
                return choosing.in_its_name(meant, event, await self._told(event, meant))
        except Refusal:
            raise  # of a form
        except Several as several:
            with speaking(several.language):
                return [choosing.question(event, several.places)]
        except Exception:
            turn = self._new_id().hex[:12]
            log.exception("turn failed", turn=turn, kind=type(event).__name__)
            if isinstance(event, Joined | Left):
                raise  # nobody reads an answer to these: the platform brings them again
            with speaking(language):
                return [Whisper(_("Something went wrong and nothing was saved. Please try again."))]

    async def _told(self, event: Event, meant: Meant) -> list[Answer]:
        """Handle an event in the network it is about; a refusal is an answer, but for a form."""
        place = meant.place
        if place and meant.keep:
            keep = partial(choosing.keep, event=event, network=place.id, now=self.clock())
            await self.database.write(keep, network=place.id)
        try:
            return await self._handle(event, place)
        except Refusal as refusal:
            if isinstance(event, Submission):
                raise
            return [Whisper(refusal.text)]

    async def _handle(self, event: Event, place: Place | None) -> list[Answer]:
        now = self.clock()
        network = named(event) or (place.id if place else 0)
        try:
            route, raw = find_route(self.features, event)
        except Unknown as unknown:
            return [unknown.suggestion(network)]
        words = raw
        if route.parse or isinstance(event, Submission):
            reading = self._reading(event, place, now)
            words = await asyncio.to_thread(read_words, route, event, raw, reading)
        call = Call(event, route, arguments(event, words), network)
        owner = event.origin.owns_room or self._may_start(event.origin.account)
        runs = self._administers(event.origin.account)
        how = Handling(self.features, self._new_id, self.links, self.keys, owner, runs)
        answers = await self.database.write(
            lambda unit: handle(unit, call, now, how), network=network or None
        )
        await _do(how.later)
        self.tell()
        return [await self._drawn(one, event, network) for one in answers or []]

    async def _drawn(self, answer: Whisper | Present | Ask, event: Event, network: int) -> Answer:
        if not isinstance(answer, Present):
            return answer
        ref = answer.card

        def work(unit: Unit) -> Card | str:
            who = known(unit, event.origin)
            scene = self._scene(unit, network, who.id if who else None)
            with speaking(who.language if who else event.origin.language):
                card = self.features.cards[ref.kind](scene, *ref.args)
                return card or _("There is nothing to show any more.")

        return Whisper(await self.database.read(work))

    def _reading(self, event: Event, place: Place | None, now: datetime) -> Reading:
        zone = ZoneInfo(place.zone if place else event.origin.zone)

        def attachment(number: str) -> bytes | None:
            if not (number.isdecimal() and len(number) < LONGEST_ID):
                return None
            return self.database.read_now(lambda unit: _own_file(unit, event.origin, int(number)))

        return Reading(now, zone, attachment, tuple(self.features.lines))

    async def due(self, moment: Planned) -> None:
        """Claim a due moment and do what it is for, in one transaction."""

        def work(turn: Turn) -> None:
            if moments.claim(turn.connection, moment.id, turn.now):
                finish(turn, self._due_reply(turn, moment))

        await self._by_clock(moment.network, work)

    def _due_reply(self, turn: Turn, moment: Planned) -> Reply:
        if moment.handler == LINE:
            return schedule.line_due(turn, moment, self.features.lines)
        if moment.handler == mailing.FLUSH:
            return mailing.flush(turn)
        with speaking(turn.network.language):
            return self.features.dues[moment.handler](turn, moment)

    async def _by_clock(self, network: int, work: Callable[[Turn], None]) -> None:
        """Do in one transaction what nobody asked for, and then what it left for after that."""
        now = self.clock()
        later: list[Callable[[], None]] = []

        def in_unit(unit: Unit) -> None:
            later.clear()  # of a try that was undone
            place = networks.place(unit.connection, network, 0)
            tools = (self._new_id, self.features, self.links, self.keys, later)
            work(Turn(unit, now, None, None, place, *tools))

        await self.database.write(in_unit, network=network)
        await _do(later)

    async def time_again(self) -> None:
        """Time all lines anew, network by network: zone data or templates may have changed."""
        for network in await self.database.read(lambda unit: networks.ready(unit.connection)):
            await self._by_clock(network, self._time_again)

    def _time_again(self, turn: Turn) -> None:
        schedule.replan(turn, self.features.lines)

    async def put_back(self, delivery: Parcel) -> None:
        """Find another moment for a delivery whose time of day has passed."""
        await self._by_clock(delivery.network_id, lambda turn: mailing.put_back(turn, delivery))

    async def report_failure(self, delivery: Parcel) -> None:
        """Note that a delivery will never arrive; facilitators find it in their plan."""
        log.warning("delivery failed", delivery=str(delivery.id), error=delivery.last_error)

    async def draw(self, delivery: Parcel) -> Card | None:
        """Draw what a delivery shows now; None when nothing is left, as for those who left."""
        [card] = await self.draw_all([delivery])
        return card

    async def draw_all(self, deliveries: Sequence[Parcel]) -> list[Card | None]:
        """Draw what each shows now, all at one look; what one raises is raised for all."""

        def work(unit: Unit) -> list[Card | None]:
            setting = partial(self._scene_in, unit, {})
            return draw_all(unit.connection, deliveries, self.features.cards, setting)

        return await self.database.read(work)

    def _scene(self, unit: Unit, network: int, viewer: int | None) -> Scene:
        found = networks.place(unit.connection, network, viewer or 0)
        return self._scene_in(unit, {}, network, found, viewer)

    def _scene_in(
        self, unit: Unit, seen: Seen, network: int, found: Place | None, viewer: int | None
    ) -> Scene:
        now = self.clock()
        place = with_role(unit.connection, found, viewer or 0, now)
        zone = ZoneInfo(place.zone if place else "UTC")
        steers = bool(place and place.role == "facilitator")
        place_now = (network, zone, self.links, self.features)
        return Scene(unit, now, *place_now, viewer, steers, seen)

    async def home(self, account: AccountRef) -> Card:
        """Draw the home view of a person: what waits, and the way to everything.

        It speaks their language, and to somebody new the one that is spoken now.
        """

        def work(unit: Unit) -> Card:
            who = people.find(unit.connection, account.platform, account.tenant, account.user)
            with speaking(who.language if who else language()):
                return home_card(self.features, [*self._scenes(unit, who)], account.platform)

        return await self.database.read(work)

    def _scenes(self, unit: Unit, who: Who | None) -> Iterator[tuple[str, Scene]]:
        for place in networks.places_of(unit.connection, who.id) if who else ():
            yield place.name, self._scene(unit, place.id, who.id if who else None)

    async def names(self, ids: set[int]) -> dict[int, str]:
        """Return people's names by id; of somebody who was erased, that they left."""
        found = await self.database.read(lambda unit: people.names(unit.connection, ids))
        return {person: name or _("somebody who left") for person, name in found.items()}

    def gallery(self, of: str = "") -> Iterator[tuple[str, Card | Form]]:
        """Return sample cards and forms in the language now spoken: a feature's, or all."""
        return self.features.samples(of)

    def galleries(self) -> list[str]:
        """Return the names of the features that have sample cards and forms."""
        return [feature.name for feature in self.features.features if feature.samples]

    def commands(self) -> list[CommandWord]:
        """Return all commands."""
        return self.features.commands

    def tell(self) -> None:
        """Let those who listen know that something was kept."""
        for listener in self.changed:
            listener()


async def _do(later: list[Callable[[], None]]) -> None:
    """Do what a turn left for after its commit, off the loop; a sweep does what fails here."""
    for act in later:
        try:
            await asyncio.to_thread(act)
        except Exception:
            log.exception("what was to follow a turn failed")


def _own_file(unit: Unit, origin: Origin, number: int) -> bytes | None:
    who = known(unit, origin)
    found = files.get(unit.connection, number) if number < BIGGEST else None
    return found.data if found and who and found.uploaded_by == who.id else None
