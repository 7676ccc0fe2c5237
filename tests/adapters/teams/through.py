"""The way through Teams: signed requests to the real adapter, and what the loopback shows."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import escape
from itertools import count
from typing import Any
from uuid import NAMESPACE_DNS, uuid5

from adapters.naming import Readers
from adapters.teams import ids
from adapters.teams.messenger import TeamsMessenger
from adapters.teams.parts import Pressing, Signing
from adapters.teams.registration import Credentials, Registration
from adapters.teams.words import Mentions
from bot.cards import Actions, Button, Card, Option, Pick
from bot.core import Core
from bot.effects import Answer, Ask, Whisper
from bot.errors import Refusal
from bot.events import AccountRef, Command, Event, Joined, Left, Press, RoomRef, Submission
from bot.messenger import Messenger, Outgoing
from tests.adapters.teams import handing_in, seen
from tests.adapters.teams.house import SECRET, Built, built
from tests.peers.teams import Persona
from tests.peers.teams.reading import actions
from tests.peers.teams.server import APP, Conversation, Message

Json = dict[str, Any]
_TENANTS = count(1)
"""Each conversation has its own, for two of them may share a database."""

OWN_WORDS = {
    "Noted.",
    "Genoteerd.",
    "You have an answer in our chat.",
    "Je hebt een antwoord in onze chat.",
}
"""What Teams is told where Kring itself has nothing to say."""


class Noting(TeamsMessenger):
    """Remembers what it posted: a message in Teams does not say whether it is a delivery."""

    def __init__(self, there: Built) -> None:
        super().__init__(there.kring.teams)
        self.posted: set[str] = set()

    async def post(self, message: Outgoing) -> str:
        ref = await super().post(message)
        self.posted.add(ref)
        return ref


@dataclass
class Face:
    """Somebody in Teams: what they were shown already, and what they did, by its key."""

    persona: Persona
    shown: set[str] = field(default_factory=set)
    forms: list[Json] = field(default_factory=list)
    sent: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True)
class Sight:
    """A card in sight: in a conversation, as one of its messages, or in the open dialog."""

    card: Json
    where: Conversation
    message: Message | None = None


class ThroughTeams:
    """Implements tests.ways.Way with one tenant of the loopback Teams."""

    def __init__(self, there: Built, tenant: str) -> None:
        self._tenant = tenant
        self._noting = Noting(there)
        self.messenger: Messenger | None = self._noting
        self._there = there
        self._seal = ids.Seal(SECRET)
        self._faces: dict[str, Face] = {}
        self._names: dict[str, Face] = {}

    def account(self, name: str, language: str) -> AccountRef:
        if name not in self._names:
            locale = "nl-NL" if language == "nl" else "en-GB"
            persona = Persona(self._there.teams, name, tenant=self._tenant, locale=locale)
            self._faces[persona.user] = self._names[name] = Face(persona)
        return AccountRef("teams", self._tenant, self._names[name].persona.user)

    def room(self, name: str) -> RoomRef:
        tenant = self._tenant
        room = self._there.teams.add(name, "channel", tenant, f"19:team-{name}@thread.tacv2")
        return RoomRef("teams", tenant, room.id)

    def come_in(self, account: AccountRef, room: RoomRef) -> None:
        self._faces[account.user].persona.enters(self._at(room))

    def _at(self, room: RoomRef) -> Conversation:
        return self._there.teams.conversations[room.room]

    def knows(self, account: AccountRef) -> bool:
        return account.user in self._faces

    async def take(self, event: Event) -> list[Answer]:
        face = self._faces[event.origin.account.user]
        where, persona = await self._stand(face, event), face.persona
        before, persona.said = persona.dialog, ""
        match event:
            case Command(text=text):
                room = where if where.kind != "personal" else None
                status = await persona.says(escape(text, quote=False), room)
                assert status == 200, f"a command was answered {status}"
            case Press():
                await self._press(face, event, where)
            case Submission():
                await self._hand_in(face, event, where)
            case Joined():
                await persona.joins(where)
            case Left():
                await persona.leaves(where)
        await self.quiet()
        found = list(self._new(face, before))
        return await self._opened(face, found)

    async def _opened(self, face: Face, found: list[Answer]) -> list[Answer]:
        """Open the form that could only be offered: in Teams a button has to."""
        offer = next((one for one in found if _offers(one)), None)
        if offer is None:
            return found
        persona, before = face.persona, face.persona.dialog
        persona.where, persona.dialog = persona.chat, None
        buttons = [one for message in self._answers(face) for one in actions(message.card)]
        await persona.performs([one for one in buttons if self._what(face, one) == "open"][-1])
        await self.quiet()
        return [one for one in found if one is not offer] + list(self._new(face, before))

    def _what(self, face: Face, drawn: Json) -> str:
        mark = "data" in drawn and self._opening(face)(drawn["data"][ids.KEY])
        return mark.what if mark else ""

    async def home(self, account: AccountRef) -> Card:
        face = self._faces[account.user]
        await face.persona.says("home")
        await self.quiet()
        message = face.persona.chat.messages[-1]
        face.shown.add(message.id)
        return seen.card(message.card, self._opening(face))

    async def quiet(self) -> None:
        await self._there.kring.teams.tasks.done()

    def rooms(self) -> list[Card]:
        opening = partial(self._seal.open, tenant=self._tenant, user="")
        found = self._sent(lambda where: where.kind != "personal")
        return [seen.card(one.card, opening) for one in found]

    def private(self, account: AccountRef) -> list[Card]:
        if not self.knows(account):
            return []
        face = self._faces[account.user]
        found = self._sent(lambda where: where is face.persona.chat)
        return [seen.card(one.card, self._opening(face)) for one in found]

    def _opening(self, face: Face) -> seen.Opening:
        return partial(self._seal.open, tenant=self._tenant, user=face.persona.user)

    def _sent(self, where: Callable[[Conversation], bool]) -> list[Message]:
        """Return the messages that are deliveries, oldest first."""
        found = [
            message
            for place in self._there.teams.conversations.values()
            if where(place)
            for message in place.messages
            if f"{place.id} {message.id}" in self._noting.posted
        ]
        return sorted(found, key=lambda one: int(one.id[1:]))

    async def _stand(self, face: Face, event: Event) -> Conversation:
        """Be where the event happens; whoever owns the room there brought Kring in."""
        origin, persona = event.origin, face.persona
        if origin.room is None:
            return persona.chat
        where = self._at(origin.room)
        if origin.owns_room:
            await persona.adds_kring(where)
        if isinstance(event, Command):
            persona.enters(where)
        for account, _name in origin.present:
            self._faces[account.user].persona.enters(where)
        return where

    def _new(self, face: Face, before: Json | None) -> Iterator[Answer]:
        """Read what somebody sees now and did not see before, only they."""
        opening, dialog = self._opening(face), face.persona.dialog
        for message in self._answers(face):
            if message.id not in face.shown:
                face.shown.add(message.id)
                yield _said(seen.card(message.card, opening))
        if face.persona.said and face.persona.said not in OWN_WORDS:
            yield Whisper(face.persona.said)
        if dialog is not None and dialog is not before:
            yield self._read(face, dialog)

    def _answers(self, face: Face) -> list[Message]:
        """Return what was said to one person only and is no delivery, oldest first."""
        chat = face.persona.chat
        posted = self._noting.posted
        return [one for one in chat.messages if f"{chat.id} {one.id}" not in posted]

    def _read(self, face: Face, dialog: Json) -> Answer:
        card, opening = dialog["card"]["content"], self._opening(face)
        mark = seen.form_mark(card, opening)
        if mark is None:
            title = "" if dialog["title"] == "Kring" else dialog["title"]
            return _said(seen.card(card, opening, title))
        face.forms.append(dialog)
        return Ask(seen.form(card, dialog["title"], mark))

    async def _press(self, face: Face, event: Press, where: Conversation) -> None:
        key, persona = event.origin.key, face.persona
        if key in face.sent:
            await persona.repeats(face.sent[key])
            return
        await self._do(face, event.action, event.args, event.value, where)
        face.sent[key] = persona.did

    async def _do(
        self, face: Face, action: str, args: tuple[int | str, ...], value: str, here: Conversation
    ) -> None:
        """Press what is in sight; else what is no longer there."""
        persona = face.persona
        for sight in self._sights(face):
            for drawn in actions(sight.card):
                mark = "data" in drawn and self._opening(face)(drawn["data"][ids.KEY])
                if not mark or (mark.action, mark.args) != (action, args):
                    continue
                if mark.what != ("pick" if value else "press"):
                    continue
                persona.where = sight.where
                persona.dialog = persona.dialog if sight.message is None else None
                await persona.performs(drawn, {mark.field: value} if value else {})
                if persona.replaced and sight.message:
                    sight.message.activity["attachments"][0]["content"] = persona.replaced
                return
        persona.where, persona.dialog = here, None
        await persona.performs(*self._forged(face, action, args, value))

    def _sights(self, face: Face) -> Iterator[Sight]:
        persona = face.persona
        if persona.dialog:
            yield Sight(persona.dialog["card"]["content"], persona.where)
        places = {
            message.id: where
            for where in self._there.teams.conversations.values()
            for message in where.messages
        }
        order = [*reversed(self._answers(face))]
        order += reversed(self._sent(lambda where: where is persona.chat))
        order += reversed(self._sent(lambda where: where.kind != "personal"))
        for message in order:
            yield Sight(message.card, places[message.id], message)

    def _forged(
        self, face: Face, action: str, args: tuple[int | str, ...], value: str
    ) -> tuple[Json, Json]:
        """Make a button that nobody was shown, signed as if somebody had been."""
        registry, user = self._there.kring.teams.core.features, face.persona.user
        signing = Signing(self._seal, self._tenant, registry, user=user)
        item: Button | Pick = Button("x", action, args)
        if value:
            item = Pick("x", action, (Option("x", value),), args)
        drawn = list(Pressing(signing, Mentions(Readers())).drawn(Actions((item,))))
        return drawn[-1]["actions"][0], {drawn[0]["id"]: value} if value else {}

    async def _hand_in(self, face: Face, event: Submission, where: Conversation) -> None:
        persona, key = face.persona, event.origin.key
        if key in face.sent:
            await persona.repeats(face.sent[key])
        else:
            dialog = self._dialog(face, event)
            if persona.dialog is not dialog:
                persona.dialog, persona.way, persona.where = dialog, "", where
            card = dialog["card"]["content"]
            await persona.performs(actions(card)[-1], handing_in.state(card, event.values))
            face.sent[key] = persona.did
        if persona.dialog and (fault := seen.fault(persona.dialog["card"]["content"])):
            raise Refusal(fault)

    def _dialog(self, face: Face, event: Submission) -> Json:
        """Return the dialog with this form, opened again when it is no longer there."""
        opening = self._opening(face)
        known = [*reversed(face.forms)]
        for dialog in [face.persona.dialog, *known] if face.persona.dialog else known:
            card = dialog["card"]["content"]
            mark = seen.form_mark(card, opening)
            carries = mark is not None and (mark.action, mark.args) == (event.action, event.args)
            if carries and handing_in.fits(card, event.values):
                return dialog
        registry = self._there.kring.teams.core.features
        user = face.persona.user
        signing = Signing(self._seal, self._tenant, registry, user=user)
        return handing_in.forged(signing, event)


def _said(found: Card) -> Whisper:
    said = seen.words(found)
    return Whisper(found if said is None else said)


def _offers(said: Answer) -> bool:
    """Say whether all that an answer has is a button that opens a form."""
    card = said.card if isinstance(said, Whisper) else ""
    items = [] if isinstance(card, str) else [one for one in card.body if isinstance(one, Actions)]
    pressed = [one for row in items for one in row.items if isinstance(one, Button)]
    return [one.action for one in pressed] == ["teams.open"]


@asynccontextmanager
async def through(core: Core, clock: Callable[[], datetime]) -> AsyncIterator[ThroughTeams]:
    """Open a loopback Teams with Kring in it for a conversation."""
    tenant = str(uuid5(NAMESPACE_DNS, f"tenant {next(_TENANTS)}"))
    registered = Registration(Credentials(APP, "a password", tenant))
    async with built(core, clock, registered) as there:
        somebody = Persona(there.teams, "whoever installs apps", tenant=tenant)
        await somebody.adds_kring(there.teams.add("general", "channel", tenant))
        yield ThroughTeams(there, tenant)
