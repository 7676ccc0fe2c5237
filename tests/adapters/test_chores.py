"""The housekeeping of a running server: every chore can be done, and the scrub follows a wish."""

from datetime import UTC, datetime
from pathlib import Path

from structlog.testing import capture_logs

from adapters.main import house
from adapters.settings import Settings
from scheduler.clock import DemoClock
from storage import scrub

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


async def test_every_chore_is_done(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url="", may_start="*")
    async with house(settings, DemoClock(NOW)) as parts:
        await parts.database.write(lambda unit: scrub.wish(unit.connection, ["person"], NOW))
        with capture_logs() as logs:
            for chore in parts.waker.chores:
                await chore.run()
        assert logs == []
        assert await parts.database.read(lambda unit: scrub.due(unit.connection, NOW)) == []
