"""The demo lives through a whole meeting: it is read for, promised about, evaluated and told."""

from datetime import timedelta
from pathlib import Path

import pytest

from adapters.cli.demo import EXAMPLES, STANDARD, Story, begin, move_in
from adapters.cli.files import read_network
from adapters.main import house
from adapters.settings import Settings
from adapters.web.timeline import Timeline
from bot.registry import standard
from scheduler.clock import DemoClock
from storage import evaluations

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("name", STANDARD)
async def test_the_people_of_the_demo_evaluate_their_meeting(tmp_path: Path, name: str) -> None:
    path = EXAMPLES / name
    story = Story(read_network(path, standard()), path)
    clock = DemoClock(begin(story.file))
    settings = Settings(data=tmp_path, database_url="", may_start="*")
    async with house(settings, clock) as parts:
        acts = await move_in(parts, story, clock.now())
        timeline = Timeline(clock, parts.pump, acts)
        await timeline.advance_to(clock.now() + timedelta(days=45))
        closed = await parts.database.read(lambda unit: evaluations.closed(unit.connection, 1))
        await parts.pump.stop()
    [newest] = [row for row in closed if row.ending == "shown"]
    assert newest.took_part
    assert newest.electorate
    assert newest.least <= newest.took_part < newest.electorate
    assert list((tmp_path / "keys").iterdir()) == []
