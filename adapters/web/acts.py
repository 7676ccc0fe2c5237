"""What people do on a page that reaches Kring: lines, presses, forms and files."""

from dataclasses import replace
from typing import Any
from uuid import uuid4

from aiohttp import web
from markupsafe import Markup

from adapters.web import dialogs, inbound, render, views
from adapters.web.chat import Chat, Visit, visit
from adapters.web.messenger import CHAT as ONE_BY_ONE
from bot import cardjson
from bot.cards import Card, mentioned
from bot.effects import Answer, Ask, Whisper
from bot.errors import Refusal
from bot.events import AccountRef, Event
from bot.texts import _
from storage import webchat, webrooms
from storage.database import Unit
from storage.webchat import KRING, Place
from storage.webrooms import PLATFORM, RoomHere, User


async def say(request: web.Request) -> web.Response:
    """Keep a line; in the private chat, or after a slash, it is a command."""
    async with visit(request) as asked:
        line = inbound.said(await inbound.body(request))
        room = asked.room(line.room)
        if not line.text:
            return web.json_response({})
        command = line.command()
        await _keep(asked, room, line.text, hidden=command is not None)
        if command is None:
            return web.json_response({})
        event = inbound.as_command(line, command, asked.user, room)
        answers = await asked.chat.core.dispatch(await _with_people(asked, room, event))
        return web.json_response(await answered(asked, room, answers))


async def press(request: web.Request) -> web.Response:
    """Take a press of a button."""
    async with visit(request) as asked:
        pressed = inbound.pressed(await inbound.body(request))
        room = asked.room(pressed.room)
        event = inbound.as_press(pressed, asked.user, room)
        return await _act(asked, room, event, at_home=pressed.at_home)


async def shortcut(request: web.Request) -> web.Response:
    """Begin something from a message that this person can see in a room."""
    async with visit(request) as asked:
        ref, number, key = inbound.shortcut(await inbound.body(request))
        room = asked.room(ref)
        if room is None:
            raise inbound.Malformed("room")
        place = Place(asked.user.ref, room.ref)
        read = asked.chat.database.read
        message = await read(lambda unit: webchat.message(unit.connection, place, number))
        if message is None:
            raise web.HTTPNotFound(text=_("There is nothing to show any more."))
        links = asked.chat.core.links
        event = inbound.as_shortcut(room, message, asked.user, key, links)
        return await _act(asked, room, event, at_home=False)


async def form(request: web.Request) -> web.Response:
    """Take a form; what is wrong in it is said at its field, with 422."""
    async with visit(request) as asked:
        handed = inbound.handed_in(await inbound.body(request))
        room = asked.room(handed.room)
        event = inbound.as_submission(handed, asked.user, room)
        return await _act(asked, room, event, at_home=handed.at_home)


async def _act(asked: Visit, room: RoomHere | None, event: Event, *, at_home: bool) -> web.Response:
    try:
        answers = await asked.chat.core.dispatch(await _with_people(asked, room, event))
    except Refusal as refusal:
        # What was refused was not done, so the next try is a new one.
        fault = {"field": refusal.field, "text": refusal.text}
        return web.json_response({"fault": fault, "key": new_key()}, status=422)
    return web.json_response(await answered(asked, room, answers, at_home=at_home))


async def _with_people(asked: Visit, room: RoomHere | None, event: Event) -> Event:
    """Name the people of a room that is no network's yet: they may become its members."""
    if room is None or room.zone:
        return event
    ref = room.ref
    door = asked.chat.door
    people = await asked.chat.database.read(lambda unit: door.people(unit.connection, ref))
    there = tuple((AccountRef(PLATFORM, one.tenant, one.ref), one.name) for one in people)
    return replace(event, origin=replace(event.origin, present=there))


def new_key() -> str:
    """Make a key under which something is done once."""
    return f"k{uuid4().hex}"


async def answered(
    asked: Visit, room: RoomHere | None, answers: list[Answer], *, at_home: bool = False
) -> dict[str, Any]:
    """Show answers: a form at once, words where they were asked for."""
    shown: dict[str, Any] = {}
    for answer in answers:
        match answer:
            case Ask(asked_form):
                shown["form"] = dialogs.dialog(asked_form, new_key())
            case Whisper(said) if at_home:
                shown["notice"] = shown.get("notice", "") + await _notice(asked, said)
            case Whisper(str(said), fleeting=True):
                shown["toast"] = said
            case Whisper(said):
                if not await whisper(asked.chat, asked.user, room, said):
                    shown["notice"] = shown.get("notice", "") + await _notice(asked, said)
    return shown


async def _notice(asked: Visit, said: Card | str) -> str:
    card = said if isinstance(said, Card) else None
    if card is not None:
        return await views.home(asked, card)
    names = await asked.chat.core.names(mentioned(str(said)))
    words = render.words(str(said), lambda person: names.get(person) or views.somebody(person))
    return Markup('<p class="text">{}</p>').format(words)


async def whisper(chat: Chat, user: User, room: RoomHere | None, said: Card | str) -> bool:
    """Put an answer where only one person sees it; False when they were erased meanwhile."""
    content = {"card": cardjson.dump(said)} if isinstance(said, Card) else {"text": said}
    return await _put(chat, user, room, {"author": KRING, **content}, hidden=True)


async def _keep(asked: Visit, room: RoomHere | None, text: str, *, hidden: bool) -> None:
    values = {"author": asked.user.ref, "text": text}
    await _put(asked.chat, asked.user, room, values, hidden=hidden)


async def _put(
    chat: Chat, user: User, room: RoomHere | None, values: dict[str, Any], *, hidden: bool
) -> bool:
    row = {
        **values,
        "room": room.ref if room else "",
        "user_ref": "" if room else user.ref,
        "only_for": user.ref if hidden and room else "",
        "language": user.language,
        "at": chat.now(),
    }

    def put(unit: Unit) -> bool:
        # Of who was erased a moment ago nothing is kept.
        known = webrooms.user(unit.connection, user.ref, user.tenant) is not None
        if known:
            webchat.put(unit.connection, row)
        return known

    kept = await chat.database.write(put, network=ONE_BY_ONE)
    chat.hub.tell()
    return kept


async def seen(request: web.Request) -> web.Response:
    """Remember up to where somebody has read, and return what they have not."""
    async with visit(request) as asked:
        found = await inbound.body(request)
        room, last = asked.room(inbound.text(found, "room")), inbound.number(found, "last")
        place = Place(asked.user.ref, room.ref if room else "")

        def see(unit: Unit) -> views.Side:
            webchat.see(unit.connection, place, last)
            return views.side(unit, asked.user, asked.rooms)

        side = await asked.chat.database.write(see, network=ONE_BY_ONE)
        return web.json_response(views.unread(side))
