"""The year of the network of two hundred, on a moved clock through all parts of the server."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from time import perf_counter, process_time

from adapters.web.acting import acts
from adapters.web.timeline import Act
from benchmarks._house import fresh, move_in
from benchmarks._measure import EXAMPLES, answers_of, lag, progress, quantile, report
from benchmarks._process import idle
from bot.networkfile import NetworkFile, Script, read, read_answers
from bot.registry import standard
from scheduler.advance import Advance
from scheduler.clock import ManualClock
from storage import webchat

FILE = EXAMPLES / "knowledge-group.yaml"
YEARS = 3  # of one alone, a thousandth of all samples is three
AFTERWARDS = timedelta(days=60)


@dataclass(frozen=True)
class Lived:
    """What a year took, how late the event loop woke each time, and what happened."""

    seconds: float
    cpu: float
    late: list[float]
    acts: int
    messages: int


async def live(file: NetworkFile, script: Script) -> Lived:
    """Live through the year with its script of answers."""
    begin = file.utc(file.ready_at) or datetime.now(UTC)
    clock = ManualClock(begin)
    async with fresh(clock) as parts:
        here = await move_in(parts, file, begin)
        deeds = list(acts(parts.core, here, file, script, begin))
        started, worked = perf_counter(), process_time()
        async with lag() as late:
            await _advance(Advance(clock, parts.pump), deeds, file, begin)
        seconds, cpu = perf_counter() - started, process_time() - worked
        posted = await parts.database.read(lambda unit: len(webchat.ledger(unit.connection)))
        await parts.pump.stop()
    return Lived(seconds, cpu, late, len(deeds), posted)


async def _advance(advance: Advance, deeds: list[Act], file: NetworkFile, begin: datetime) -> None:
    """Go through the year; what people do happens at its moment, after what fell due by then."""
    last = file.utc(max(meeting.ends for meeting in file.meetings)) or begin
    until = last + AFTERWARDS
    with progress() as shown:
        task = shown.add_task(file.name, total=(until - begin).total_seconds())

        def tell(now: datetime) -> None:
            shown.update(task, completed=(now - begin).total_seconds())

        for deed in deeds:
            await advance.to(deed.at, tell)
            await deed.do()
        await advance.to(until, tell)


def measured(file: NetworkFile, script: Script) -> dict[str, float]:
    """Live through it some times, beside a process that does nothing; return the figures."""
    with idle() as others:
        years = [asyncio.run(live(file, script)) for _ in range(YEARS)]
    late = [one for year in years for one in year.late]
    return {
        "year.seconds": median(year.seconds for year in years),
        "year.cpu_seconds": median(year.cpu for year in years),
        "year.loop_p999_ms": quantile(late, 0.999),
        "year.loop_max_ms": max(late),
        "year.loop_samples": len(late),
        "year.idle_p999_ms": quantile(others, 0.999),
        "year.idle_max_ms": max(others),
        "year.acts": years[0].acts,
        "year.messages": years[0].messages,
    }


def main() -> None:
    """Measure and report."""
    file = read(FILE.read_bytes(), known_lines=tuple(standard().lines))
    answers = answers_of(FILE)
    script = read_answers(answers.read_bytes(), file) if answers else Script()
    report("year", measured(file, script))


if __name__ == "__main__":
    main()
