"""What a facilitator sees of somebody's plan does not tell whose turn it is, or who said no."""

from datetime import UTC, datetime

import pytest

from storage.database import Database
from tests.conversation import Somebody
from tests.features.test_prepare import asked, planned

pytestmark = pytest.mark.slow

MEETINGS = tuple(f"meeting {day} 14:00-17:00" for day in ("14 May", "4 June", "2 July"))
ASKED = datetime(2026, 4, 13, 12, tzinfo=UTC)


async def seen(vera: Somebody, members: list[Somebody]) -> list[str]:
    """Return everybody's plan as a facilitator sees it, without their names."""
    plans = [await vera.gets_press("plan.as", str(one.id)) for one in members]
    return [plan.replace(one.name, "X") for plan, one in zip(plans, members, strict=True)]


async def test_everybody_s_plan_looks_the_same(database: Database) -> None:
    chat, (vera, *members) = await planned(database, *MEETINGS)
    before = await seen(vera, members)
    assert len(set(before)) == 1
    await chat.advance_to(ASKED)
    first, *_others = asked(members)
    asked_too = await seen(vera, members)
    assert len(set(asked_too)) == 1
    await first.presses("It does not suit me")
    assert await seen(vera, members) == asked_too
