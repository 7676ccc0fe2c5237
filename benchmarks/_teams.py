"""What stands at Teams' place in a benchmark: keys, signed activities, a service that says yes."""

import base64
import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from time import time
from typing import Any

import jwt
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import rsa

from adapters.teams.ids import KEY
from benchmarks._pressing import Sent

APP = "5f3a1c52-0000-4000-8000-00000000c1ac"
TENANT = "7e0a1111-0000-4000-8000-000000000001"
ROOM, FIRST = "19:votes@thread.tacv2", "19:room-0@thread.tacv2"

_numbers = count(1)


@dataclass
class Service:
    """Where Kring fetches keys and sends messages; `calls` counts by method."""

    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    calls: Counter[str] = field(default_factory=Counter)
    url: str = ""

    @property
    def keys_url(self) -> str:
        """Return where the keys are told."""
        return f"{self.url}/.well-known/openidconfiguration"

    async def metadata(self, _request: web.Request) -> web.Response:
        """Say where the keys are."""
        return web.json_response({"jwks_uri": f"{self.url}/keys", "issuer": "bench"})

    async def keys(self, _request: web.Request) -> web.Response:
        """Tell the one key."""
        numbers = self.key.public_key().public_numbers()
        one = {"kty": "RSA", "kid": "k1", "endorsements": ["msteams"]}
        return web.json_response(
            {"keys": [{**one, "n": _written(numbers.n), "e": _written(numbers.e)}]}
        )

    async def take(self, request: web.Request) -> web.Response:
        """Take a message in."""
        await request.read()
        self.calls[request.method] += 1
        return web.json_response({"id": f"m{next(_numbers)}"})

    def headers(self) -> dict[str, str]:
        """Return what stands above an activity: Microsoft signs with one token for a while."""
        now = int(time())
        said = {
            "iss": "https://api.botframework.com", "aud": APP, "serviceurl": f"{self.url}/",
            "nbf": now - 60, "exp": now + 3600,
        }  # fmt: skip
        token = jwt.encode(said, self.key, algorithm="RS256", headers={"kid": "k1"})
        return {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def press(self, user: int, sealed: str, headers: dict[str, str]) -> Sent:
        """Write the press of a button on a card in the room; each is another."""
        action = {"type": "Action.Execute", "verb": "kring", "data": {KEY: sealed}}
        told = {"name": "adaptiveCard/action", "value": {"action": action, "trigger": "manual"}}
        return Sent(self._activity("invoke", user, ROOM, **told), headers)

    def line(self, user: int, room: str, text: str) -> Sent:
        """Write a line typed to Kring in a room."""
        bot = {"type": "mention", "text": "<at>Kring</at>", "mentioned": {"id": f"28:{APP}"}}
        told = {"text": f"<at>Kring</at> {text}", "entities": [bot]}
        return Sent(self._activity("message", user, room, **told), self.headers())

    def _activity(self, kind: str, user: int, room: str, **more: Any) -> bytes:
        who = {"id": f"29:{user}", "name": f"Person {user}", "aadObjectId": person(user)}
        data = {"tenant": {"id": TENANT}, "team": {"id": "19:team"}, "channel": {"id": room}}
        activity = {
            "type": kind, "id": f"f:{next(_numbers)}", "channelId": "msteams",
            "serviceUrl": f"{self.url}/", "timestamp": "2026-02-02T08:00:00.000Z", "from": who,
            "recipient": {"id": f"28:{APP}", "name": "Kring"}, "channelData": data,
            "conversation": {
                "id": room, "conversationType": "channel", "tenantId": TENANT, "isGroup": True,
            },
            "locale": "en-GB", "localTimezone": "Europe/Amsterdam", "replyToId": "1770000000000",
            **more,
        }  # fmt: skip
        return json.dumps(activity).encode()


def person(number: int) -> str:
    """Return somebody's lasting id in the directory."""
    return f"00000000-0000-4000-8000-{number:012d}"


def _written(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).decode()


@asynccontextmanager
async def service() -> AsyncIterator[Service]:
    """Serve on this machine until the block ends."""
    made, app = Service(), web.Application()
    app.router.add_get("/.well-known/openidconfiguration", made.metadata)
    app.router.add_get("/keys", made.keys)
    app.router.add_route("*", "/v3/{rest:.*}", made.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield made
    finally:
        await runner.cleanup()
