"""What comes in from a page, as it is meant and as it is not: never a fault, never a leak."""

import json
from io import BytesIO
from typing import Any

import pytest
from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from yarl import URL

from adapters.web import guard, inbound
from storage import files, networks, people
from storage.unit import Unit
from tests.adapters.web.house import House

PRESS = {"room": "circle", "action": "sample.vote", "args": [1, "Both, please"], "key": "k1"}
PLACES = ["/", "/as/anna", "/as/anna/kring", "/as/anna/in/circle"]
PAGES = [*PLACES, "/gallery", "/gallery/polls"]


async def say(client: TestClient, user: str, text: str, room: str = "") -> dict[str, Any]:
    key = f"key {text[:40]}"
    line = {"room": room, "text": text, "key": key}
    answer = await client.post(f"/as/{user}/say", json=line)
    assert answer.status == 200, await answer.text()
    return await answer.json()


async def news(client: TestClient, user: str, room: str = "") -> str:
    answer = await client.get(f"/as/{user}/news", params={"room": room, "rev": 0})
    return "\n".join(each["html"] for each in (await answer.json())["messages"])


async def test_pages_come_with_a_strict_policy(client: TestClient) -> None:
    for page in PAGES:
        answer = await client.get(page)
        assert answer.status == 200, page
        assert guard.HEADERS.items() <= answer.headers.items(), page
        text = await answer.text()
        assert " style=" not in text, page
        assert "<script>" not in text, page
        assert "onclick" not in text, page


async def test_a_line_in_a_room_is_for_all_in_it(client: TestClient) -> None:
    await say(client, "anna", "Good morning <b>all</b>", "circle")
    assert "Good morning &lt;b&gt;all&lt;/b&gt;" in await news(client, "bram", "circle")
    assert (await client.get("/as/chloe/news?room=circle")).status == 403


@pytest.mark.parametrize("line", ["/kring card", "/card", "/Kring CARD", "/kring kaart"])
async def test_a_command_in_a_room_is_seen_by_who_typed_it(client: TestClient, line: str) -> None:
    await say(client, "anna", line, "circle")
    mine = await news(client, "anna", "circle")
    assert "Do you come on 12 March?" in mine
    assert "only you see this" in mine
    assert await news(client, "bram", "circle") == ""


async def test_every_line_in_the_private_chat_is_a_command(client: TestClient) -> None:
    await say(client, "bram", "voorbeld")
    assert "voorbeeld" in await news(client, "bram")
    answer = await say(client, "bram", "voorbeeld")
    assert "Plan een bijeenkomst" in answer["form"]


async def test_a_press_changes_the_card_for_all(client: TestClient, house: House) -> None:
    await say(client, "anna", "/vote", "circle")
    await house.settle()
    assert (await client.post("/as/bram/press", json=PRESS)).status == 200
    await house.settle()
    assert "Bram Özgür" in await news(client, "anna", "circle")


async def test_a_button_of_an_old_card_is_answered_kindly(client: TestClient) -> None:
    old = {**PRESS, "action": "old.gone"}
    assert (await client.post("/as/anna/press", json=old)).status == 200
    mine = await news(client, "anna", "circle")
    assert "older card" in mine
    assert await news(client, "bram", "circle") == ""


async def test_at_home_an_answer_comes_with_the_press(client: TestClient) -> None:
    press = {"place": "home", "action": "old.gone", "args": [1], "key": "k1"}
    answer = await (await client.post("/as/anna/press", json=press)).json()
    assert "older card" in answer["notice"]
    assert await news(client, "anna") == ""


async def test_a_form_sent_twice_counts_once(client: TestClient) -> None:
    values = {"title": ["Books"]}
    form = {"action": "sample.make", "args": [1], "key": "k7", "values": values}
    for _ in range(2):
        assert (await client.post("/as/anna/form", json=form)).status == 200
    assert (await news(client, "anna")).count("Kept: Books") == 1


async def test_a_fault_is_told_at_its_field_and_the_next_try_counts(client: TestClient) -> None:
    form = {"action": "sample.make", "args": [1], "key": "k7", "values": {"title": ["=1+1"]}}
    refused = await client.post("/as/anna/form", json=form)
    answer = await refused.json()
    assert (refused.status, answer["fault"]["field"]) == (422, "title")
    again = {**form, "key": answer["key"], "values": {"title": ["One"]}}
    assert (await client.post("/as/anna/form", json=again)).status == 200
    assert "Kept: One" in await news(client, "anna")


STRANGE_HOSTS = [
    "evil.example",
    "127.0.0.1.evil.example",
    "10.0.0.1",
    "localhost.evil.example",
    "[",
]


async def test_another_host_is_refused(client: TestClient) -> None:
    for host in STRANGE_HOSTS:
        for page in ("/", "/static/base.css", "/nothing"):
            answer = await client.get(page, headers={"Host": host})
            assert answer.status in (400, 403)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8123", "[::1]:80", "LOCALHOST:1"])
