"""The list of questions and the take-away behind their signed links."""

from datetime import datetime

from aiohttp.test_utils import TestClient

from storage import takeaways
from storage.meetings import Meeting
from storage.networks import Membership, Network
from storage.people import Person
from storage.speakers import Speaker, remove
from tests.adapters.web.house import NOW, House

BEGINS = datetime(2026, 3, 26, 14, 0)  # noqa: DTZ001 - a wall-clock time


def a_speaker(unit) -> int:
    row = Meeting(network_id=1, number=1, begins=BEGINS, ends=BEGINS, announced_at=NOW)
    unit.session.add(row)
    unit.session.flush()
    speaker = Speaker(meeting_id=row.id, name="Marit de Wit", language="nl")
    unit.session.add(speaker)
    unit.session.flush()
    return speaker.id


async def test_the_list_is_a_text_file_to_keep(house: House, client: TestClient) -> None:
    speaker = await house.core.database.write(a_speaker)
    link = house.core.links.to("questions", speaker)
    answer = await client.get(link)
    assert answer.status == 200
    assert answer.content_type == "text/plain"
    assert answer.charset == "utf-8"
    assert "vragen-marit-de-wit.txt" in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (await answer.text()).startswith("Beste Marit de Wit,\n")
    await house.core.database.write(lambda unit: remove(unit.connection, speaker))
    assert (await client.get(link)).status == 404


async def test_only_a_link_of_this_kind_opens_it(house: House, client: TestClient) -> None:
    speaker = await house.core.database.write(a_speaker)
    token = house.core.links.to("files", speaker).rpartition("/")[2]
    assert (await client.get(f"/questions/{token}")).status == 403
    assert (await client.get("/questions/nonsense")).status == 403


def a_take_away(unit) -> tuple[int, int]:
    network = Network(name="Samen lezen", language="nl")
    person = Person(name="Anna", language="nl")
    unit.session.add_all([network, person])
    unit.session.flush()
    unit.session.add(Membership(network_id=network.id, person_id=person.id, joined_at=NOW))
    row = Meeting(network_id=network.id, number=1, begins=BEGINS, ends=BEGINS, announced_at=NOW)
    unit.session.add(row)
    unit.session.flush()
    takeaways.put_note(unit.connection, row.id, person.id, "Mijn team, maandag.", "")
    return row.id, person.id


async def test_a_take_away_is_a_page_behind_a_link_of_its_owner(
    house: House, client: TestClient
) -> None:
    meeting, person = await house.core.database.write(a_take_away)
    answer = await client.get(house.core.links.to("takeaway", meeting, str(person)))
    assert answer.status == 200
    text = await answer.text()
    assert text.startswith("Bijeenkomst 1\nSamen lezen\n")
    assert "Ik vertel: Mijn team, maandag." in text
    stranger = house.core.links.to("takeaway", meeting, str(person + 99))
    assert (await client.get(stranger)).status == 404
    token = house.core.links.to("calendar", meeting).rpartition("/")[2]
    assert (await client.get(f"/takeaway/{token}")).status == 403


async def test_commitments_come_as_files_for_their_person_only(
    house: House, client: TestClient
) -> None:
    for kind, mime in (("csv", "text/csv"), ("xlsx", "openxmlformats")):
        answer = await client.get(house.core.links.to("commitments", 1, f"1:mine:{kind}"))
        assert answer.status == 200
        assert mime in answer.content_type
        assert answer.headers["Content-Disposition"].startswith("attachment")
    for extra in ("", "99:mine:csv", "1:mine:exe", "x:y"):
        assert (await client.get(house.core.links.to("commitments", 1, extra))).status == 404
    assert (await client.get(house.core.links.to("commitments", 9, "1:mine:csv"))).status == 404
    token = house.core.links.to("questions", 1, "1:mine:csv").rpartition("/")[2]
    assert (await client.get(f"/commitments/{token}")).status == 403
