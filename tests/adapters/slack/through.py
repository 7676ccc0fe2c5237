"""The way through Slack: signed requests to the real adapter, and what the loopback Slack shows."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from itertools import count
from typing import Any

from adapters.payload import Json
from adapters.slack import ids
from adapters.slack.readback import EVENT
from bot.cards import Card
from bot.core import Core
from bot.effects import Answer, Ask, Whisper
from bot.errors import Refusal
from bot.events import AccountRef, Command, Event, Joined, Left, Press, RoomRef, Submission
from bot.messenger import Messenger
from tests.adapters.slack import handing_in, seen
from tests.adapters.slack.house import SECRET, Built, built
from tests.peers.slack import views
from tests.peers.slack.persona import Persona, Sight
from tests.peers.slack.reading import elements
from tests.peers.slack.views import Open
from tests.peers.slack.workspace import Channel, Message

_WORKSPACES = count(1)
"""Each conversation has its own, for two of them may share a database."""

PATIENCE = 60
"""Seconds: a rehearsal of a year on a busy machine is not what these tests are about."""


@dataclass
class Face:
    """Somebody in Slack: what they were shown already, and what they did, by its key."""

    persona: Persona
    shown: set[str] = field(default_factory=set)
    forms: list[Json] = field(default_factory=list)
    sent: dict[str, Json] = field(default_factory=dict)


class ThroughSlack:
    """Implements tests.ways.Way with one workspace of the loopback Slack."""

    def __init__(self, there: Built) -> None:
        self.messenger: Messenger | None = there.messenger
        self._there = there
        self._seal = ids.Seal(SECRET)
        self._faces: dict[str, Face] = {}
        self._channels: dict[str, Channel] = {}
        self._forged = count(1)

    def account(self, name: str, language: str) -> AccountRef:
        known = {face.persona.user.name: face for face in self._faces.values()}
        if name not in known:
            locale = "nl-NL" if language == "nl" else "en-US"
            persona = Persona(self._there.slack, self._there.team, name, locale=locale)
            self._faces[persona.id] = known[name] = Face(persona)
        return AccountRef("slack", self._there.team.id, known[name].persona.id)

    def room(self, name: str) -> RoomRef:
        if name not in self._channels:
            bot = self._there.team.bot.id
            self._channels[name] = self._there.team.add_channel(name, {bot})
        return RoomRef("slack", self._there.team.id, self._channels[name].id)

    def come_in(self, account: AccountRef, room: RoomRef) -> None:
        self._faces[account.user].persona.enters(self._there.team.channels[room.room])

    def knows(self, account: AccountRef) -> bool:
        return account.user in self._faces

    async def take(self, event: Event) -> list[Answer]:
        face = self._faces[event.origin.account.user]
        channel = self._stand(face.persona, event)
        before = self._views(face)
        match event:
            case Command(text=text):
                answer = await face.persona.types(f"/kring {escape(text, quote=False)}")
                assert answer.ok, f"a command was answered {answer.status}"
            case Press():
                await self._press(face, event)
            case Submission():
                await self._hand_in(face, event)
            case Joined():
                await face.persona.joins(channel)
            case Left():
                await face.persona.leaves(channel)
        await self.quiet()
        return list(self._new(face, before))

    async def home(self, account: AccountRef) -> Card:
        persona = self._faces[account.user].persona
        await persona.home()
        await self.quiet()
        assert persona.screen.home is not None
        return seen.view(self._there.team, persona.screen.home.view)

    async def quiet(self) -> None:
        await self._there.kring.slack.tasks.done()

    def rooms(self) -> list[Card]:
        team = self._there.team
        return [seen.card(team, one) for one in self._sent(lambda channel: not channel.is_im)]

    def private(self, account: AccountRef) -> list[Card]:
        if not self.knows(account):
            return []
        chat = self._there.team.im(account.user)
        return [seen.card(self._there.team, one) for one in self._sent(lambda one: one is chat)]

    def _sent(self, where: Callable[[Channel], bool]) -> list[Message]:
        """Return the messages that are deliveries, oldest first."""
        team = self._there.team
        found = [
            message
            for channel in team.channels.values()
            if where(channel)
            for message in channel.messages
            if (message.metadata or {}).get("event_type") == EVENT
        ]
        return sorted(found, key=lambda one: tuple(map(int, one.ts.split("."))))

    def _stand(self, persona: Persona, event: Event) -> Channel:
        """Be where the event happens; whoever owns the room there made it."""
        origin, team = event.origin, self._there.team
        if origin.room is None:
            persona.privately()
            return team.im(persona.id)
        persona.at = channel = team.channels[origin.room.room]
        if origin.owns_room:
            channel.creator = persona.id
        if isinstance(event, Command):
            channel.members.add(persona.id)
        channel.members.update(account.user for account, _name in origin.present)
        return channel

    def _views(self, face: Face) -> dict[str, str]:
        return {one.id: one.hash for one in face.persona.screen.modals}

    def _new(self, face: Face, before: dict[str, str]) -> Iterator[Answer]:
        """Read what somebody sees now and did not see before, only they."""
        team = self._there.team
        for message in self._answers(face):
            if message.ts not in face.shown:
                face.shown.add(message.ts)
                yield _said(seen.card(team, message))
        for opened in face.persona.screen.modals:
            if before.get(opened.id) != opened.hash:
                yield self._read(face, opened)

    def _answers(self, face: Face) -> list[Message]:
        """Return what was said to one person only and is no delivery, oldest first."""
        user, team = face.persona.id, self._there.team
        chat = team.im(user)
        return [
            message
            for channel in team.channels.values()
            for message in channel.messages
            if message.only_for == user
            or (channel is chat and message.user == team.bot.id and not message.metadata)
        ]

    def _read(self, face: Face, opened: Open) -> Answer:
        team, view = self._there.team, opened.view
        if view["callback_id"] != ids.FORM:
            return _said(seen.view(team, view))
        carried = self._seal.open(view["private_metadata"], team.id, face.persona.id)
        assert carried is not None, "a form that cannot be handed in"
        face.forms.append(view)
        return Ask(seen.form(team, view, carried.action, carried.args))

    async def _press(self, face: Face, event: Press) -> None:
        slack, key = self._there.slack, event.origin.key
        if key in face.sent:
            answer = await slack.door.interact(face.sent[key])
        else:
            sight, action = self._find(face, event)
            answer = await face.persona._acts(sight, action)
            face.sent[key] = face.persona.did
        assert answer.ok, f"a press was answered {answer.status}"

    def _find(self, face: Face, event: Press) -> tuple[Sight, Json]:
        """Find what is pressed where it is in sight; else press what is no longer there."""
        for sight in self._sights(face):
            drawn = sight.element
            read = ids.read(drawn["action_id"], drawn.get("value", ""), event.value or "-")
            pressed = isinstance(read, ids.Pushed) and (read.action, read.args)
            if pressed == (event.action, event.args) and _is_list(drawn) == bool(event.value):
                return sight, _action(drawn, event.value)
        channel = face.persona.here()
        value = ids.written((*event.args, event.value) if event.value else event.args)
        drawn = {"type": "button", "action_id": f"b0:{event.action}", "value": value}
        where = Message(
            f"{next(self._forged)}.000000", self._there.team.bot.id, self._there.slack.clock()
        )
        return Sight(drawn, {"block_id": "k0"}, channel, where), _action(drawn, "")

    def _sights(self, face: Face) -> Iterator[Sight]:
        team = self._there.team
        for opened in reversed(face.persona.screen.modals):
            yield from _in(opened.view["blocks"], view=opened)
        places = {one.ts: channel for channel in team.channels.values() for one in channel.messages}
        order = [*reversed(self._answers(face))]
        order += reversed(self._sent(lambda channel: channel is team.im(face.persona.id)))
        order += reversed(self._sent(lambda channel: not channel.is_im))
        for message in order:
            yield from _in(message.blocks, channel=places[message.ts], message=message)
        if home := face.persona.screen.home:
            yield from _in(home.view["blocks"], view=home)

    async def _hand_in(self, face: Face, event: Submission) -> None:
        persona, key = face.persona, event.origin.key
        if key not in face.sent:
            opened = self._opened(face, event)
            blocks = opened.view["blocks"]
            shared = await handing_in.upload(self._there, blocks, event.values)
            opened.values = handing_in.state(blocks, event.values, shared)
            view = opened.as_json(self._there.team.id, self._there.slack.app_id)
            face.sent[key] = {"type": "view_submission", **persona._actor(), "view": view}
        else:
            view = face.sent[key]["view"]
            opened = Open(view["id"], persona.id, view)
        answer = await self._there.slack.door.interact(face.sent[key])
        for name, text in persona._answered(answer, opened).items():
            raise Refusal(text, name)

    def _opened(self, face: Face, event: Submission) -> Open:
        """Return the dialog with this form, opened again when it is no longer there."""
        for opened in reversed(face.persona.screen.modals):
            if self._carries(face, opened.view, event) and handing_in.fits(
                opened.view, event.values
            ):
                return opened
        known = [
            view
            for view in reversed(face.forms)
            if self._carries(face, view, event) and handing_in.fits(view, event.values)
        ]
        view = known[0] if known else self._forge(face, event)
        opened = views.new(self._there.team, face.persona.id, view)
        face.persona.screen.modals[:] = [opened]
        return opened

    def _carries(self, face: Face, view: Json, event: Submission) -> bool:
        sealed = view.get("private_metadata", "")
        found = self._seal.open(sealed, self._there.team.id, face.persona.id)
        return found is not None and (found.action, found.args) == (event.action, event.args)

    def _forge(self, face: Face, event: Submission) -> Json:
        """Make a dialog that Kring never opened, sealed as if it had."""
        channel = face.persona.here().id
        team, user = self._there.team.id, face.persona.id
        opened = ids.Opened(team, user, channel, event.action, event.args)
        return handing_in.forged(self._seal.close(opened), event.values)


def _said(found: Card) -> Whisper:
    said = seen.words(found)
    return Whisper(found if said is None else said)


def _is_list(drawn: Json) -> bool:
    return str(drawn["type"]).endswith("_select")


def _action(drawn: Json, value: str) -> Json:
    action = {key: drawn[key] for key in ("action_id", "type", "text", "value") if key in drawn}
    if not value:
        return action
    groups = drawn.get("option_groups", [drawn])
    offered = [one for group in groups for one in group["options"] if one["value"] == value]
    forged = {"text": {"type": "plain_text", "text": value}, "value": value}
    return {**action, "selected_option": offered[0] if offered else forged}


def _in(blocks: list[Json], **where: Any) -> Iterator[Sight]:
    for block in blocks:
        for element in elements(block):
            if block["type"] != "input":
                yield Sight(element, block, **where)


@asynccontextmanager
async def through(core: Core, clock: Callable[[], datetime]) -> AsyncIterator[ThroughSlack]:
    """Open a loopback Slack with Kring in it for a conversation."""
    async with built(core, clock, name=f"T{next(_WORKSPACES)}CIRCLE") as there:
        there.slack.door.patience = PATIENCE
        yield ThroughSlack(there)
        faulty = [one for one in there.slack.problems if "trigger_id" not in one]
        assert not faulty, faulty
