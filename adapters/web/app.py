"""Puts the local chat together as an aiohttp application."""

import asyncio

from aiohttp import web

from adapters.charts.painter import Painter
from adapters.web import acts, browser, documents, files, lists, pages, places, styles
from adapters.web.browser import Browser
from adapters.web.chat import CHAT, Chat
from adapters.web.guard import guard
from adapters.web.hub import Hub
from adapters.web.inbound import LONGEST_BODY
from adapters.web.moves import DemoClock, Mover
from bot.core import Core

_ME = "/as/{user}"

ROUTES = [
    web.get("/", pages.choose),
    web.post("/people", places.new_person),
    web.get(_ME, pages.home),
    web.get(f"{_ME}/card", pages.home_card),
    web.get(f"{_ME}/kring", pages.private),
    web.get(f"{_ME}/in/{{room}}", pages.room),
    web.get(f"{_ME}/news", pages.news),
    web.get(f"{_ME}/events", pages.events),
    web.post(f"{_ME}/say", acts.say),
    web.post(f"{_ME}/press", acts.press),
    web.post(f"{_ME}/form", acts.form),
    web.post(f"{_ME}/shortcut", acts.shortcut),
    web.post(f"{_ME}/seen", acts.seen),
    web.post(f"{_ME}/files", files.upload),
    web.post(f"{_ME}/language", places.language),
    web.post(f"{_ME}/rooms", places.new_room),
    web.post(f"{_ME}/in/{{room}}/people", places.add_people),
    web.post(f"{_ME}/in/{{room}}/leave", places.leave),
    web.post(f"{_ME}/clock", places.move_clock),
    web.get("/gallery", pages.gallery),
    web.get("/gallery/{feature}", pages.gallery),
    web.static("/static", styles.STATIC),
]
LINKS = [
    web.get("/files/{token}", files.download),
    web.get("/questions/{token}", lists.questions),
    web.get("/calendar/{token}", lists.calendar),
    web.get("/takeaway/{token}", lists.take_away),
    web.get("/commitments/{token}", lists.commitments),
    *(web.get(path, documents.anonymity) for path in documents.PAGES),
    web.get("/privacy/{token}", lists.privacy),
    web.get("/results/{token}", lists.results),
]
"""What is open to the world as well: signed links."""


def web_app(core: Core, hub: Hub, demo_clock: DemoClock | None = None) -> web.Application:
    """Make the local chat; serve it on a loopback address only.

    `hub` is the one that the WebMessenger tells. Without `demo_clock` the page has no clock.
    """
    app = web.Application(middlewares=[guard], client_max_size=LONGEST_BODY)
    mover = Mover(demo_clock, hub) if demo_clock else None
    app[CHAT] = Chat(core, hub, mover)
    app[lists.PAINTER] = Painter()
    app[pages.CLOSING] = asyncio.Event()
    app.add_routes([*ROUTES, *LINKS])
    app.on_shutdown.append(_close)
    return app


def links_app(core: Core) -> web.Application:
    """Make what is served where people are in a chat of their own: signed links, and no chat.

    The local chat has no passwords, so it is not even there where the world comes in.
    """
    app = _for_the_world(Chat(core, Hub()))
    app.add_routes([web.get("/static/{name}", styles.style)])
    return app


def browser_app(core: Core, hub: Hub, base: str, secret: str) -> web.Application:
    """Make the same, and the chat in a browser for who came in by a personal link.

    `base` is Kring's own address, over https; `secret` signs sessions.
    """
    app = _for_the_world(Chat(core, hub, door=Browser(core, base, secret)))
    app[pages.CLOSING] = asyncio.Event()
    app.add_routes([*browser.ROUTES, web.get("/static/{name}", styles.style_or_script)])
    app.on_shutdown.append(_close)
    return app


def _for_the_world(chat: Chat) -> web.Application:
    app = web.Application(client_max_size=LONGEST_BODY)
    app[CHAT] = chat
    app[lists.PAINTER] = Painter()
    app.add_routes(LINKS)
    return app


async def _close(app: web.Application) -> None:
    """Let the open streams end, so that the server stops at once."""
    app[pages.CLOSING].set()
    app[CHAT].hub.tell()
    if mover := app[CHAT].mover:
        await mover.stop()
