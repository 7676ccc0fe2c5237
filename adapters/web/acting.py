"""People of a script act in the local chat: each happening becomes what they would press."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import partial

from adapters.web.settle_in import Settled
from adapters.web.timeline import Act
from bot.cards import Actions, Button, Card
from bot.core import Core
from bot.effects import Answer, Whisper
from bot.events import AccountRef, Command, Event, Joined, Left, Origin, Press, RoomRef, Submission
from bot.forms import Values
from bot.networkfile import NetworkFile, Script
from bot.networkfile.happenings import (
    Accepts,
    AddsItem,
    Asks,
    Cancels,
    Chooses,
    Comes,
    Commits,
    Declines,
    Happening,
    Joins,
    Leaves,
    Moves,
    Reports,
    Single,
    StepsDown,
    Swaps,
    TakesUp,
    WritesYield,
)
from storage import commitments, people, webrooms
from storage.people import Person
from storage.tables import id_of
from storage.unit import Unit
from storage.webrooms import PLATFORM, TENANT


def acts(
    core: Core, here: Settled, file: NetworkFile, script: Script, since: datetime
) -> Iterator[Act]:
    """Return what a script's people do in the chat from a moment (UTC) on.

    Who came or left before does so at that moment; what else was done before is left out.
    """
    for number, event in enumerate(script.events):
        actor = _Actor(core, here, file, f"script-{here.network}-{number}")
        at = file.utc(event.at) or since
        if at >= since or isinstance(event.what, Joins | Leaves):
            yield Act(max(at, since), partial(actor.do, event.what))


class _Actor:
    """Does one happening, under one key, so that it counts once."""

    def __init__(self, core: Core, here: Settled, file: NetworkFile, key: str) -> None:
        self._core = core
        self._here = here
        self._file = file
        self._key = key

    async def do(self, what: Happening) -> None:
        """Dispatch what this happening is in the chat."""
        if isinstance(what, Joins):
            await self._come_in(what)
        if isinstance(what, Commits):
            await self._commit(what)
        elif isinstance(what, Reports):
            await self._report(what)
        else:
            await self._core.dispatch(self._event(what))
        if isinstance(what, TakesUp):
            self._here.facilitator = self._here.users[what.who]
        if isinstance(what, Swaps):
            agreed = self._origin(what.partner, part=":agreed")
            await self._core.dispatch(Command(agreed, "swap yes", self._here.network))

    def _event(self, what: Single) -> Event:
        match what:
            case Comes(who=who, answer=answer):
                return self._press(who, f"come.{answer}", self._here.meetings[what.meeting])
            case Asks(who=who, text=text):
                values: Values = {"text": (text,)}
                return self._hand_in(who, "speakers.ask", self._speaker(what), values)
            case AddsItem(title=title, url=url):
                values = {"title": (title,), "url": (url,)}
                return self._hand_in("", "speakers.item_add", self._speaker(what), values)
            case WritesYield(who=who, lines=lines):
                values = {f"line{number}": (line,) for number, line in enumerate(lines, start=1)}
                meeting = self._here.meetings[what.meeting]
                return self._hand_in(who, "takeaways.write", meeting, values)
            case Moves() | Cancels():
                return self._meeting(what)
            case Accepts() | Declines() | Swaps():
                return self._turn(what)
            case Chooses() | StepsDown() | TakesUp():
                return self._role(what)
            case Joins():
                return Joined(self._origin(what.name, in_room=True))
            case Leaves(who=who):
                return Left(self._origin(who, in_room=True))

    async def _commit(self, what: Commits) -> None:
        values: Values = {
            "text": (what.text,),
            "until": (_until(what),),
            "visible": (what.visible,),
        }
        args, action = (self._here.network, 0, ""), "commitments.create"
        shown = await self._core.dispatch(Submission(self._origin(what.who), action, args, values))
        if keep := main_button(shown):
            sure = self._origin(what.who, part=":sure")
            await self._core.dispatch(Press(sure, keep.action, keep.args))

    async def _report(self, what: Reports) -> None:
        user, network = self._here.users[what.who], self._here.network
        number = await self._core.database.read(lambda unit: _open_one(unit, network, user, what))
        if number is None:
            return  # it ended when they left
        if what.answer != "later":
            await self._core.dispatch(self._press(what.who, f"commitments.{what.answer}", number))
            return
        values: Values = {"choice": ("other",), "until": (_until(what),)}
        action = "commitments.new_date"
        await self._core.dispatch(self._hand_in(what.who, action, number, values))

    def _meeting(self, what: Moves | Cancels) -> Event:
        meeting = self._here.meetings[what.meeting]
        if isinstance(what, Cancels):
            return self._press("", "meetings.cancel", meeting)
        return self._hand_in("", "meetings.move", meeting, _times(what.begins, what.ends))

    def _turn(self, what: Accepts | Declines | Swaps) -> Event:
        if isinstance(what, Swaps):
            day = self._file.meetings[what.meeting - 1].begins
            line = f"swap {day:%Y-%m-%d} with {what.partner}"
            return Command(self._origin(what.who), line, self._here.network)
        verb = "accept" if isinstance(what, Accepts) else "decline"
        return self._press(what.who, f"prepare.{verb}", self._here.meetings[what.meeting])

    def _role(self, what: Chooses | StepsDown | TakesUp) -> Event:
        match what:
            case Chooses(who=who, less=less):
                return self._press(who, "members.less", less)
            case StepsDown(who=who):
                return self._press(who, "members.step_down")
            case TakesUp(who=who):
                return self._press(who, "members.take_up")

    def _speaker(self, what: Asks | AddsItem) -> int:
        return self._here.speakers[what.meeting, what.speaker]

    def _origin(self, name: str, *, in_room: bool = False, part: str = "") -> Origin:
        user = self._here.users[name] if name else self._here.facilitator
        room = RoomRef(PLATFORM, TENANT, self._here.room) if in_room else None
        return Origin(self._key + part, AccountRef(PLATFORM, TENANT, user), room, name)

    def _press(self, name: str, action: str, *subject: int | str) -> Press:
        return Press(self._origin(name), action, (self._here.network, *subject))

    def _hand_in(self, name: str, action: str, subject: int, values: Values) -> Submission:
        return Submission(self._origin(name), action, (self._here.network, subject), values)

    async def _come_in(self, what: Joins) -> None:
        user = f"newcomer-{self._here.network}-{len(self._here.users)}"
        language = what.language or self._file.language
        zone = self._file.zone
        self._here.users[what.name] = user

        def work(unit: Unit) -> None:
            person = Person(name=what.name, language=language, zone=zone)
            people.add(unit.session, person, PLATFORM, TENANT, user)
            webrooms.join(unit.connection, self._here.room, user)

        await self._core.database.write(work)


def main_button(answers: Iterable[Answer]) -> Button | None:
    """Return the first main button of the cards that answered somebody."""
    cards = [one.card for one in answers if isinstance(one, Whisper)]
    bodies = [element for card in cards if isinstance(card, Card) for element in card.body]
    items = [item for row in bodies if isinstance(row, Actions) for item in row.items]
    return next((one for one in items if isinstance(one, Button) and one.main), None)


def _until(what: Commits | Reports) -> str:
    return f"{what.by:%Y-%m-%d}" if what.by else "next meeting"


def _open_one(unit: Unit, network: int, user: str, what: Reports) -> int | None:
    """Return the newest open commitment of a user in the words of a script."""
    who = people.find(unit.connection, PLATFORM, TENANT, user)
    owners = commitments.owners(unit.connection, network)
    found = commitments.of_network(unit.connection, network, ["open"])
    ids = [id_of(one) for one in found if one.text == what.text]
    mine = [one for one in ids if who and owners.get(one, {}).get(who.id) == "yes"]
    return max(mine, default=None)


def _times(begins: datetime, ends: datetime) -> Values:
    return {
        "day": (f"{begins:%Y-%m-%d}",),
        "start": (f"{begins:%H:%M}",),
        "end": (f"{ends:%H:%M}",),
        "last_day": (f"{ends:%Y-%m-%d}",),
        "overlap": ("yes",),
    }
