"""Signed presses in Teams through to the committed vote, beside a botbuilder that only acks."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.teams.ids import Mark, Seal
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
from benchmarks._measure import report
from benchmarks._pressing import Presser, Sent, free_port, serving
from benchmarks._teams import APP, FIRST, ROOM, TENANT, Service, person, service

TURNS, PRESSES = 5, 1500
PATH = "/api/messages"
ROOMS = [FIRST, *(f"19:room-{n}@thread.tacv2" for n in range(1, FAN_OUT))]
THERE = Platform("teams", TENANT, ROOM, ROOMS, person)


def voting(there: Service, poll: Poll) -> Presses:
    """Return what makes presses on the buttons of a poll."""
    pressed = choices()
    marks = [Mark("press", TENANT, "polls.vote", (poll.network, poll.id, n)) for n in range(3)]
    sealed = [Seal(KEY).close(mark) for mark in marks]

    def presses(number: int) -> list[Sent]:
        headers = there.headers()
        return [there.press(n, sealed[choice], headers) for n, choice in islice(pressed, number)]

    return presses


@asynccontextmanager
async def _kring(there: Service, folder: str) -> AsyncIterator[Presser]:
    port = free_port()
    settings = {
        "KRING_DATA": folder,
        "KRING_PORT": str(port),
        "KRING_SECRET_KEY": KEY,
        "TEAMS_APP_ID": APP,
        "TEAMS_APP_PASSWORD": "a password",
        "TEAMS_APP_TENANT": TENANT,
    }
    command = [sys.executable, "-m", "benchmarks._kring_in_teams", "serve", there.keys_url]
    async with serving(port, PATH, command, **settings) as presser:
        yield presser


@asynccontextmanager
async def _bare(there: Service) -> AsyncIterator[Presser]:
    port = free_port()
    told = [str(port), APP, TENANT, there.keys_url]
    command = [sys.executable, "-m", "benchmarks._bare_botbuilder", *told]
    async with serving(port, PATH, command) as presser:
        yield presser


async def measured() -> dict[str, float]:
    """Return votes a second beside bare botbuilder, then answers during a fan-out."""
    async with service() as there:
        with TemporaryDirectory(prefix="kring-bench-") as folder:
            poll = await prepared(Path(folder), THERE)
            votes = voting(there, poll)
            async with _bare(there) as bare, _kring(there, folder) as presser:
                figures = await throughput((presser, votes), (bare, votes), TURNS, PRESSES)
                asked = there.line(0, FIRST, POLL)
                figures |= await acks(presser, asked, votes, lambda: there.calls["POST"])
            await counted(Path(folder), poll)
    return {f"teams_inbound.{name}": value for name, value in figures.items()}


def main() -> None:
    """Measure and report."""
    report("teams_inbound", asyncio.run(measured()))


if __name__ == "__main__":
    main()
