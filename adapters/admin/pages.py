"""The administrators' page over HTTP: coming in by a link, looking, and sending again."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

from aiohttp import web
from jinja2 import Environment

from adapters.admin.access import COOKIE, Access, Visitor
from adapters.admin.standing import Gathering
from adapters.settings import Settings
from adapters.spoken import spoken_by
from adapters.web.chat import environment
from adapters.web.guard import HEADERS
from bot.admission import admission
from bot.core import Core
from bot.forms import number_of
from bot.resending import Wanted, send_anew
from bot.texts import _, language, speaking
from storage import inbox, people
from storage.database import Unit

LONGEST = 12
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Admin:
    """What the page needs; `trouble` says in one word what is wrong with the server, '' if well."""

    core: Core
    access: Access
    gathering: Gathering
    trouble: Callable[[], Awaitable[str]]
    pages: Environment = field(default_factory=environment)


ADMIN = web.AppKey("admin", Admin)


def add_admin(
    app: web.Application,
    core: Core,
    settings: Settings,
    trouble: Callable[[], Awaitable[str]],
    *,
    reached: bool,
) -> None:
    """Let an application serve the page; `reached`: a platform calls it over HTTP."""
    access = Access(settings, core.clock, reached=reached)
    gathering = Gathering(core, settings.data, core.clock, together=settings.together)
    app[ADMIN] = Admin(core, access, gathering, trouble)
    app.add_routes(
        [
            web.get("/admin", guarded(show)),
            web.get("/admin/enter/{token}", guarded(knock)),
            web.post("/admin/enter/{token}", guarded(enter)),
            web.post("/admin/again", guarded(again)),
            web.post("/admin/leave", guarded(leave)),
        ]
    )


def guarded(handler: Handler) -> Handler:
    """Answer in the browser's language, refuse changes from other pages, and keep no copies."""

    async def answer(request: web.Request) -> web.StreamResponse:
        with speaking(spoken_by(request)):
            if request.method == "POST" and not request.app[ADMIN].access.is_own_page(request):
                said = _("This does not come from the administrators' page.")
                response: web.StreamResponse = _refused(request, said)
            else:
                response = await handler(request)
        response.headers.update(HEADERS)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def _html(request: web.Request, name: str, status: int = 200, **values: object) -> web.Response:
    template = request.app[ADMIN].pages.get_template(f"admin/{name}.html")
    return web.Response(text=template.render(**values), content_type="text/html", status=status)


def _refused(request: web.Request, said: str, status: int = 403) -> web.Response:
    return _html(request, "closed", status, said=said)


def _ask_anew() -> str:
    return _("Type 'admin' to Kring in your private chat: you get a link that opens this page.")


async def _visitor(request: web.Request) -> Visitor | None:
    """Return who looks; None for whoever may not, or has closed the page."""
    admin = request.app[ADMIN]
    found = admin.access.visitor(request)
    if found is None or found.account is None:
        return found
    key = _closed(found)
    closed = await admin.core.database.read(lambda unit: inbox.is_known(unit.connection, key))
    return None if closed else found


def _closed(visitor: Visitor) -> str:
    """Return the inbox key of a session's end; it is kept far longer than a session lasts."""
    return f"admin-closed:{visitor.id}"


async def show(request: web.Request) -> web.StreamResponse:
    """Show how everything stands."""
    admin, visitor = request.app[ADMIN], await _visitor(request)
    if visitor is None:
        return _refused(request, _ask_anew())
    after = number_of(request.query.get("after", "")[:LONGEST]) or 0
    return _html(
        request,
        "page",
        standing=await admin.gathering.standing(after),
        trouble=await admin.trouble(),
        token=admin.access.form_token(visitor),
        has_session=visitor.account is not None,
        said=request.query.get("said", ""),
    )


async def knock(request: web.Request) -> web.StreamResponse:
    """Show a button: a preview of a link opens nothing, and neither does a click from outside."""
    admin, token = request.app[ADMIN], request.match_info["token"]
    if admin.access.is_near(request):
        return _to("/admin")
    if not admin.access.is_safe:
        said = _("This page opens over https only: let KRING_URL begin with https://.")
        return _refused(request, said)
    if admission(admin.core.links, token, admin.core.clock()) is None:
        return _refused(request, _over())
    return _html(request, "door")


def _over() -> str:
    return f"{_('This link was used, or its time is over.')} {_ask_anew()}"


async def enter(request: web.Request) -> web.StreamResponse:
    """Use a link up, and begin a session of half an hour in this browser."""
    admin, now = request.app[ADMIN], request.app[ADMIN].core.clock()
    found = admission(admin.core.links, request.match_info["token"], now)
    cookie = admin.access.begin(found.account, found.id) if found else None
    if found is None or cookie is None or not admin.access.is_safe:
        return _refused(request, _over())
    key = f"admin:{found.id}"
    if not await admin.core.database.write(
        lambda unit: inbox.first_time(unit.connection, key, now)
    ):
        return _refused(request, _over())
    answer = _to("/admin")
    # Without an end of its own it goes with the browser; what it says ends by itself.
    answer.set_cookie(COOKIE, cookie, path="/", httponly=True, secure=True, samesite="Strict")
    return answer


async def again(request: web.Request) -> web.StreamResponse:
    """Send a message again that failed or could not be confirmed."""
    admin, visitor = request.app[ADMIN], await _visitor(request)
    form = await request.post() if visitor else {}
    if visitor is None or not admin.access.is_own_form(visitor, str(form.get("token", ""))):
        return _refused(request, _ask_anew())
    delivery, network = _uuid(str(form.get("delivery", ""))), _id(str(form.get("network", "")))
    done = False
    if delivery is not None and network is not None:
        done = await admin.core.database.write(
            lambda unit: _sent_again(admin, unit, visitor, network, delivery), network=network
        )
        admin.core.tell()
    return _to(f"/admin?said={'again' if done else 'gone'}&language={language()}")


def _sent_again(admin: Admin, unit: Unit, visitor: Visitor, network: int, which: UUID) -> bool:
    account, who = visitor.account, None
    if account is not None:
        who = people.find(unit.connection, account.platform, account.tenant, account.user)
    wanted = Wanted(network, which, who.id if who else None, administrator=True)
    return send_anew(unit.connection, wanted, admin.core.clock())


def _id(text: str) -> int | None:
    return number_of(text[:LONGEST])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def leave(request: web.Request) -> web.StreamResponse:
    """End the session of this browser, and of whoever has a copy of its cookie."""
    admin, visitor = request.app[ADMIN], await _visitor(request)
    if visitor is not None and visitor.account is not None:
        key, now = _closed(visitor), admin.core.clock()
        await admin.core.database.write(lambda unit: inbox.first_time(unit.connection, key, now))
    answer = _refused(request, _("The page is closed.") + " " + _ask_anew(), 200)
    answer.del_cookie(COOKIE, path="/", secure=True, httponly=True, samesite="Strict")
    return answer


def _to(place: str) -> web.Response:
    return web.Response(status=303, headers={"Location": place})
