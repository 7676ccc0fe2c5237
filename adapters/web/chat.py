"""What every page of the local chat needs: the core, the pages' templates, who asks and where."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

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


@dataclass
class Chat:
    """The local chat's parts; `mover` is None where the clock is the real one."""

    core: Core
    hub: Hub
    mover: Mover | None = None
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
    """Find the person a page's path names, and speak their language; 404 for nobody."""
    chat = request.app[CHAT]
    ref = typed(request.match_info["user"])
    user, rooms = await chat.database.read(
        lambda unit: (webrooms.user(unit.connection, ref), webrooms.of_user(unit.connection, ref))
    )
    with _speaking_to(request, user):
        if user is None:
            raise web.HTTPNotFound(text=texts._("There is nobody of this name here."))
        yield Visit(chat, user, rooms)


@contextmanager
def _speaking_to(request: web.Request, user: User | None) -> Iterator[None]:
    with texts.speaking(user.language if user else spoken_by(request)):
        yield
