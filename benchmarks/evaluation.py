"""Two hundred answers to six questions and their closing, beside plain rows without anonymity."""

import asyncio
import json
from time import perf_counter

from sqlalchemy import text

from adapters.main import House
from benchmarks._house import fresh, move_in, origin
from benchmarks._measure import lag, quantile, report
from benchmarks.votes import FILE
from bot.ballots.counting import FULL
from bot.events import Command, Press, Submission
from bot.networkfile import NetworkFile, read
from bot.registry import standard
from scheduler.clock import SystemClock
from storage import evaluations
from storage.engines import address, make_engine
from storage.tables import id_of

VOTERS = 200
ASKED = (
    'evaluate "Was it useful?" 1-5; "Did you have a say?" 1-5; "Was the pace right?" 1-5; '
    '"What next?" reading, writing, speaking; "What stays?" line; "What else?" line'
)


def network() -> NetworkFile:
    """Return a network of VOTERS people and their facilitator."""
    members = "".join(f"  - {{name: Person {number}}}\n" for number in range(VOTERS))
    return read((FILE + members).encode(), known_lines=tuple(standard().lines))


def ballot(number: int) -> dict[str, tuple[str, ...]]:
    """Return what somebody fills in."""
    scales = {f"q{question}": (str(1 + (number + question) % 5),) for question in range(3)}
    line = f"Answer {number}: more time to talk, and the example of the choir was good."
    return {**scales, "q3": (str(number % 3),), "q4": (line,), "q5": (line,)}


async def answer(parts: House, sent: Submission) -> float:
    """Hand in once; return the seconds until it is kept and answered."""
    started = perf_counter()
    answers = await parts.core.dispatch(sent)
    if "sealed" not in repr(answers):
        raise SystemExit(f"An answer was not kept: {answers}")
    return perf_counter() - started


async def measured() -> dict[str, float]:
    """Have everybody answer at once while the pump runs, and close; return the figures."""
    clock = SystemClock()
    async with fresh(clock) as parts:
        file = network()
        here = await move_in(parts, file, clock.now())
        await parts.waker.start()
        await parts.core.dispatch(Command(origin(here.facilitator, "ask"), ASKED))
        launch = ("evaluations.launch", (here.network, 1))
        await parts.core.dispatch(Press(origin(here.facilitator, "launch"), *launch))
        sent = [
            Submission(
                origin(here.users[one.name], f"answer-{number}"),
                "evaluations.send",
                (here.network, 1),
                ballot(number),
            )
            for number, one in enumerate(one for one in file.members if not one.facilitates)
        ]
        figures = await _together(parts, sent)
        figures |= await _closing(parts, here.facilitator, here.network)
        await parts.waker.stop()
        figures["evaluation.bare_ms"] = bare(parts.database.url.render_as_string())
    figures["evaluation.ratio"] = figures["evaluation.seconds"] * 1000 / figures[BARE]
    return figures


BARE = "evaluation.bare_ms"


async def _together(parts: House, sent: list[Submission]) -> dict[str, float]:
    started = perf_counter()
    async with lag() as late:
        times = await asyncio.gather(*(answer(parts, one) for one in sent))
    return {
        "evaluation.seconds": perf_counter() - started,
        "evaluation.answer_p99_ms": quantile(times, 0.99) * 1000,
        "evaluation.answer_max_ms": max(times) * 1000,
        "evaluation.loop_max_ms": max(late, default=0),
    }


async def _closing(parts: House, facilitator: str, network: int) -> dict[str, float]:
    """Close as a facilitator does; leave with a fault when an answer is missing."""
    press = Press(origin(facilitator, "close"), "evaluations.close", (network, 1))
    started = perf_counter()
    await parts.core.dispatch(press)
    milliseconds = (perf_counter() - started) * 1000
    [row] = await parts.database.read(lambda unit: evaluations.closed(unit.connection, network))
    shown = await parts.database.read(lambda u: evaluations.outcomes(u.connection, id_of(row)))
    lines = [len(one["lines"]) for one in shown if one["lines"]]
    if (row.took_part, row.ending, lines) != (VOTERS, "shown", [VOTERS] * 2) or VOTERS < FULL:
        raise SystemExit(f"Answers were lost: {row.took_part} took part, {lines} lines.")
    return {"evaluation.close_ms": milliseconds}


def bare(url: str) -> float:
    """Return how many milliseconds plain rows take: one commit an answer, who and what together."""
    engine = make_engine(address(url))
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE bare (person INTEGER PRIMARY KEY, said TEXT)"))
    put = text("INSERT INTO bare VALUES (:person, :said)")
    started = perf_counter()
    with engine.connect() as connection:
        for number in range(VOTERS):
            said = json.dumps(ballot(number))
            connection.execute(put, {"person": number, "said": said})
            connection.commit()
    milliseconds = (perf_counter() - started) * 1000
    engine.dispose()
    return milliseconds


def main() -> None:
    """Measure and report."""
    report("evaluation", asyncio.run(measured()))


if __name__ == "__main__":
    main()
