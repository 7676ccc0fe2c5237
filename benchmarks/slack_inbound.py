"""Signed presses in Slack through to the committed vote, beside a bare Bolt app that only acks.

Each server runs in a process of its own; those who press and the loopback Slack share another.
"""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import parse_qs, urlsplit

import aiohttp

from adapters.slack.ids import button
from benchmarks._inbound import (
    FAN_OUT,
    KEY,
    POLL,
    Platform,
    Poll,
    Presses,
    acks,
    choices,
    counted,
    prepared,
    throughput,
)
from benchmarks._loopback import ROOM, SECRET, TEAM, TOKEN, Api, line, press, slack
from benchmarks._measure import kring, report
from benchmarks._pressing import Presser, Sent, free_port, serving

TURNS, PRESSES = 20, 250
PATH = "/slack/actions"
FIRST = "C00000"
"""The room where the poll is asked that goes out to a thousand."""


def person(number: int) -> str:
    """Return somebody's id."""
    return f"U{number:04d}"


THERE = Platform("slack", TEAM, ROOM, [f"C{number:05d}" for number in range(FAN_OUT)], person)


def voting(poll: Poll) -> Presses:
    """Return what makes presses on the buttons of a poll."""
    pressed = choices()

    def presses(number: int) -> list[Sent]:
        return [
            press(person(n), *button(0, "polls.vote", (poll.network, poll.id, choice)))
            for n, choice in islice(pressed, number)
        ]

    return presses


async def _install(address: str) -> None:
    """Install Kring as an administrator does, from the browser."""
    jar = aiohttp.CookieJar(unsafe=True)
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        async with session.get(f"{address}/slack/install", allow_redirects=False) as answer:
            state = parse_qs(urlsplit(answer.headers["Location"]).query)["state"][0]
        back = {"code": "a-code", "state": state}
        async with session.get(f"{address}/slack/oauth_redirect", params=back) as answer:
            answer.raise_for_status()


@asynccontextmanager
async def _kring(api: Api, folder: str, *, oauth: bool) -> AsyncIterator[Presser]:
    """Run `kring serve`, installed in the workspace."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    one = {"SLACK_BOT_TOKEN": TOKEN}
    many = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "secret", "KRING_URL": address}
    settings = {
        "KRING_DATA": folder,
        "KRING_PORT": str(port),
        "KRING_SECRET_KEY": KEY,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api.url,
        **(many if oauth else one),
    }
    async with serving(port, PATH, kring("serve"), **settings) as presser:
        if oauth:
            await _install(address)
        yield presser


@asynccontextmanager
async def _bolt(api: Api) -> AsyncIterator[Presser]:
    port = free_port()
    command = [sys.executable, "-m", "benchmarks._bare_bolt", str(port), SECRET, TOKEN, api.url]
    async with serving(port, PATH, command) as presser:
        yield presser


async def of_kring(api: Api, *, oauth: bool) -> dict[str, float]:
    """Measure `kring serve`: votes a second beside bare Bolt, then answers during a fan-out."""
    with TemporaryDirectory(prefix="kring-bench-") as folder:
        poll = await prepared(Path(folder), THERE)
        votes = voting(poll)
        async with _bolt(api) as bare, _kring(api, folder, oauth=oauth) as presser:
            nothing = voting(Poll(1, 1))
            figures = await throughput((presser, votes), (bare, nothing), TURNS, PRESSES)
            asked = line(person(0), FIRST, POLL)
            figures |= await acks(presser, asked, votes, lambda: api.calls["chat.postMessage"])
        await counted(Path(folder), poll)
    return figures


async def measured() -> dict[str, float]:
    """Return the figures; those without a mode are the worse of both."""
    async with slack() as api:
        token, oauth = await of_kring(api, oauth=False), await of_kring(api, oauth=True)
    worst = {name: max(token[name], oauth[name]) for name in ("ack_p50_ms", "ack_max_ms", "load")}
    worst["ratio"] = min(token["ratio"], oauth["ratio"])
    modes = {"token": token, "oauth": oauth}
    found = {f"{mode}_{name}": value for mode, of in modes.items() for name, value in of.items()}
    return {f"slack_inbound.{name}": value for name, value in (worst | found).items()}


def main() -> None:
    """Measure and report."""
    report("slack_inbound", asyncio.run(measured()))


if __name__ == "__main__":
    main()
