"""The chat for who has neither Slack nor Teams: in by a personal link, known by a session."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import web
from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy import Connection

from adapters.spoken import spoken_by
from adapters.web import acts, files, inbound, pages, places
from adapters.web.chat import CHAT
from adapters.web.guard import HEADERS
from bot.browsing import Invitation, Own, read
from bot.core import Core
from bot.errors import Refusal
from bot.events import AccountRef, Origin, Submission
from bot.texts import _, speaking
from storage import browsers, inbox, webrooms
from storage.webrooms import BROWSER, PLATFORM, RoomHere, User

COOKIE = "__Host-kring"
"""Browsers take a cookie of this prefix only over https, and keep it to this very host."""

LASTS, RENEWED = timedelta(days=90), timedelta(days=1)
"""A session ends so long after its last use, and is renewed at most so often."""

ME = "/me"
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Session:
    """Who came in, by the reference of their account, and until when (seconds of the epoch)."""

    user: str
    until: int


class Browser:
    """Implements adapters.web.chat.Door: a signed cookie says who one is, and nothing else does.

    `base` is Kring's own address, over https.
    """

    is_local = False

    def __init__(self, core: Core, base: str, secret: str) -> None:
        self._core = core
        self._base = base.rstrip("/").lower()
        self._sessions = URLSafeSerializer(secret, salt="kring-browser-session")

    def session(self, request: web.Request) -> Session | None:
        """Return the session of a request, None without one or after its end."""
        try:
            found: Any = self._sessions.loads(request.cookies.get(COOKIE, ""))
        except (BadData, ValueError, TypeError):
            return None
        session = Session(*found)
        return session if self._core.clock().timestamp() < session.until else None

    def begin(self, answer: web.StreamResponse, user: str) -> None:
        """Let a browser be somebody's from now on."""
        until = int((self._core.clock() + LASTS).timestamp())
        age = int(LASTS.total_seconds())
        safe: dict[str, Any] = {"path": "/", "httponly": True, "secure": True, "samesite": "Lax"}
        answer.set_cookie(COOKIE, str(self._sessions.dumps([user, until])), max_age=age, **safe)

    def renew(self, request: web.Request, answer: web.StreamResponse) -> None:
        """Put the end of a session off that is being used."""
        session = self.session(request)
        if session is None or answer.prepared or COOKIE in answer.cookies:
            return
        if session.until - self._core.clock().timestamp() < (LASTS - RENEWED).total_seconds():
            self.begin(answer, session.user)

    def is_own_page(self, request: web.Request) -> bool:
        """Say whether a change comes from a page of Kring's own; browsers always say where from."""
        own = request.headers.get("Origin", "").lower() == self._base
        return own and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"

    def who(self, request: web.Request) -> str:
        """Return whose session it is."""
        session = self.session(request)
        return session.user if session else ""

    def base(self, user: str) -> str:
        """Return the address of the home view: everybody's own, so nobody else can be named."""
        del user
        return ME

    def look(self, connection: Connection, ref: str) -> tuple[User | None, list[RoomHere]]:
        """Return who came in, and the rooms of the networks that they are in now."""
        return webrooms.user(connection, ref, BROWSER), browsers.rooms(connection, ref)

    def people(self, connection: Connection, room: str) -> list[User]:
        """Return the members of a room's network who came in."""
        return browsers.people(connection, room)

    def others(self, connection: Connection, authors: set[str]) -> list[User]:
        """Return the authors of what is read, and nobody else."""
        return browsers.named(connection, authors)

    def nobody(self, request: web.Request) -> web.HTTPException:
        """Return a page that says how one comes in."""
        said = _("This page is for who was invited. Open the link that was made for you.")
        return web.HTTPForbidden(text=_closed(request, said), content_type="text/html")


def _door(request: web.Request) -> Browser:
    door = request.app[CHAT].door
    assert isinstance(door, Browser)  # noqa: S101 - these routes are served with this door only
    return door


def guarded(handler: Handler) -> Handler:
    """Refuse changes from other pages, renew the session, and let nothing be kept or framed."""

    async def answer(request: web.Request) -> web.StreamResponse:
        door = _door(request)
        try:
            if request.method == "POST" and not door.is_own_page(request):
                raise web.HTTPForbidden(text="This does not come from the chat's page.")
            response = await handler(request)
        except web.HTTPException as fault:
            fault.headers.update(HEADERS)
            fault.headers.setdefault("Cache-Control", "no-store")
            raise
        if not response.prepared:
            response.headers.update(HEADERS)
            response.headers.setdefault("Cache-Control", "no-store")
            door.renew(request, response)
        return response

    return answer


def _closed(request: web.Request, said: str, on: str = "") -> str:
    return request.app[CHAT].page("browser/closed.html", said=said, on=on)


def _refused(request: web.Request, said: str, status: int = 403, on: str = "") -> web.Response:
    text = _closed(request, said, on)
    return web.Response(text=text, content_type="text/html", status=status)


