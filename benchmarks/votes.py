"""Five hundred named votes at once on one poll, beside the barest way to keep a vote."""

import asyncio
from time import perf_counter
from typing import Any

from sqlalchemy.dialects.sqlite import insert

from adapters.main import House
from benchmarks._house import fresh, move_in, origin
from benchmarks._measure import lag, quantile, report
from bot.events import Command, Press
from bot.networkfile import NetworkFile, read
from bot.registry import standard
from scheduler.clock import SystemClock
from storage import polls, webchat
from storage.database import Unit
from storage.engines import address, make_engine
from storage.polls import PollVote
from storage.tables import id_of, table
from storage.webchat import WebMessage

VOTERS = 500
OPTIONS = 3
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


async def vote(parts: House, press: Press) -> float:
    """Press once; return the seconds until the answer, which says nothing when it counted."""
    started = perf_counter()
    answers = await parts.core.dispatch(press)
    if answers:
        raise SystemExit(f"A vote was answered: {answers}")
    return perf_counter() - started


async def measured() -> dict[str, float]:
    """Have everybody vote at once while the pump runs; return the figures."""
    clock = SystemClock()
    async with fresh(clock) as parts:
        file = network()
        here = await move_in(parts, file, clock.now())
        await parts.waker.start()
        steers = origin(here.facilitator, "poll")
        await parts.core.dispatch(Command(steers, 'poll "Lunch?" "Soup" "Bread" "Pie"'))
        poll = await posted(parts, here.network)
        voters = [here.users[one.name] for one in file.members if not one.facilitates]
        presses = [
            Press(origin(user, f"vote-{number}"), "polls.vote", (here.network, poll, _of(number)))
            for number, user in enumerate(voters)
        ]
        figures = await _together(parts, presses)
        figures |= await _tally(parts, poll)
        await parts.waker.stop()
        people = await parts.database.read(lambda unit: _people(unit, poll))
        figures["votes.bare_seconds"] = bare(parts.database.url.render_as_string(), poll, people)
    figures["votes.ratio"] = figures["votes.seconds"] / figures["votes.bare_seconds"]
    return figures


def _of(number: int) -> int:
    return number % OPTIONS


async def posted(parts: House, network: int) -> int:
    """Have the poll posted in the room and return its id."""
    await parts.pump.settle()
    found = await parts.database.read(lambda unit: polls.live(unit.connection, network))
    return id_of(found[0])


async def _together(parts: House, presses: list[Press]) -> dict[str, float]:
    started = perf_counter()
    async with lag() as late:
        times = await asyncio.gather(*(vote(parts, press) for press in presses))
    return {
        "votes.seconds": perf_counter() - started,
        "votes.p99_ms": quantile(times, 0.99) * 1000,
        "votes.max_ms": max(times) * 1000,
        "votes.loop_max_ms": max(late, default=0),
    }


async def _tally(parts: House, poll: int) -> dict[str, float]:
    """Wait until the card shows every vote; leave with a fault when one is missing."""
    kept = await parts.database.read(lambda unit: polls.votes(unit.connection, poll))
    counts = [sum(option == chosen for chosen, _person in kept) for option in range(OPTIONS)]
    wanted = [sum(_of(number) == option for number in range(VOTERS)) for option in range(OPTIONS)]
    if counts != wanted:
        raise SystemExit(f"Votes were lost: {counts} and not {wanted}.")
    started = perf_counter()
    with parts.hub.listening() as ear:
        async with asyncio.timeout(10):
            while not _shows((message := await _message(parts)).card, counts):
                await ear.wait()
                ear.clear()
    return {"votes.edits": message.edits, "votes.shown_after_s": perf_counter() - started}


async def _message(parts: House) -> WebMessage:
    return (await parts.database.read(lambda unit: webchat.ledger(unit.connection)))[-1]


def _shows(card: dict[str, Any] | None, counts: list[int]) -> bool:
    bars = next(part["bars"] for part in (card or {})["body"] if part["is"] == "Bars")
    return [bar["count"] for bar in bars] == counts


def _people(unit: Unit, poll: int) -> list[int]:
    return [person for _option, person in polls.votes(unit.connection, poll)]


def bare(url: str, poll: int, people: list[int]) -> float:
    """Return how long one upsert and one commit a vote take, without Kring, one by one."""
    rows = table(PollVote)
    new = insert(rows)
    key = [rows.c.poll_id, rows.c.person_id, rows.c.option]
    upsert = new.on_conflict_do_update(index_elements=key, set_={"option": new.excluded.option})
    engine = make_engine(address(url))
    started = perf_counter()
    with engine.connect() as connection:
        for number, person in enumerate(people):
            values = {"poll_id": poll + 1, "person_id": person, "option": _of(number)}
            connection.execute(upsert, values)
            connection.commit()
    seconds = perf_counter() - started
    engine.dispose()
    return seconds


def main() -> None:
    """Measure and report."""
    report("votes", asyncio.run(measured()))


if __name__ == "__main__":
    main()
