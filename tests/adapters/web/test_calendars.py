"""The calendar file of a meeting behind its signed link."""

from datetime import datetime

from aiohttp.test_utils import TestClient

from storage.database import Unit
from storage.meetings import Meeting
from storage.networks import Network
from tests.adapters.web.house import NOW, House

BEGINS = datetime(2026, 3, 26, 14, 0)  # noqa: DTZ001 - a wall-clock time


def a_meeting(unit: Unit) -> int:
    network = Network(name="Samen lezen", language="nl")
    unit.session.add(network)
    unit.session.flush()
    ends = BEGINS.replace(hour=17)
    row = Meeting(network_id=network.id, number=1, begins=BEGINS, ends=ends, announced_at=NOW)
    unit.session.add(row)
    unit.session.flush()
    assert row.id
    return row.id


async def test_the_file_is_a_calendar_to_keep(house: House, client: TestClient) -> None:
    meeting = await house.core.database.write(a_meeting)
    answer = await client.get(house.core.links.to("calendar", meeting))
    assert answer.status == 200
    assert answer.content_type == "text/calendar"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "SUMMARY:Samen lezen: Bijeenkomst 1" in await answer.text()


async def test_only_a_link_of_a_meeting_opens_it(house: House, client: TestClient) -> None:
    meeting = await house.core.database.write(a_meeting)
    token = house.core.links.to("files", meeting).rpartition("/")[2]
    assert (await client.get(f"/calendar/{token}")).status == 403
    assert (await client.get("/calendar/nonsense")).status == 403
    gone = house.core.links.to("calendar", meeting + 999)
    assert (await client.get(gone)).status == 404
