"""Votes on one card, 1, 50 and 500 at once, beside the bare way to keep a vote.

A press goes through dispatch with inbox, roles and outbox while the pump redraws the card. Beside
it SQLAlchemy's asynchronous engine over aiosqlite does the upsert and the tally, and no more.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from adapters.main import House
from benchmarks import _aiosqlite
from benchmarks._house import fresh, move_in, origin
from benchmarks._measure import lag, note, quantile, report
from bot.events import Command, Press
from bot.networkfile import NetworkFile, read
from bot.registry import standard
from scheduler.clock import SystemClock
from storage import polls, webchat
from storage.tables import id_of
from storage.webchat import WebMessage

TITLE = "Lunch?"
VOTERS = 500
OPTIONS = 3
VOTES = {1: 200, 50: 1500, 500: 1500}  # at once: how many in all
BARE = {1: 200, 50: 500, 500: 500}
FILE = """
name: A large circle
language: en
zone: Europe/Amsterdam
template: monthly
country: NL
rooms: [A large circle]
members:
  - {name: Vera Steers, role: facilitator}
"""


def network() -> NetworkFile:
    """Return a network of VOTERS people and their facilitator."""
    members = "".join(f"  - {{name: Person {number}}}\n" for number in range(VOTERS))
    return read((FILE + members).encode(), known_lines=tuple(standard().lines))


async def posted(parts: House, network: int) -> int:
    """Have the poll posted in the room and return its id."""
    await parts.pump.settle()
    found = await parts.database.read(lambda unit: polls.live(unit.connection, network))
    return id_of(found[0])


@dataclass
class Poll:
    """An open poll in the room; every voter in turn presses, each time the next option."""

    parts: House
    network: int
    id: int
    users: list[str]

    def __post_init__(self) -> None:
        self._numbers = count()
        self.chosen: dict[int, int] = {}

    @classmethod
    async def posted(cls, parts: House) -> "Poll":
        """Make the network and its poll, and have the poll posted."""
        file, now = network(), parts.core.clock()
        here = await move_in(parts, file, now)
        await parts.waker.start()
        steers = origin(here.facilitator, "poll")
        await parts.core.dispatch(Command(steers, f'poll "{TITLE}" "Soup" "Bread" "Pie"'))
        poll = await posted(parts, here.network)
        users = [here.users[one.name] for one in file.members if not one.facilitates]
        return cls(parts, here.network, poll, users)

    def presses(self, number: int) -> Iterator[Press]:
        """Return the next presses; each changes what its voter chose."""
        for n in (next(self._numbers) for _ in range(number)):
            voter, option = n % VOTERS, (n % VOTERS + n // VOTERS) % OPTIONS
            self.chosen[voter] = option
            where = origin(self.users[voter], f"vote-{n}")
            yield Press(where, "polls.vote", (self.network, self.id, option))

    @property
    def counts(self) -> list[int]:
        """Return how often each option should stand."""
        return [list(self.chosen.values()).count(option) for option in range(OPTIONS)]


async def vote(parts: House, press: Press) -> float:
    """Press once; return the seconds until the answer, which says nothing when it counted."""
    started = perf_counter()
    answers = await parts.core.dispatch(press)
    if answers:
        raise SystemExit(f"A vote was answered: {answers}")
    return perf_counter() - started


async def together(poll: Poll, at_once: int) -> dict[str, float]:
    """Vote, so many at a time; return the figures."""
    left, times = poll.presses(VOTES[at_once]), list[float]()

    async def voter() -> None:
        for press in left:
            times.append(await vote(poll.parts, press))

    began = perf_counter()
    async with lag() as late:
        await asyncio.gather(*(voter() for _ in range(at_once)))
    seconds = perf_counter() - began
    await _counted(poll)
    return {
        f"votes.per_s_{at_once}": VOTES[at_once] / seconds,
        f"votes.p50_ms_{at_once}": quantile(times, 0.5) * 1000,
        f"votes.p99_ms_{at_once}": quantile(times, 0.99) * 1000,
        f"votes.loop_max_ms_{at_once}": max(late, default=0),
    }


async def _counted(poll: Poll) -> None:
    """Leave with a fault when a vote is missing."""
    kept = await poll.parts.database.read(lambda unit: polls.votes(unit.connection, poll.id))
    counts = [sum(option == chosen for chosen, _person in kept) for option in range(OPTIONS)]
    if counts != poll.counts:
        raise SystemExit(f"Votes were lost: {counts} and not {poll.counts}.")


async def shown(poll: Poll) -> dict[str, float]:
    """Wait until the card shows every vote."""
    started = perf_counter()
    with poll.parts.hub.listening() as ear:
        async with asyncio.timeout(10):
            while not _shows((message := await _message(poll.parts)).card, poll.counts):
                await ear.wait()
                ear.clear()
    return {"votes.edits": message.edits, "votes.shown_after_s": perf_counter() - started}


async def _message(parts: House) -> WebMessage:
    """Return the poll's message; by day, when Kring may speak, there are others."""
    posted = await parts.database.read(lambda unit: webchat.ledger(unit.connection))
    return next(one for one in posted if one.card and one.card["title"] == TITLE)


def _shows(card: dict[str, Any] | None, counts: list[int]) -> bool:
    bars = next(part["bars"] for part in (card or {})["body"] if part["is"] == "Bars")
    return [bar["count"] for bar in bars] == counts


async def measured() -> dict[str, float]:
    """Have people vote while the pump runs; return the figures."""
    figures: dict[str, float] = {}
    async with fresh(SystemClock()) as parts:
        poll = await Poll.posted(parts)
        for at_once in VOTES:
            note(f"{at_once} at once")
            figures |= await together(poll, at_once)
        figures |= await shown(poll)
        await parts.waker.stop()
    return figures


def bare(at_once: int) -> float:
    """Return how many votes a second the bare way keeps."""
    with TemporaryDirectory(prefix="kring-bench-") as folder:
        return asyncio.run(_aiosqlite.per_second(Path(folder), at_once, BARE[at_once]))


def main() -> None:
    """Measure both and report."""
    figures = asyncio.run(measured())
    for at_once in VOTES:
        note(f"the bare way, {at_once} at once")
        figures[f"votes.bare_per_s_{at_once}"] = bare(at_once)
        ratio = figures[f"votes.per_s_{at_once}"] / figures[f"votes.bare_per_s_{at_once}"]
        figures[f"votes.ratio_{at_once}"] = ratio
    report("votes", figures)


if __name__ == "__main__":
    main()
