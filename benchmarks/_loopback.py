"""What stands at Slack's place in a benchmark: a Web API that says yes, and signed presses.

It runs in the benchmark's own process, apart from the server that is measured.
"""

import json
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from time import time
from urllib.parse import urlencode

from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from benchmarks._pressing import Sent

TEAM, BOT, TOKEN, SECRET = "T0BENCH", "U0KRING", "xoxb-bench", "a signing secret"
ROOM = "C0VOTES"

FORM = "application/x-www-form-urlencoded"

_numbers = count(1)
_verifier = SignatureVerifier(SECRET)


class Api:
    """Says yes to any method of the Web API, and counts the calls; `url` is where it is."""

    def __init__(self) -> None:
        self.url = ""
        self.calls = Counter[str]()

    async def answer(self, request: web.Request) -> web.Response:
        """Say yes."""
        await request.read()
        self.calls[request.match_info["method"]] += 1
        return web.json_response(
            {
                "ok": True,
                "ts": f"{int(time())}.{next(_numbers):06d}",
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
async def slack() -> AsyncIterator[Api]:
    """Serve the Web API on this machine."""
    app, api = web.Application(), Api()
    app.router.add_route("*", "/api/{method}", api.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    api.url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    try:
        yield api
    finally:
        await runner.cleanup()


def signed(body: str) -> Sent:
    """Sign a body as Slack does; that takes no time of what is measured afterwards."""
    stamp = str(int(time()))
    signature = str(_verifier.generate_signature(timestamp=stamp, body=body))
    named = {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": signature}
    return Sent(body.encode(), {"Content-Type": FORM, **named})


def line(user: str, channel: str, text: str) -> Sent:
    """Write a slash command as Slack does."""
    said = {
        "command": "/kring",
        "text": text,
        "team_id": TEAM,
        "user_id": user,
        "channel_id": channel,
        "trigger_id": f"{next(_numbers)}.trigger",
        "response_url": "http://127.0.0.1:9/",
    }
    return signed(urlencode(said))


def press(user: str, action: str, value: str) -> Sent:
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
    return signed(urlencode({"payload": json.dumps(payload)}))