def test_this_machine_is_known_by_its_names(host: str) -> None:
    assert guard.is_this_machine(host)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_changes_nothing(client: TestClient, headers: dict[str, str]) -> None:
    answer = await client.post("/as/anna/press", json=PRESS, headers=headers)
    assert answer.status == 403
    answer = await client.post("/people", data={"name": "X", "language": "en"}, headers=headers)
    assert answer.status == 403


MALFORMED = [
    *("", "{", "[]", "null", '"text"', "1" * 5000, "[" * 100_000, '{"text": "\\ud800"}'),
    *('{"key": ""}', '{"room": 1, "key": "k"}', '{"key": "k", "args": {}}'),
    *('{"key": "k", "args": [1.5]}', '{"key": "k", "args": [true]}'),
    *('{"key": "k", "args": [99999999999999999999]}', '{"key": "k", "values": {"a": "b"}}'),
    '{"key": "k", "values": {"a": [1]}}',
]


@pytest.mark.parametrize("path", ["say", "press", "form", "seen", "clock"])
async def test_what_is_malformed_is_refused(client: TestClient, path: str) -> None:
    for body in MALFORMED:
        headers = {"Content-Type": "application/json"}
        answer = await client.post(f"/as/anna/{path}", data=body, headers=headers)
        assert answer.status in (200, 400), await answer.text()
        plain = await client.post(f"/as/anna/{path}", data=body)
        assert plain.status == 400


NOBODY = ["nobody", "%00", "..%2f..", "<b>", "🙂", "a" * 3000]


async def test_an_unknown_person_is_nobody(client: TestClient) -> None:
    for user in NOBODY:
        for page in ("", "/kring", "/news", "/events", "/in/circle"):
            answer = await client.get(f"/as/{user}{page}")
            assert answer.status in (400, 404), page


async def test_what_is_too_large_is_refused(client: TestClient) -> None:
    line = {"room": "", "key": "k", "text": "x" * (inbound.LONGEST_BODY + 1)}
    assert (await client.post("/as/anna/say", json=line)).status == 413
    await say(client, "anna", "x" * 10_000, "circle")
    assert "x" * 10_000 in await news(client, "bram", "circle")


ELSEWHERE = [
    *("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/"),
    *("/static//etc/passwd", "/static/%00", "/files/../healthz", "/files/x", "/files/%00"),
]


async def test_no_path_leads_elsewhere(client: TestClient) -> None:
    for path in ELSEWHERE:
        url = client.make_url("/").join(URL(path, encoded=True))
        answer = await client.session.get(URL(str(url), encoded=True), allow_redirects=False)
        assert answer.status in (400, 403, 404) or "status" in await answer.text()


async def upload(client: TestClient, name: str, data: bytes, mime: str) -> ClientResponse:
    form = FormData(quote_fields=False)
    form.add_field("file", BytesIO(data), filename=name, content_type=mime)
    return await client.post("/as/anna/files", data=form)


async def test_a_file_comes_back_by_its_signed_link(client: TestClient, house: House) -> None:
    kept = await (await upload(client, "Programma é.pdf", b"%PDF", "application/pdf")).json()
    link = house.core.links.to("files", int(kept["id"]))
    answer = await client.get(link)
    assert (answer.status, await answer.read()) == (200, b"%PDF")
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    for wrong in (link[:-1], link + "x", house.core.links.to("calendar", int(kept["id"]))):
        token = wrong.rpartition("/")[2]
        assert (await client.get(f"/files/{token}")).status == 403
    assert (await client.get(house.core.links.to("files", 999))).status == 404


@pytest.mark.parametrize("mime", ["text/html", "image/svg+xml", "text/javascript", "x/y\u00e9"])
async def test_a_file_is_never_a_page(client: TestClient, house: House, mime: str) -> None:
    kept = await (await upload(client, "../../a\\b.html", b"<script>", mime)).json()
    assert kept["name"] == "b.html"
    answer = await client.get(house.core.links.to("files", int(kept["id"])))
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


async def test_a_file_that_is_too_large_is_refused(client: TestClient) -> None:
    answer = await upload(client, "big", b"x" * (files.LARGEST + 1), "text/plain")
    assert (answer.status, "10 MB" in await answer.text()) == (413, True)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=b"),
        (b"--b\r\n\r\nx\r\n--b--", "multipart/form-data; boundary=b"),
        (b"--b\r\nno header", "multipart/form-data; boundary=b"),
        (
            b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\nx\r\n--b--',
            "multipart/x; boundary=b",
        ),
        (b"{}", "application/json"),
    ],
)
async def test_half_a_file_is_refused(client: TestClient, data: bytes, kind: str) -> None:
    answer = await client.post("/as/anna/files", data=data, headers={"Content-Type": kind})
    assert answer.status == 400


async def test_people_come_to_a_room_and_go(client: TestClient, house: House) -> None:
    add = await client.post("/as/anna/in/circle/people", data={"user": "chloe"})
    assert add.status == 200
    await say(client, "chloe", "Hello", "circle")
    left = await client.post("/as/chloe/in/circle/leave", data={})
    assert left.url.path == "/as/chloe"
    assert (await client.get("/as/chloe/news?room=circle")).status == 403
    assert "Hello" in await news(client, "bram", "circle")


