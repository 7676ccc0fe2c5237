"""The loopback connector: conversations, rosters, keys, and what goes wrong."""

from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Self

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.peers.teams import tokens
from tests.peers.teams.cards import TYPE, faults

Json = dict[str, Any]
APP = "5f3a1c52-0000-4000-8000-00000000c1ac"
TENANT = "7e0a1111-0000-4000-8000-000000000001"
BOT = f"28:{APP}"
TOKEN = "the bot's own token"


@dataclass
class Message:
    """A message as the service keeps it; `only` names who alone sees it, '' for all."""

    id: str
    activity: Json
    only: str = ""
    edits: int = 0

    @property
    def card(self) -> Json:
        attached = self.activity.get("attachments") or [{}]
        return dict(attached[0].get("content") or {})


@dataclass
class Conversation:
    """A chat or channel: who is in it (account, then details), and what stands in it."""

    id: str
    kind: str
    tenant: str
    team: str = ""
    members: dict[str, Json] = field(default_factory=dict)
    messages: list[Message] = field(default_factory=list)


@dataclass
class Fault:
    """What goes wrong: a status, or 0 for a cut line; `after` the message was kept."""

    status: int
    code: str = ""
    after: bool = False
    headers: dict[str, str] = field(default_factory=dict)


class Teams:
    """A service for tests. Use it in `async with`; `url` is where the bot takes messages in."""

    def __init__(self) -> None:
        self.url = ""
        self.conversations: dict[str, Conversation] = {}
        self.problems: list[str] = []
        self.calls: list[str] = []
        self.planned: dict[str, deque[Fault | None]] = defaultdict(deque)
        self.keys = {"k1": "microsoft"}
        self.keys_asked = 0
        self.page = 2
        self.targeted = True
        self.numbers = count(1)
        self._server = TestServer(self._app())
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_error: object) -> None:
        assert self._session
        await self._session.close()
        await self._server.close()

    @property
    def service(self) -> str:
        return str(self._server.make_url("/amer/"))

    @property
    def keys_url(self) -> str:
        return str(self._server.make_url("/.well-known/openidconfiguration"))

    def _app(self) -> web.Application:
        app, one = web.Application(), "/amer/v3/conversations"
        app.router.add_get("/.well-known/openidconfiguration", self._metadata)
        app.router.add_get("/keys", self._jwks)
        app.router.add_post(one, self._guarded(self._create))
        app.router.add_post(f"{one}/{{c}}/activities", self._guarded(self._post))
        app.router.add_put(f"{one}/{{c}}/activities/{{a}}", self._guarded(self._put))
        app.router.add_delete(f"{one}/{{c}}/activities/{{a}}", self._guarded(self._delete))
        app.router.add_get(f"{one}/{{c}}/pagedmembers", self._guarded(self._paged))
        app.router.add_get(f"{one}/{{c}}/members/{{m}}", self._guarded(self._member))
        return app

    def add(self, name: str, kind: str, tenant: str = TENANT, team: str = "") -> Conversation:
        number = {"personal": f"a:{name}"}.get(kind, f"19:{name}@thread.tacv2")
        found = Conversation(number, kind, tenant, team)
        return self.conversations.setdefault(number, found)

    def fail(self, what: str, *faults: Fault | None) -> None:
        """Let the next calls (POST, PUT, DELETE, create, roster) go wrong, one after the other.

        None lets one go well. With the id of a conversation behind it ('POST 19:…'): only those
        to that one.
        """
        self.planned[what].extend(faults)

    async def tell(self, activity: Json, token: str | None = None) -> tuple[int, Json]:
        """Send an activity to the bot; return the status and what it answered."""
        if token is None:
            token = tokens.signed(tokens.claims(APP, activity["serviceUrl"]))
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        assert self._session
        async with self._session.post(self.url, json=activity, headers=headers) as response:
            said = await response.read()
            return response.status, await response.json() if said[:1] in (b"{", b"[") else {}

    async def _metadata(self, request: web.Request) -> web.Response:
        self.keys_asked += 1
        return web.json_response({"jwks_uri": str(self._server.make_url("/keys"))})

    async def _jwks(self, request: web.Request) -> web.Response:
        return web.json_response({"keys": [tokens.jwk(k, kid) for kid, k in self.keys.items()]})

    def _guarded(self, handle: Any) -> Any:
        names = {
            "_create": "create", "_post": "POST", "_put": "PUT", "_delete": "DELETE",
            "_paged": "roster", "_member": "roster",
        }  # fmt: skip
        what = names[handle.__name__]

        async def guarded(request: web.Request) -> web.Response:
            self.calls.append(what)
            if request.headers.get("Authorization") != f"Bearer {TOKEN}":
                return _refused(401, "Unauthorized")
            fault = self._fault(what, request)
            if fault and not fault.after:
                return _gone_wrong(request, fault)
            answer: web.Response = await handle(request)
            return _gone_wrong(request, fault) if fault else answer

        return guarded

    def _fault(self, what: str, request: web.Request) -> Fault | None:
        where = request.match_info.get("c", "").partition(";")[0]
        for name in (f"{what} {where}", what):
            if self.planned[name]:
                return self.planned[name].popleft()
        return None

    def _there(self, request: web.Request) -> Conversation:
        found = self.conversations.get(request.match_info["c"].partition(";")[0])
        if found is None:
            raise web.HTTPNotFound(text='{"error": {"code": "ConversationNotFound"}}')
        return found

    async def _create(self, request: web.Request) -> web.Response:
        asked = await request.json()
        [member] = asked["members"]
        for one in self.conversations.values():
            for account, known in one.members.items():
                whose = member["id"] in (account, known["aadObjectId"])
                if whose and one.tenant == asked["tenantId"]:
                    made = self.add(known["name"].lower(), "personal", one.tenant)
                    made.members[account] = known
                    return web.json_response({"id": made.id})
        return _refused(403, "ForbiddenOperationException")

    async def _post(self, request: web.Request) -> web.Response:
        where, activity = self._there(request), await request.json()
        only = ""
        if request.query.get("isTargetedActivity"):
            if not self.targeted:
                return _refused(400, "BadArgument")
            only = activity["recipient"]["id"]
        message = Message(f"m{next(self.numbers)}", self._judged(activity), only)
        where.messages.append(message)
        return web.json_response({"id": message.id}, status=201)

    async def _put(self, request: web.Request) -> web.Response:
        message = self._message(request)
        message.activity = self._judged(await request.json())
        message.edits += 1
        return web.json_response({"id": message.id})

    async def _delete(self, request: web.Request) -> web.Response:
        self._there(request).messages.remove(self._message(request))
        return web.Response()

    def _message(self, request: web.Request) -> Message:
        for one in self._there(request).messages:
            if one.id == request.match_info["a"]:
                return one
        raise web.HTTPNotFound(text='{"error": {"code": "ActivityNotFoundInConversation"}}')

    def _judged(self, activity: Json) -> Json:
        self.problems += list(_wrong(activity))
        return dict(activity)

    async def _paged(self, request: web.Request) -> web.Response:
        everybody = list(self._there(request).members.items())
        start = int(request.query.get("continuationToken") or 0)
        page = [{"id": account, **one} for account, one in everybody[start : start + self.page]]
        more = {"continuationToken": str(start + self.page)}
        done = start + self.page >= len(everybody)
        return web.json_response({"members": page, **({} if done else more)})

    async def _member(self, request: web.Request) -> web.Response:
        account = request.match_info["m"]
        found = self._there(request).members.get(account)
        if found is None:
            return _refused(404, "MemberNotFoundInConversation")
        return web.json_response({"id": account, **found})


def _wrong(activity: Json) -> Iterator[str]:
    """Say what real Teams would stumble over."""
    attached = activity.get("attachments") or []
    if attached and activity.get("text"):
        yield "text and a card in one activity"
    for one in attached:
        if one["contentType"] != TYPE:
            yield one["contentType"]
        yield from faults(one["content"])


def _refused(status: int, code: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": {"code": code}}, status=status, headers=headers)


def _gone_wrong(request: web.Request, fault: Fault) -> web.Response:
    if fault.status == 0:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()
    return _refused(fault.status, fault.code, fault.headers)
