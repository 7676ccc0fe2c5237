"""The year of the network of two hundred, on a moved clock through all parts of the server."""

import asyncio
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time

from adapters.web.acting import acts
from adapters.web.timeline import Act
from benchmarks._house import fresh, move_in
from benchmarks._measure import EXAMPLES, answers_of, lag, progress, quantile, report
from bot.networkfile import NetworkFile, Script, read, read_answers
from bot.registry import standard
from scheduler.advance import Advance
from scheduler.clock import ManualClock
from storage import webchat

FILE = EXAMPLES / "knowledge-group.yaml"
AFTERWARDS = timedelta(days=60)


async def live(file: NetworkFile, script: Script) -> dict[str, float]:
    """Live through the year with its script of answers; return the figures."""
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
    return {
        "year.seconds": seconds,
        "year.cpu_seconds": cpu,
        "year.loop_p999_ms": quantile(late, 0.999),
        "year.loop_max_ms": max(late),
        "year.loop_samples": len(late),
        "year.acts": len(deeds),
        "year.messages": posted,
    }


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


def main() -> None:
    """Measure and report."""
    file = read(FILE.read_bytes(), known_lines=tuple(standard().lines))
    answers = answers_of(FILE)
    script = read_answers(answers.read_bytes(), file) if answers else Script()
    report("year", asyncio.run(live(file, script)))


if __name__ == "__main__":
    main()
