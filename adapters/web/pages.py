"""The pages: choosing who to be, home view, rooms, private chat, news, events and the gallery."""

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from aiohttp import web
from markupsafe import Markup

from adapters.spoken import spoken_by
from adapters.web import dialogs, render, views
from adapters.web.chat import CHAT, Chat, Visit, visit
from adapters.web.views import MessageView, Read
from bot.cards import Card
from bot.events import AccountRef
from bot.forms import Form, number_of
from bot.texts import LANGUAGES, _, clock_time, language, long_date, short_date, speaking
from storage import webrooms
from storage.webrooms import PLATFORM, RoomHere, User

_KEEP_ALIVE = 15
_GATHER = 0.08
"""Seconds: how long a stream is silent before it says so, and lets changes gather."""

STREAM = timedelta(minutes=5)
"""A stream ends so long after it began; the page opens another, if its person is still known."""


def _html(text: str) -> web.Response:
    return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})


def clock_words(chat: Chat, user: User) -> dict[str, object]:
    """Return the chat's time for a clock on the page."""
    local = chat.now().astimezone(views.zone(user, None)).replace(tzinfo=None)
    return {
        "day": long_date(local.date()),
        "short": short_date(local.date()),
        "time": clock_time(local),
        "iso": local.isoformat(timespec="minutes"),
        "moving": bool(chat.mover and chat.mover.moving),
    }


async def choose(request: web.Request) -> web.Response:
    """Show who one can be."""
    chat = request.app[CHAT]
    users, circles = await chat.database.read(
        lambda unit: (webrooms.users(unit.connection), webrooms.circles(unit.connection))
    )
    with speaking(spoken_by(request)):
        groups = views.groups(users, circles)
        page = chat.page("choose.html", groups=groups, number=len(users), languages=LANGUAGES)
        return _html(page)


def _faces(users: list[User]) -> list[tuple[User, views.Face]]:
    return [(user, views.face(user.name)) for user in users]


@dataclass(frozen=True)
class Shown:
    """What the page of one place shows besides its side bar."""

    title: str
    kind: str
    room: RoomHere | None = None
    messages: tuple[MessageView, ...] = ()
    unread_from: int = 0
    earlier: int = 0
    members: tuple[User, ...] = ()
    home: Markup = Markup("")  # noqa: RUF009 - a text cannot change


def _frame(asked: Visit, found: Read, shown: Shown) -> web.Response:
    chat = asked.chat
    users = list(found.users.values())
    within = {member.ref for member in shown.members}
    page = chat.page(
        "chat.html",
        me=asked.user,
        base=asked.base,
        is_local=chat.door.is_local,
        my_face=views.face(asked.user.name),
        shown=shown,
        side=found.side,
        rev=found.rev,
        faces=_faces(users),
        groups=views.groups(users, found.circles),
        member_faces=_faces(list(shown.members)),
        outside=[user for user in users if user.ref not in within],
        words=_command_words(chat) if shown.kind != "home" else [],
        clock=clock_words(chat, asked.user) if chat.mover else None,
        languages=LANGUAGES,
    )
    return _html(page)


def _command_words(chat: Chat) -> list[dict[str, str]]:
    dutch = language() == "nl"
    return [
        {
            "word": known.dutch if dutch else known.english,
            "all": " ".join((known.english, known.dutch, *known.aliases)),
            "help": known.help(),
        }
        for known in chat.core.commands()
    ]


async def home(request: web.Request) -> web.Response:
    """Show a person's home view."""
    async with visit(request) as asked:
        drawn = await _home_card(asked)
        found = await asked.chat.database.read(
            lambda unit: views.read(unit, asked, None, before=0, after=-1)
        )
        return _frame(asked, found, Shown(_("Home"), "home", home=drawn))


async def _home_card(asked: Visit) -> Markup:
    account = AccountRef(PLATFORM, asked.user.tenant, asked.user.ref)
    return await views.home(asked, await asked.chat.core.home(account))


async def home_card(request: web.Request) -> web.Response:
    """Give the home view's card anew."""
    async with visit(request) as asked:
        return _html(await _home_card(asked))


async def private(request: web.Request) -> web.Response:
    """Show a person's private chat with Kring."""
    async with visit(request) as asked:
        return await _place(request, asked, None)


