"""The loopback Slack itself: an HTTP server that answers as slack.com/api does."""

import asyncio
import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from typing import Any, Self

from aiohttp import web

from tests.peers.slack import chat, conversations, oauth, people, sparse, uploads, views
from tests.peers.slack.answers import Refused
from tests.peers.slack.door import Door
from tests.peers.slack.faults import AFTER, Faults, drop
from tests.peers.slack.ledger import Ledger
from tests.peers.slack.limits import Limits
from tests.peers.slack.methods import METHODS, Call
from tests.peers.slack.responses import Responses
from tests.peers.slack.socket import Socket
from tests.peers.slack.views import Screen, Trigger
from tests.peers.slack.workspace import SCOPES, Grant, Workspace

REGISTERED = (chat, conversations, oauth, people, uploads, views)  # each adds its methods
WITHOUT_TOKEN = {"oauth.v2.access"}


class Slack:
    """Workspaces, tokens and what one app is given by them; an async context manager.

    `clock` dates all that happens; nothing here sleeps.
    """

    app_id = "A0KRING"
    client_id, client_secret = "1.2", "a client secret"
    signing_secret = "a signing secret"
    app_token = "xapp-1-kring"

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.teams: dict[str, Workspace] = {}
        self.tokens: dict[str, Grant] = {}
        self.refresh_tokens: dict[str, str] = {}
        self.codes: dict[str, str] = {}
        self.rotation = False
        self.sparse = False  # with as little in what it says as may be
        self.shows_marks = True  # other stand-ins for Slack do not all read metadata back
        self.faults = Faults()
        self.limits = Limits(clock)
        self.ledger = Ledger()
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.problems: list[str] = []
        self.triggers: dict[str, Trigger] = {}
        self.screens: dict[tuple[str, str], Screen] = {}
        self.files: dict[str, dict[str, Any]] = {}
        self.socket = Socket()
        self.responses = Responses(self)
        self.door = Door(self)
        self.url = ""
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None

    def team(self, team: str = "T0CIRCLE") -> Workspace:
        """Add a workspace with Kring in it; its bot token is 'xoxb-' and its id."""
        workspace = self.teams[team] = Workspace(team, self.clock)
        self.tokens[f"xoxb-{team}"] = Grant(team, SCOPES)
        return workspace

    @property
    def api_url(self) -> str:
        return f"{self.url}/api/"

    def trigger(self, team: str, user: str) -> str:
        number = f"{len(self.triggers) + 1}.trigger"
        self.triggers[number] = Trigger(team, user, self.clock())
        return number

    def screen(self, team: str, user: str) -> Screen:
        return self.screens.setdefault((team, user), Screen())

    def times(self, method: str) -> int:
        """How often a method was called."""
        return Counter(name for name, _ in self.calls)[method]

    def needs(self, call: Call, scope: str) -> None:
        if scope and call.grant is not None and scope not in call.grant.scopes:
            provided = ",".join(sorted(call.grant.scopes))
            raise Refused("missing_scope", needed=scope, provided=provided)

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=2**24)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_post("/upload/{file}", self._upload)
        app.router.add_get("/files/{file}", self._download)
        app.router.add_post("/response/{number}", self.responses.serve)
        app.router.add_get("/socket", self.socket.serve)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        await self.door.close()
        await self.socket.close()
        assert self._runner is not None
        await self._runner.cleanup()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method, given = request.match_info["method"], await _given(request)
        token = given.pop("token", "") or _bearer(request)
        self.calls.append((method, given))
        fault = self.faults.take(method, given)
        if fault and not fault.endswith(AFTER):
            return await self._goes_wrong(fault, request)
        call = Call(self, token, self._grant(token), dict(request.headers))
        if wait := self._wait(call, method, given):
            return _limited(wait)
        answer = self._answered(call, method, given)
        if self.sparse:
            answer = sparse.answered(method, answer)
        if fault and answer["ok"]:
            return await self._goes_wrong(fault.removesuffix(AFTER), request)
        return web.json_response(answer)

    async def _goes_wrong(self, fault: str, request: web.Request) -> web.StreamResponse:
        if fault == "hang":
            await self._closing.wait()
        if fault in {"hang", "drop"}:
            return drop(request)
        if fault == "garbage":
            return web.Response(text="<html>Something", content_type="application/json")
        if fault == "ratelimited":
            return _limited(self.faults.retry_after)
        if fault.isdigit():
            return web.Response(status=int(fault), text="<html>", content_type="text/html")
        return web.json_response({"ok": False, "error": fault})

    def _answered(self, call: Call, name: str, given: dict[str, Any]) -> dict[str, Any]:
        if (method := METHODS.get(name)) is None:
            return {"ok": False, "error": "unknown_method"}
        try:
            if name not in WITHOUT_TOKEN and call.token != self.app_token:
                self._authorised(call)
            self.needs(call, method.scope)
            return {"ok": True, **method.answer(call, **method.arguments(given))}
        except Refused as refusal:
            if refusal.error.startswith(("invalid_", "msg_", "unknown_")):
                self.problems.append(f"{name}: {refusal.error} {refusal.more}")
            return {"ok": False, "error": refusal.error, **refusal.more}

    def _grant(self, token: str) -> Grant | None:
        return self.tokens.get(token)

    def _authorised(self, call: Call) -> None:
        if not call.token:
            raise Refused("not_authed")
        if call.grant is None:
            raise Refused("invalid_auth")
        if call.grant.expires_at and call.grant.expires_at <= self.clock():
            raise Refused("token_expired")

    def _wait(self, call: Call, method: str, given: dict[str, Any]) -> int:
        if call.grant is None:
            return 0
        return self.limits.wait(call.grant.team, method, str(given.get("channel", "")))

    def shared(self, name: str, data: bytes, size: int = -1) -> dict[str, Any]:
        """Let somebody put a file into a form; return it as Slack describes it there."""
        number = f"F{len(self.files):06d}"
        self.files[number] = {"name": name, "data": data}
        url = f"{self.url}/files/{number}"
        known = {"id": number, "name": name, "mimetype": "text/plain"}
        return {**known, "size": len(data) if size < 0 else size, "url_private_download": url}

    async def _download(self, request: web.Request) -> web.Response:
        known = self.files.get(request.match_info["file"])
        grant = self._grant(_bearer(request))
        if known is None or grant is None or "files:read" not in grant.scopes:
            return web.Response(status=302, headers={"Location": "/"})
        return web.Response(body=known["data"])

    async def _upload(self, request: web.Request) -> web.Response:
        known = self.files.get(request.match_info["file"])
        if known is None:
            return web.Response(status=404)
        if request.content_type.startswith("multipart/"):
            form = await request.post()
            known["data"] = next(iter(form.values())).file.read()
        else:
            known["data"] = await request.read()
        return web.Response(text=f"OK - {len(known['data'])}")


async def _given(request: web.Request) -> dict[str, Any]:
    """Read arguments from the address, a form or JSON, as Slack takes them."""
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        found |= json.loads(await request.text() or "{}")
    elif request.method == "POST":
        found |= dict(await request.post())
    return found


def _bearer(request: web.Request) -> str:
    header = request.headers.get("Authorization", "")
    return header.removeprefix("Bearer ") if header.startswith("Bearer ") else ""


def _limited(seconds: int) -> web.Response:
    answer = {"ok": False, "error": "ratelimited"}
    return web.json_response(answer, status=429, headers={"Retry-After": str(seconds)})