async def test_a_room_is_made_with_people_in_it(client: TestClient) -> None:
    data = FormData([("name", "New <room>"), ("user", "bram"), ("user", "nobody")])
    made = await client.post("/as/anna/rooms", data=data)
    assert made.url.path.startswith("/as/anna/in/")
    assert "New &lt;room&gt;" in await (await client.get("/as/bram")).text()
    assert "New &lt;room&gt;" not in await (await client.get("/as/chloe")).text()


async def test_somebody_new_comes_in(client: TestClient) -> None:
    page = await client.post("/people", data={"name": "Dina  Ünal", "language": "nl"})
    assert (page.status, "Dina Ünal" in await page.text()) == (200, True)
    for bad in ({"name": "", "language": "nl"}, {"name": "x", "language": "xx"}, {}):
        assert (await client.post("/people", data=bad)).status == 400


async def test_the_language_follows_the_person(client: TestClient) -> None:
    assert "Startpagina" in await (await client.get("/as/bram")).text()
    page = await client.post("/as/bram/language?back=/as/bram/kring", data={"language": "en"})
    assert (page.url.path, "Home" in await page.text()) == ("/as/bram/kring", True)
    away = "/as/bram/language?back=//evil.example"
    answer = await client.post(away, data={"language": "nl"}, allow_redirects=False)
    assert answer.headers["Location"] == "/as/bram"


async def test_the_clock_moves_forward_and_one_move_at_a_time(
    client: TestClient, house: House
) -> None:
    before = house.now()
    assert (await client.post("/as/anna/clock", json={"to": "day"})).status == 202
    async with client.get("/as/anna/events") as stream:
        while b'"moving": false' not in await stream.content.readline():
            pass
    assert (house.now() - before).days == 1
    for bad in ("", "yesterday", "0001-01-01T00:00", "9999-12-31T23:59", "2026-13-01"):
        answer = await client.post("/as/anna/clock", json={"to": bad})
        assert answer.status in (202, 400, 409), bad
        break


async def test_events_begin_with_a_change_so_that_nothing_is_missed(client: TestClient) -> None:
    async with client.get("/as/anna/events") as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readline() == b"event: change\n"


async def test_reading_takes_the_marks_away(client: TestClient, house: House) -> None:
    await say(client, "anna", "Good morning", "circle")
    unread = (await (await client.get("/as/bram/news")).json())["unread"]
    assert unread["circle"] == 1
    answer = await client.post("/as/bram/seen", json={"room": "circle", "last": 2**30})
    assert (await answer.json())["total"] == 0


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)
names = st.sampled_from(["room", "text", "key", "action", "args", "value", "values", "last", "to"])
nearly = st.fixed_dictionaries(
    {"key": st.uuids().map(str)},
    optional={
        "room": st.sampled_from(["", "circle", "other", "none"]),
        "text": st.text(max_size=60),
        "action": st.sampled_from(["sample.vote", "sample.open", "sample.make", "core.command"])
        | st.text(max_size=20),
        "args": st.lists(st.integers() | st.text(max_size=9), max_size=4),
        "value": st.text(max_size=20),
        "values": st.dictionaries(st.text(max_size=8), st.lists(st.text(max_size=20), max_size=3)),
        "last": st.integers(),
        "to": st.text(max_size=12),
        "place": st.sampled_from(["home", "room"]),
    },
)


@pytest.mark.slow
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    path=st.sampled_from(["say", "press", "form", "seen", "clock"]),
    found=nearly | st.dictionaries(names, anything) | anything,
)
async def test_nothing_that_comes_in_breaks_the_chat(
    client: TestClient, path: str, found: object
) -> None:
    data = json.dumps(found).encode()
    headers = {"Content-Type": "application/json"}
    answer = await client.post(f"/as/anna/{path}", data=data, headers=headers)
    assert answer.status < 500, await answer.text()
    assert (await client.get("/as/anna/in/circle")).status == 200


async def test_an_answer_in_words_names_people(client: TestClient, house: House) -> None:
    def steer(unit: Unit) -> int:
        anna, bram = (people.find(unit.connection, "web", "local", who) for who in ("anna", "bram"))
        row = networks.membership(unit.session, 1, anna.id)
        row.role = "facilitator"
        unit.session.add(row)
        return bram.id

    bram = await house.core.database.write(steer)
    press = {"action": "members.promote", "args": [1], "value": str(bram), "key": "p1"}
    await client.post("/as/anna/press", json=press)
    assert "Bram Özgür</span> is a facilitator now" in await news(client, "anna")
    at_home = {**press, "key": "p2", "place": "home"}
    answer = await (await client.post("/as/anna/press", json=at_home)).json()
    assert "Bram Özgür</span> is a facilitator now" in answer["notice"]


async def test_the_clock_does_not_run_off_for_centuries(client: TestClient, house: House) -> None:
    before = house.now()
    for to in ("9999-12-31T23:59", "2030-01-01T10:00"):
        answer = await client.post("/as/anna/clock", json={"to": to})
        assert answer.status == 409
        assert "two years" in (await answer.json())["fault"]["text"]
    assert house.now() == before