async def room(request: web.Request) -> web.Response:
    """Show a room; who is not in it goes home."""
    async with visit(request) as asked:
        try:
            here = asked.room(request.match_info["room"])
        except web.HTTPForbidden:
            raise web.HTTPFound(asked.base) from None
        return await _place(request, asked, here)


async def _place(request: web.Request, asked: Visit, here: RoomHere | None) -> web.Response:
    before = _number(request, "before")
    found, members = await asked.chat.database.read(
        lambda unit: (
            views.read(unit, asked, here, before=before, after=-1),
            asked.chat.door.people(unit.connection, here.ref) if here else [],
        )
    )
    drawn = await views.messages(asked, here, found)
    shown = Shown(
        title=here.name if here else "Kring",
        kind="room" if here else "private",
        room=here,
        messages=tuple(drawn),
        unread_from=_first_unread(drawn, found.seen),
        earlier=drawn[0].id if len(drawn) >= 100 else 0,
        members=tuple(members),
    )
    return _frame(asked, found, shown)


def _first_unread(drawn: list[MessageView], seen: int) -> int:
    return next((each.id for each in drawn if each.id > seen and not each.mine), 0)


def _number(request: web.Request, name: str) -> int:
    return number_of(request.query.get(name, "")) or 0


async def news(request: web.Request) -> web.Response:
    """Give what changed in a place after the rev that a page has seen."""
    async with visit(request) as asked:
        here, after = asked.room(request.query.get("room", "")), _number(request, "rev")
        found = await asked.chat.database.read(
            lambda unit: views.read(unit, asked, here, before=0, after=after)
        )
        changed = {row.id for row in found.messages if row.rev > after}
        drawn = await views.messages(asked, here, found)
        answer = {
            "rev": found.rev,
            "gone": found.gone,
            "messages": [_drawn(asked.chat, each) for each in drawn if each.id in changed],
            **views.unread(found.side),
        }
        return web.json_response(answer)


def _drawn(chat: Chat, message: MessageView) -> dict[str, Any]:
    who = "" if message.mine else f"{message.author.name}: {message.summary}"
    html = chat.page("message.html", message=message, unread_from=0)
    return {"id": message.id, "html": html, "say": who}


_STREAM = {
    "Content-Type": "text/event-stream",
    "Cache-Control": "no-store",
    "X-Accel-Buffering": "no",  # a proxy that gathers bytes would keep the news to itself
}


async def events(request: web.Request) -> web.StreamResponse:
    """Tell a page of every change, at once and whenever it comes back."""
    async with visit(request) as asked:
        stream = web.StreamResponse(headers=_STREAM)
        await stream.prepare(request)
        # A page that went away ends its stream: that is how streams end.
        clock = asyncio.get_running_loop().time
        end = clock() + STREAM.total_seconds()
        with asked.chat.hub.listening() as ear, suppress(ConnectionResetError):
            ear.set()
            while clock() < end and not request.app[CLOSING].is_set():
                await _tell(stream, ear, asked)
        return stream


CLOSING = web.AppKey("closing", asyncio.Event)


async def _tell(stream: web.StreamResponse, ear: asyncio.Event, asked: Visit) -> None:
    try:
        async with asyncio.timeout(_KEEP_ALIVE):
            await ear.wait()
    except TimeoutError:
        await stream.write(b": here\n\n")
        return
    ear.clear()
    state = json.dumps(clock_words(asked.chat, asked.user))
    await stream.write(f"event: change\ndata: {state}\n\n".encode())
    await asyncio.sleep(_GATHER)


async def gallery(request: web.Request) -> web.Response:
    """Show every card and form of a feature in both languages, at two widths; else the features."""
    chat = request.app[CHAT]
    features, shown = chat.core.galleries(), request.match_info.get("feature")
    if shown not in (None, *features):
        raise web.HTTPNotFound
    by_language = []
    for spoken in LANGUAGES:
        with speaking(spoken):
            drawn = [
                (name, spoken, [_sample(thing) for _width in ("wide", "narrow")])
                for name, thing in (chat.core.gallery(shown) if shown else ())
            ]
        by_language.append(drawn)
    with speaking(spoken_by(request)):
        samples = list(zip(*by_language, strict=True))
        return _html(chat.page("gallery.html", features=features, shown=shown, samples=samples))


def _sample(thing: Card | Form) -> Markup:
    if isinstance(thing, Form):
        return dialogs.inside(thing, f"f{uuid4().hex}")
    return render.card(thing, views.somebody)
