"""The year of the network of two hundred, on a moved clock through all parts of the server."""

import asyncio
from datetime import UTC, datetime, timedelta
from time import perf_counter, process_time

from adapters.main import House
from benchmarks._house import fresh, move_in
from benchmarks._measure import EXAMPLES, lag, progress, quantile, report
from bot.networkfile import NetworkFile, read
from bot.registry import standard
from scheduler.advance import Advance
from scheduler.clock import ManualClock
from storage import webchat

FILE = EXAMPLES / "knowledge-group.yaml"
AFTERWARDS = timedelta(days=60)


async def live(file: NetworkFile) -> dict[str, float]:
    """Live through the year, without answers; return the figures."""
    begin = file.utc(file.ready_at) or datetime.now(UTC)
    clock = ManualClock(begin)
    async with fresh(clock) as parts:
        await move_in(parts, file, begin)
        started, worked = perf_counter(), process_time()
        async with lag() as late:
            await _advance(parts, clock, file, begin)
        seconds, cpu = perf_counter() - started, process_time() - worked
        posted = await parts.database.read(lambda unit: len(webchat.ledger(unit.connection)))
        await parts.pump.stop()
    return {
        "year.seconds": seconds,
        "year.cpu_seconds": cpu,
        "year.loop_p999_ms": quantile(late, 0.999),
        "year.loop_max_ms": max(late),
        "year.loop_samples": len(late),
        "year.messages": posted,
    }


async def _advance(parts: House, clock: ManualClock, file: NetworkFile, begin: datetime) -> None:
    last = file.utc(max(meeting.ends for meeting in file.meetings)) or begin
    until = last + AFTERWARDS
    with progress() as shown:
        task = shown.add_task(file.name, total=(until - begin).total_seconds())

        def tell(now: datetime) -> None:
            shown.update(task, completed=(now - begin).total_seconds())

        await Advance(clock, parts.pump).to(until, tell)


def main() -> None:
    """Measure and report."""
    file = read(FILE.read_bytes(), known_lines=tuple(standard().lines))
    report("year", asyncio.run(live(file)))


if __name__ == "__main__":
    main()
