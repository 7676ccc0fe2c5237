"""An export behind its link, and somebody who erases themselves in the local chat."""

from datetime import timedelta

from aiohttp.test_utils import TestClient

from bot.features.privacy.export import link_to
from storage import webchat
from storage.webchat import Place
from tests.adapters.web.house import House


def page(house: House, person: int, kind: str = "html") -> str:
    return link_to(house.core.links, person, kind, house.clock.now)


async def test_the_page_and_the_json_are_files_to_keep(house: House, client: TestClient) -> None:
    for kind, mime in (("html", "text/html"), ("json", "application/json")):
        answer = await client.get(page(house, 1, kind))
        assert answer.status == 200
        assert answer.content_type == mime
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["Cache-Control"] == "private, no-store"
        text = await answer.text()
        assert "Anna de Boer" in text
        assert "Bram" not in text


async def test_it_is_in_the_language_of_its_person(house: House, client: TestClient) -> None:
    text = await (await client.get(page(house, 2))).text()
    assert "Wat Kring over Bram Özgür bewaart" in text
    assert '<html lang="nl">' in text


async def test_an_old_a_forged_and_another_link_open_nothing(
    house: House, client: TestClient
) -> None:
    link = page(house, 1)
    assert (await client.get(link[:-3] + "abc")).status == 403
    token = house.core.links.to("files", 1, "html:9999999999").rpartition("/")[2]
    assert (await client.get(f"/privacy/{token}")).status == 403
    assert (await client.get(page(house, 99))).status == 404
    house.clock.now += timedelta(hours=1)
    answer = await client.get(link)
    assert answer.status == 410
    assert "has had its hour" in await answer.text()


async def press(client: TestClient, user: str, action: str, *args: int) -> dict[str, str]:
    body = {"room": "", "place": "home", "key": f"k-{action}", "action": action, "args": args}
    answer = await client.post(f"/as/{user}/press", json=body)
    assert answer.status == 200
    found: dict[str, str] = await answer.json()
    return found


async def test_who_erases_themselves_is_not_there_any_more(
    house: House, client: TestClient
) -> None:
    link = page(house, 1)
    asked = await press(client, "anna", "privacy.explain", 1)
    assert "Erase everything about you?" in asked["notice"]
    done = await press(client, "anna", "privacy.erase", 1)
    assert "Everything about you is erased." in done["notice"]
    assert (await client.get("/as/anna")).status == 404
    assert (await client.get(link)).status == 404
    assert "Anna" not in await (await client.get("/")).text()
    mine = await house.core.database.read(
        lambda unit: webchat.history(unit.connection, Place("anna"))
    )
    assert mine == []


async def test_a_farewell_in_the_private_chat_is_not_kept(house: House, client: TestClient) -> None:
    body = {"room": "", "key": "k1", "action": "privacy.erase", "args": [1]}
    answer = await client.post("/as/anna/press", json=body)
    assert answer.status == 200
    assert "is erased" in (await answer.json())["notice"]
    mine = await house.core.database.read(
        lambda unit: webchat.history(unit.connection, Place("anna"))
    )
    assert mine == []
