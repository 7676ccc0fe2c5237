"""What people do around the chat: rooms, who is in them, languages, new people and the clock."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from aiohttp import web

from adapters.web import inbound, views
from adapters.web.acts import new_key, whisper
from adapters.web.chat import CHAT, Chat, Visit, visit
from adapters.web.inbound import LONGEST_NAME, Malformed
from adapters.web.moves import DemoClock
from bot.effects import Whisper
from bot.events import Joined, Left
from bot.texts import LANGUAGES, _
from storage import people, webrooms
from storage.database import Unit
from storage.people import Person
from storage.webrooms import PLATFORM, TENANT, RoomHere, User

_ZONE = "Europe/Amsterdam"
_LONGEST_ABOUT = 200
_FURTHEST = timedelta(days=732)


def _one(fields: dict[str, list[str]], name: str, longest: int = LONGEST_NAME) -> str:
    found = fields.get(name, [""])[0]
    return " ".join(found.split())[:longest]


def _language(fields: dict[str, list[str]]) -> str:
    language = _one(fields, "language")
    if language not in LANGUAGES:
        raise Malformed("language")
    return language


def _back(request: web.Request, fallback: str) -> web.HTTPSeeOther:
    """Send the page back to where the form stood, if that is one of ours."""
    wanted = request.query.get("back", "")
    ours = wanted.startswith(f"{fallback}/") and wanted.isascii() and wanted.isprintable()
    return web.HTTPSeeOther(wanted if ours else fallback)


async def new_person(request: web.Request) -> web.Response:
    """Let somebody new come to the local chat."""
    fields = await inbound.fields(request)
    name, language = _one(fields, "name"), _language(fields)
    if not name:
        raise Malformed("name")
    ref = uuid4().hex[:12]

    def add(unit: Unit) -> None:
        new = Person(name=name, language=language, zone=_ZONE)
        people.add(unit.session, new, PLATFORM, TENANT, ref)

    await request.app[CHAT].database.write(add)
    raise web.HTTPSeeOther(f"/as/{ref}")


async def language(request: web.Request) -> web.Response:
    """Let a person read the chat in another language."""
    async with visit(request) as asked:
        wanted = _language(await inbound.fields(request))
        await asked.chat.database.write(
            lambda unit: webrooms.speak(unit.connection, asked.user.person, wanted)
        )
        raise _back(request, asked.base)


async def new_room(request: web.Request) -> web.Response:
    """Make a room with the people chosen and who made it."""
    async with visit(request) as asked:
        fields = await inbound.fields(request)
        name, about = _one(fields, "name"), _one(fields, "about", _LONGEST_ABOUT)
        if not name:
            raise Malformed("name")
        room = RoomHere(uuid4().hex[:12], name, about, asked.user.ref, "")
        await asked.chat.database.write(
            lambda unit: webrooms.make(unit.connection, room.ref, name, about, asked.user.ref)
        )
        await _bring_in(asked.chat, room, [asked.user.ref, *fields.get("user", [])])
        raise web.HTTPSeeOther(f"/as/{asked.user.ref}/in/{room.ref}")


async def add_people(request: web.Request) -> web.Response:
    """Bring people into a room."""
    async with visit(request) as asked:
        room = _this_room(request, asked)
        fields = await inbound.fields(request)
        await _bring_in(asked.chat, room, fields.get("user", []))
        raise web.HTTPSeeOther(f"/as/{asked.user.ref}/in/{room.ref}")


def _this_room(request: web.Request, asked: Visit) -> RoomHere:
    room = asked.room(request.match_info["room"])
    assert room is not None  # noqa: S101 - the path names one
    return room


async def _bring_in(chat: Chat, room: RoomHere, refs: list[str]) -> None:
    known = await chat.database.read(
        lambda unit: [webrooms.user(unit.connection, ref) for ref in refs]
    )
    for user in known:
        if user is not None and await _joins(chat, room, user):
            await _tell(chat, user, room, Joined)


async def _joins(chat: Chat, room: RoomHere, user: User) -> bool:
    joined = await chat.database.write(
        lambda unit: webrooms.join(unit.connection, room.ref, user.ref)
    )
    chat.hub.tell()
    return joined


async def leave(request: web.Request) -> web.Response:
    """Take the person out of the room."""
    async with visit(request) as asked:
        room, user = _this_room(request, asked), asked.user
        await asked.chat.database.write(
            lambda unit: webrooms.leave(unit.connection, room.ref, user.ref)
        )
        asked.chat.hub.tell()
        if not await asked.chat.database.read(
            lambda unit: webrooms.in_its_network(unit.connection, room.ref, user.ref)
        ):
            await _tell(asked.chat, user, room, Left)
        raise web.HTTPSeeOther(asked.base)


async def _tell(chat: Chat, user: User, room: RoomHere, event: type[Joined] | type[Left]) -> None:
    answers = await chat.core.dispatch(event(inbound.origin(user, room, new_key())))
    for answer in answers:
        if isinstance(answer, Whisper):
            await whisper(chat, user, None, answer.card)


_MOVES: dict[str, Callable[[DemoClock], Coroutine[Any, Any, None]]] = {
    "next": lambda clock: clock.advance_to_next(),
    "day": lambda clock: clock.advance_by(1),
}


async def move_clock(request: web.Request) -> web.Response:
    """Begin to move the demo's clock: to the next event, by a day, or to a date."""
    async with visit(request) as asked:
        mover = asked.chat.mover
        if mover is None:
            raise web.HTTPNotFound(text=_("This clock cannot be moved."))
        found = await inbound.body(request)
        to = inbound.text(found, "to")
        if to not in _MOVES and _moment(asked, to) - mover.clock.now() > _FURTHEST:
            return _not_moved(_("The clock goes at most two years ahead at a time."))
        if not mover.start(_move(asked, mover.clock, to)):
            return _not_moved(_("The clock is moving already."))
        return web.json_response({}, status=202)


def _not_moved(why: str) -> web.Response:
    return web.json_response({"fault": {"text": why}}, status=409)


def _move(asked: Visit, clock: DemoClock, to: str) -> Coroutine[Any, Any, None]:
    return _MOVES[to](clock) if to in _MOVES else clock.advance_to(_moment(asked, to))


def _moment(asked: Visit, to: str) -> datetime:
    try:
        local = datetime.fromisoformat(to)
        return local.replace(tzinfo=views.zone(asked.user, None)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise Malformed("to") from error
