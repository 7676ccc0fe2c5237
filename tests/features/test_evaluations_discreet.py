"""Nothing that is planned or sent afterwards tells who answered an evaluation."""

from datetime import timedelta

import pytest

from storage.database import Database, Unit
from storage.networks import LineSetting
from tests.features.test_evaluations import LAST_CALL, after_a_meeting, answers, ballot

pytestmark = pytest.mark.slow

ALONE = ("takeaways.school", "takeaways.ask")
"""What would go out together with a last call."""


async def test_what_comes_after_a_last_call_comes_to_all_at_once(database: Database) -> None:
    chat, (vera, *members) = await after_a_meeting(database, template="five-times")

    def alone(unit: Unit) -> None:
        for line in ALONE:
            unit.session.add(LineSetting(network_id=chat.network_id, line=line, offset="off"))

    await chat.database.write(alone)
    await vera.says("meeting 6 April 14:00-17:00")
    for one in members[:4]:
        await answers(one, **ballot())
    await chat.advance_to(LAST_CALL)
    assert "I won't ask again" in members[4].private.last()
    assert "I won't ask again" not in members[0].private.last()
    assert "Eva" not in await vera.says("plan")
    await chat.advance_to(LAST_CALL + timedelta(days=6))
    asked = [one.private.messages[-1] for one in members]
    assert {one.card.title for one in asked} == {"Do you come? Meeting 2"}
    assert len({one.due_at for one in asked}) == 1
