"""The loopback Slack as a process of its own: it misbehaves, writes a journal, and makes work.

`python -m tests.crash.peer JOURNAL PORT SEED` says on its first line where it is and who is
there, as JSON. 'quiet' on its input ends the work it makes, the end of its input ends it all.
"""

import asyncio
import json
import random
import re
import sys
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web

from tests.peers.slack import Persona, Slack
from tests.peers.slack.faults import drop
from tests.peers.slack.methods import Call
from tests.peers.slack.server import _bearer, _given

ROOMS = 6
LATE = 0.1  # seconds after which a post is kept whose line was cut at once
POSTS = (
    "503", "503 after commit", "hang", "hang after commit", "drop", "drop after commit", "late",
    "internal_error", "internal_error after commit", "garbage after commit", "service_unavailable",
    "ratelimited",
)  # fmt: skip
OTHERS = ("503", "drop", "hang", "503 after commit", "drop after commit", "internal_error")
HOW_OFTEN = {"chat.postMessage": 0.2, "conversations.history": 0.1, "chat.delete": 0.2}
DRAWN = re.compile(r"Note (\w+).*?drawn ([\d.]+) end", re.DOTALL)


class Journal:
    """What happened, a JSON line each, by true time (`at`) and by a clock that nobody sets."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", buffering=1)

    def write(self, what: str, **more: Any) -> None:
        now = {"at": time.time(), "mono": time.monotonic()}
        self._file.write(json.dumps({"what": what, **now, **more}) + "\n")


class Peer(Slack):
    """A Slack where a fifth of the posts go wrong in some way."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(lambda: datetime.now(UTC))
        self.journal = journal
        self.faults.retry_after = 1
        self.lately: set[asyncio.Task[None]] = set()

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        if random.random() < HOW_OFTEN.get(method, 0):
            fault = random.choice(POSTS if method == "chat.postMessage" else OTHERS)
            if fault == "late":
                return await self._late(method, request)
            self.faults.plan(method, fault)
            self.journal.write("fault", fault=fault, method=method)
        return await super()._api(request)

    async def _late(self, method: str, request: web.Request) -> web.StreamResponse:
        given = await _given(request)
        token = given.pop("token", "") or _bearer(request)
        call = Call(self, token, self._grant(token), dict(request.headers))

        async def keep() -> None:
            began = time.time()
            await asyncio.sleep(LATE)
            self._answered(call, method, given, began)

        task = asyncio.create_task(keep())
        self.lately.add(task)
        task.add_done_callback(self.lately.discard)
        self.journal.write("fault", fault="late", method=method)
        return drop(request)

    def _answered(
        self, call: Call, name: str, given: dict[str, Any], began: float = 0
    ) -> dict[str, Any]:
        answer = super()._answered(call, name, given)
        if not answer["ok"]:
            return answer
        if name == "chat.postMessage":
            found = DRAWN.search(json.dumps(given["blocks"]))
            assert found, given
            ident = given["metadata"]["event_payload"]["id"]
            what = {"name": found[1], "drawn": float(found[2]), "delivery": ident}
            self.journal.write(
                "post", room=answer["channel"], ts=answer["ts"], began=began or time.time(), **what
            )
        elif name in {"chat.delete", "conversations.history"}:
            self.journal.write(name, room=given["channel"], ts=given.get("ts", ""))
        return answer


class Work:
    """Somebody who plans notes, moves some and cancels some, for as long as it lasts."""

    def __init__(self, slack: Peer) -> None:
        self.slack = slack
        team = slack.team()
        self.vera = Persona(slack, team, "Vera")
        self.rooms = [team.add_channel(f"room-{n}", {team.bot.id}) for n in range(ROOMS)]
        for room in self.rooms:
            self.vera.enters(room)
        self.known: list[tuple[str, int]] = []
        self.number = 0
        self.quiet = False

    async def go_on(self, run: str) -> None:
        while not self.quiet:
            await self.one(run)
            await asyncio.sleep(random.random() / 15)

    async def one(self, run: str) -> None:
        chance, soon = random.random(), int(time.time() * 1000) + random.randrange(500)
        if chance < 0.7 or not self.known:
            self.number += 1
            name, room = f"n{run}x{self.number}", random.randrange(ROOMS)
            if await self.asks("add", room, name, soon):
                self.known.append((name, room))
            return
        name, room = self.known[-random.randint(1, min(10, len(self.known)))]
        await self.asks("move" if chance < 0.82 else "cancel", room, name, soon)

    async def asks(self, what: str, room: int, name: str, due: int) -> bool:
        """Ask for something; true when Kring said that it keeps it."""
        self.vera.enters(self.rooms[room])
        sent, words = time.time(), name if what == "cancel" else f"{name} {due}"
        kept = await said(lambda: self.vera.types(f"/kring note-{what} {words}"), f"Kept {name}.")
        self.slack.journal.write(what, name=name, sent=sent, kept=kept, due=due)
        return kept


async def said(doing: Callable[[], Awaitable[Any]], words: str) -> bool:
    try:
        answer = await doing()
    except (aiohttp.ClientError, ConnectionError):
        return False
    return answer.ok and words in json.dumps(answer.payload)


async def serve(journal: Path, port: int, seed: str) -> None:
    random.seed(seed)
    async with Peer(Journal(journal)) as slack:
        work = Work(slack)
        slack.door.url = f"http://127.0.0.1:{port}/slack/commands"
        rooms = [room.id for room in work.rooms]
        hello = {"api": slack.api_url, "rooms": rooms, "user": work.vera.id}
        print(json.dumps(hello), flush=True)  # noqa: T201 - to who started it
        doing = asyncio.create_task(work.go_on(seed))
        while line := (await asyncio.to_thread(sys.stdin.readline)).strip():
            work.quiet = line == "quiet"
        work.quiet = True
        await doing
        await asyncio.gather(*slack.lately)
        faults = [one for one in slack.problems if "trigger_id" not in one]
        slack.journal.write("end", problems=faults)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]))
