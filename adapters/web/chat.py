"""What every page of the local chat needs: the core, the pages' templates, who asks and where."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sqlalchemy import Connection

from adapters.spoken import spoken_by
from adapters.web.hub import Hub
from adapters.web.inbound import typed
from adapters.web.moves import Mover
from bot import texts
from bot.core import Core
from storage import webrooms
from storage.database import Database
from storage.webrooms import RoomHere, User

TEMPLATES = Path(__file__).resolve().parent / "templates"


def environment() -> Environment:
    """Return the templates; they speak through `_` and `n_` like the code."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"_": texts._, "n_": texts.n_, "language": texts.language}
    return made


class Door(Protocol):
    """Who comes in and what is theirs; `is_local` where everybody can be anybody."""

    is_local: bool

    def who(self, request: web.Request) -> str:
        """Return the reference of who asks, '' for nobody."""
        ...

    def base(self, user: str) -> str:
        """Return the address of somebody's home view; their other pages are below it."""
        ...

    def look(self, connection: Connection, ref: str) -> tuple[User | None, list[RoomHere]]:
        """Return who this is and the rooms they are in; None for nobody of this door."""
        ...

    def people(self, connection: Connection, room: str) -> list[User]:
        """Return who is in a room, by name."""
        ...

    def others(self, connection: Connection, authors: set[str]) -> list[User]:
        """Return those whom a page names, among them these authors of messages."""
        ...

    def nobody(self, request: web.Request) -> web.HTTPException:
        """Return the answer to a request of nobody."""
        ...


class Local:
    """Implements Door for the local chat: the path says who one is, and nobody proves it."""

    is_local = True

    def who(self, request: web.Request) -> str:
        """Return whom the path names."""
        return typed(request.match_info["user"])

    def base(self, user: str) -> str:
        """Return the address of somebody's home view."""
        return f"/as/{user}"

    def look(self, connection: Connection, ref: str) -> tuple[User | None, list[RoomHere]]:
        """Return somebody of the local chat, and the rooms they were brought into."""
        return webrooms.user(connection, ref), webrooms.of_user(connection, ref)

    def people(self, connection: Connection, room: str) -> list[User]:
        """Return who was brought into a room."""
        return webrooms.people(connection, room)

    def others(self, connection: Connection, authors: set[str]) -> list[User]:
        """Return everybody: one can be any of them."""
        del authors
        return webrooms.users(connection)

    def nobody(self, request: web.Request) -> web.HTTPException:
        """Return 404: there is nobody of the path's name."""
        del request
        return web.HTTPNotFound(text=texts._("There is nobody of this name here."))


@dataclass
class Chat:
    """The chat's parts; `mover` is None where the clock is the real one, `door` lets people in."""

    core: Core
    hub: Hub
    mover: Mover | None = None
    door: Door = field(default_factory=Local)
    pages: Environment = field(default_factory=environment)

    @property
    def database(self) -> Database:
        """Return the database that the core works on."""
        return self.core.database

    def now(self) -> datetime:
        """Return the present moment (UTC), the demo's where there is one."""
        return self.mover.clock.now() if self.mover else self.core.clock()

    def page(self, template: str, **values: object) -> str:
        """Write a page in the language now spoken."""
        return self.pages.get_template(template).render(**values)


CHAT = web.AppKey("chat", Chat)


@dataclass(frozen=True)
class Visit:
    """A request of one person: who they are, and which rooms they are in."""

    chat: Chat
    user: User
    rooms: list[RoomHere]

    @property
    def base(self) -> str:
        """The address of this person's home view."""
        return self.chat.door.base(self.user.ref)

    def room(self, ref: str) -> RoomHere | None:
        """Return a room this person is in, None for the private chat; 403 for another room."""
        if not ref:
            return None
        for room in self.rooms:
            if room.ref == ref:
                return room
        raise web.HTTPForbidden(text=texts._("You are not in that room."))


@asynccontextmanager
async def visit(request: web.Request) -> AsyncIterator[Visit]:
    """Find the person who asks, and speak their language; the door's answer for nobody."""
    chat = request.app[CHAT]
    ref = chat.door.who(request)
    user, rooms = await chat.database.read(lambda unit: chat.door.look(unit.connection, ref))
    with _speaking_to(request, user):
        if user is None:
            raise chat.door.nobody(request)
        yield Visit(chat, user, rooms)


@contextmanager
def _speaking_to(request: web.Request, user: User | None) -> Iterator[None]:
    with texts.speaking(user.language if user else spoken_by(request)):
        yield