async def _over(request: web.Request) -> web.Response:
    """Say that a link lets nobody in; who is in already, and opens it again, finds their way."""
    here = await _known(request, _door(request).who(request))
    with speaking(here.language if here else spoken_by(request)):
        said = _("This link was used, or its time is over.")
        if here is None:
            return _refused(request, f"{said} {_('Ask who sent it for a new one.')}")
        now = _("In this browser you are {name} now.", name=here.name)
        return _refused(request, f"{said} {now}", on=ME)


def _found(request: web.Request) -> Invitation | Own | None:
    core = request.app[CHAT].core
    return read(core.links, request.match_info["token"], core.clock())


async def _known(request: web.Request, ref: str) -> User | None:
    database = request.app[CHAT].database
    return await database.read(lambda unit: webrooms.user(unit.connection, ref, BROWSER))


async def knock(request: web.Request) -> web.StreamResponse:
    """Show a button: a preview of a link uses nothing up, and neither does a click from outside."""
    with speaking(spoken_by(request)):
        found = _found(request)
        if found is None or await _is_used(request, found.id):
            return await _over(request)
        here = await _known(request, _door(request).who(request))
        name = await _name(request, found)
        new = isinstance(found, Invitation)
        page = request.app[CHAT].page("browser/door.html", name=name, here=here, is_new=new)
        return web.Response(text=page, content_type="text/html")


async def _name(request: web.Request, found: Invitation | Own) -> str:
    if isinstance(found, Invitation):
        return found.name
    user = await _known(request, found.user)
    return user.name if user else ""


async def enter(request: web.Request) -> web.StreamResponse:
    """Use a link up, and begin a session in this browser."""
    with speaking(spoken_by(request)):
        found = _found(request)
        if found is None:
            return await _over(request)
        chosen = (await inbound.fields(request)).get("as")
        stays = chosen == ["me"] and isinstance(found, Invitation)
        here = await _known(request, _door(request).who(request)) if stays else None
        if stays and here is None:  # their session ended while they looked at the button
            return await knock(request)
        # Only the first gets past: who comes later is nobody, whatever became of the first.
        if not await _first(request, found.id):
            return await _over(request)
        try:
            user = await _come_in(request, found, here)
        except Refusal as refusal:
            return _refused(request, refusal.text)
        if user is None:
            return await _over(request)
        answer = web.Response(status=303, headers={"Location": ME})
        _door(request).begin(answer, user.ref)
        return answer


async def _is_used(request: web.Request, link: str) -> bool:
    database = request.app[CHAT].database
    return await database.read(lambda unit: inbox.is_known(unit.connection, _key(link)))


def _key(link: str) -> str:
    return f"browser:{link}"


async def _first(request: web.Request, link: str) -> bool:
    core = request.app[CHAT].core
    key, now = _key(link), core.clock()
    return await core.database.write(lambda unit: inbox.first_time(unit.connection, key, now))


async def _come_in(request: web.Request, found: Invitation | Own, here: User | None) -> User | None:
    """Return who comes in: somebody new, or who was in this browser already; Refusal if neither."""
    if isinstance(found, Own):
        return await _known(request, found.user)
    account = AccountRef(PLATFORM, BROWSER, here.ref if here else found.id)
    own = (found.name, found.language, found.zone)
    origin = Origin(f"browser:{found.id}", account, None, *own)
    args = (found.network, request.match_info["token"])
    await request.app[CHAT].core.dispatch(Submission(origin, "joining.come_in", args, {}))
    return await _known(request, account.user)


async def out(request: web.Request) -> web.StreamResponse:
    """End the session of this browser."""
    with speaking(spoken_by(request)):
        said = _("You have left. To come back, you need a new link.")
        answer = _refused(request, said, 200)
    answer.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Lax")
    return answer


async def home(request: web.Request) -> web.StreamResponse:
    """Lead to what is one's own, from the bare address and from a link to a message."""
    rest = request.raw_path if request.path != "/" else ""
    return web.Response(status=302, headers={"Location": f"{ME}{rest}"})


_READ: dict[str, Handler] = {
    "/": home,
    "/in/{room}": home,
    "/browser/enter/{token}": knock,
    ME: pages.home,
    f"{ME}/card": pages.home_card,
    f"{ME}/kring": pages.private,
    f"{ME}/in/{{room}}": pages.room,
    f"{ME}/news": pages.news,
    f"{ME}/events": pages.events,
}
_CHANGE: dict[str, Handler] = {
    "/browser/enter/{token}": enter,
    f"{ME}/say": acts.say,
    f"{ME}/press": acts.press,
    f"{ME}/form": acts.form,
    f"{ME}/shortcut": acts.shortcut,
    f"{ME}/seen": acts.seen,
    f"{ME}/files": files.upload,
    f"{ME}/language": places.language,
    f"{ME}/in/{{room}}/leave": places.leave,
    f"{ME}/out": out,
}
ROUTES = [
    *(web.get(path, guarded(handler)) for path, handler in _READ.items()),
    *(web.post(path, guarded(handler)) for path, handler in _CHANGE.items()),
]
"""No path names a person: nobody is chosen, listed, or brought into a room."""
