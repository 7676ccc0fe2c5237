"""What stands at Slack's place in a benchmark: a Web API that says yes, and signed presses."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from time import perf_counter, time
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

TEAM, BOT, TOKEN, SECRET = "T0BENCH", "U0KRING", "xoxb-bench", "a signing secret"
ROOM = "C0VOTES"

_numbers = count(1)


async def _api(request: web.Request) -> web.Response:
    """Say yes to any method."""
    await request.read()
    now = time()
    return web.json_response(
        {
            "ok": True,
            "ts": f"{int(now)}.{next(_numbers):06d}",
            "channel": {"id": ROOM},
            "messages": [],
            "team_id": TEAM,
            "team": {"id": TEAM, "name": "Bench"},
            "user_id": BOT,
            "bot_user_id": BOT,
            "bot_id": "B0KRING",
            "access_token": TOKEN,
            "scope": "chat:write",
            "user": {"id": "U1", "profile": {}},
        }
    )


@asynccontextmanager
async def slack() -> AsyncIterator[str]:
    """Serve the Web API on this machine; give its address."""
    app = web.Application()
    app.router.add_route("*", "/api/{method}", _api)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()


def press(user: str, action: str, value: str) -> str:
    """Write the press of a button in the room as Slack does; each is another."""
    number = next(_numbers)
    button = {"type": "button", "action_id": action, "block_id": "k1", "value": value}
    payload = {
        "type": "block_actions",
        "user": {"id": user, "username": user, "team_id": TEAM},
        "team": {"id": TEAM, "domain": "bench"},
        "channel": {"id": ROOM, "name": "votes"},
        "container": {"type": "message", "message_ts": "1.2", "channel_id": ROOM},
        "message": {"type": "message", "ts": "1.2", "text": "Lunch?"},
        "trigger_id": f"{number}.trigger",
        "response_url": "http://127.0.0.1:9/",
        "is_enterprise_install": False,
        "actions": [button],
    }
    return urlencode({"payload": json.dumps(payload)})


class Presser:
    """Presses over kept connections, as many at once as it is told."""

    def __init__(self, address: str) -> None:
        self._url = f"{address}/slack/actions"
        self._verifier = SignatureVerifier(SECRET)
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def one(self, body: str) -> float:
        """Press once; return the seconds until Slack has its answer."""
        stamp = str(int(time()))
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": str(self._verifier.generate_signature(timestamp=stamp, body=body)),
        }
        started = perf_counter()
        async with self._session.post(self._url, data=body, headers=headers) as answer:
            await answer.read()
            if answer.status != 200:
                raise SystemExit(f"A press was answered {answer.status}.")
        return perf_counter() - started

    async def together(self, bodies: list[str]) -> list[float]:
        """Press all at once."""
        return list(await asyncio.gather(*(self.one(body) for body in bodies)))

    async def through(self, bodies: list[str], at_once: int) -> float:
        """Press them all, so many at a time; return how many a second."""
        left = iter(bodies)

        async def worker() -> None:
            for body in left:
                await self.one(body)

        started = perf_counter()
        await asyncio.gather(*(worker() for _ in range(at_once)))
        return len(bodies) / (perf_counter() - started)

    async def close(self) -> None:
        """Close the connections."""
        await self._session.close()
