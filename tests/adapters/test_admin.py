"""The administrators' page: who gets in, what it tells, what it never does, and sending again."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from pydantic import SecretStr

from adapters import noticed
from adapters.admin.access import COOKIE, LASTS
from adapters.admin.pages import add_admin
from adapters.backups import note_backup
from adapters.main import House, house
from adapters.noticed import Noticed
from adapters.settings import Settings
from adapters.web.app import links_app, web_app
from adapters.web.settle_in import Settled, settle_in
from bot.admission import link_to
from bot.events import AccountRef
from bot.networkfile import NetworkFile, read
from scheduler.clock import ManualClock, SystemClock
from storage import history, outbox, people
from storage.database import Unit
from storage.delivery import Delivery
from storage.people import Person
from tests.databases import Server
from tests.peers.slack import Slack
from tests.storage.loaded import waiting
from tests.year import EXAMPLES

pytestmark = pytest.mark.slow
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
BASE = "https://kring.example.org"
OWN = {"Origin": BASE}
ANN = AccountRef("slack", "T1", "U1")


@dataclass
class Standing:
    """A server with a network in it, its clock, and a way to ask it."""

    settings: Settings
    clock: ManualClock
    parts: House
    here: Settled
    file: NetworkFile
    client: TestClient

    async def get(self, path: str = "/admin", **headers: str) -> ClientResponse:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.get(path, headers=given, allow_redirects=False)

    async def post(self, path: str, headers: dict[str, str], **form: str) -> ClientResponse:
        return await self.client.post(path, headers=headers, data=form, allow_redirects=False)

    def link(self, account: AccountRef = ANN, id_: str = "n1") -> str:
        return link_to(self.parts.core.links, account, self.clock.now(), id_)

    async def come_in(self, id_: str = "n1") -> dict[str, str]:
        """Use a link, and return the headers of the browser that did."""
        answer = await self.post(self.link(id_=id_), OWN)
        assert answer.status == 303, await answer.text()
        return {"Cookie": f"{COOKIE}={answer.cookies[COOKIE].value}", **OWN}

    async def keep(self, *rows: Delivery) -> None:
        await self.parts.database.write(lambda unit: unit.session.add_all(rows))

    async def state(self, key: str) -> str:
        number = UUID(int=sum(map(ord, key)))
        found = await self.parts.database.read(lambda unit: outbox.get(unit.connection, number))
        assert found
        return found.state


@asynccontextmanager
async def standing(settings: Settings, *, reached: bool) -> AsyncIterator[Standing]:
    clock = ManualClock(NOW)
    async with house(settings, clock) as parts:
        file = read((EXAMPLES / "monthly.yaml").read_bytes())
        here = await parts.database.write(lambda unit: settle_in(unit, file, NOW))
        app = links_app(parts.core) if reached else web_app(parts.core, parts.hub)

        async def trouble() -> str:
            return ""

        add_admin(app, parts.core, settings, trouble, reached=reached)
        async with TestClient(TestServer(app)) as client:
            yield Standing(settings, clock, parts, here, file, client)


@pytest.fixture
def settings(sqlite_copy: Callable[[Path], str], tmp_path: Path) -> Settings:
    url = sqlite_copy(tmp_path / "kring.db")
    return Settings(data=tmp_path, database_url=url, url=BASE, admins="slack:T1:U1")


@pytest.fixture
async def public(settings: Settings) -> AsyncIterator[Standing]:
    """Behind a proxy, as Slack and people's browsers reach it."""
    async with standing(settings, reached=True) as found:
        yield found


@pytest.fixture
async def near(settings: Settings) -> AsyncIterator[Standing]:
    """The local chat's server, on this machine alone."""
    async with standing(settings.model_copy(update={"url": ""}), reached=False) as found:
        yield found


def troubles(network: int) -> tuple[Delivery, ...]:
    first = waiting("failed", "failed", NOW - timedelta(days=1), network)
    first.why, first.last_error = "meetings.practical", "archived: is_archived"
    second = waiting("unknown", "unknown", NOW - timedelta(days=2), network, "slack")
    second.why, second.to_kind = "evaluations.last_call", "person"
    return first, second, waiting("pending", "pending", NOW - timedelta(minutes=5), network)


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_how_it_stands_in_counts_and_without_names(
    settings: Settings, database_url: str, language: str
) -> None:
    here = settings.model_copy(update={"url": "", "database_url": database_url})
    async with standing(here, reached=False) as near:
        await looks(near, language)


async def looks(near: Standing, language: str) -> None:
    await near.keep(*troubles(near.here.network))
    note_backup(near.settings.data, NOW - timedelta(days=3))
    noticed.LAST.append(Noticed("2026-03-02T08:00", "warning", "slack.profile", "fault: x", ""))
    answer = await near.get(f"/admin?language={language}")
    page = await answer.text()
    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    people = len(near.file.members)
    assert f'<th scope="row">local</th><td class="n">{people}</td><td class="n">1</td>' in page
    assert f'<th scope="row">{near.here.network}</th>' in page
    said = {
        "en": ("27 February 2026, 09:00 UTC", "The room is archived", "slack.profile", "5 minutes"),
        "nl": ("27 februari 2026, 09:00 UTC", "De groep is gearchiveerd", "fault: x", "5 minuten"),
    }
    for words in (*said[language], "SQLAlchemy", "0.1.0"):
        assert words in page
    names = (near.file.name, near.here.facilitator, *(one.name for one in near.file.members))
    for name in (*names, near.file.goal):
        assert name not in page


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Forwarded_For": "10.0.0.9"},
        {"X_Forwarded_Host": "kring.example.org"},
        {"Forwarded": "for=10.0.0.9"},
        {"X_Real_IP": "10.0.0.9"},
        {"Via": "1.1 proxy"},
        {"Host": "evil.example.org"},
    ],
)
async def test_whoever_may_come_through_a_proxy_is_not_this_machine(
    near: Standing, headers: dict[str, str]
) -> None:
    answer = await near.get(**headers)
    assert answer.status == 403
    assert "archived" not in await answer.text()


@pytest.mark.parametrize("more", [{"url": BASE}, {"host": "0.0.0.0"}, {"reached": "yes"}])  # noqa: S104 - this is what is refused
async def test_a_server_that_the_world_reaches_knows_no_nearness(
    settings: Settings, more: dict[str, str]
) -> None:
    """A proxy on this machine that adds no header looks like the machine itself."""
    changed = settings.model_copy(update={"url": "", **more})
    async with standing(changed, reached="reached" in more) as there:
        answer = await there.get()
        assert answer.status == 403
        assert "private chat" in await answer.text()


async def test_a_link_works_once_for_a_press_in_its_own_page(public: Standing) -> None:
    link = public.link()
    for _preview in range(2):
        shown = await public.get(link)
        assert shown.status == 200
        assert COOKIE not in shown.cookies
    strange: tuple[dict[str, str], ...] = (
        *({}, {"Origin": "null"}, {"Origin": "https://evil.example.org"}),
        {**OWN, "Sec-Fetch-Site": "cross-site"},
    )
    for headers in strange:
        assert (await public.post(link, headers)).status == 403
    answer = await public.post(link, {**OWN, "Sec-Fetch-Site": "same-origin"})
    assert (answer.status, answer.headers["Location"]) == (303, "/admin")
    cookie = answer.headers["Set-Cookie"]
    for part in ("__Host-kring-admin=", "HttpOnly", "SameSite=Strict", "Secure", "Path=/"):
        assert part in cookie
    browser = {"Cookie": cookie.partition(";")[0]}
    assert (await public.client.get("/admin", headers=browser)).status == 200
    again = await public.post(link, OWN)
    assert again.status == 403
    assert "was used" in await again.text()


async def test_a_link_that_is_not_good(public: Standing) -> None:
    bram = AccountRef("slack", "T1", "U2")
    links = public.parts.core.links
    old = public.link(id_="old")
    public.clock.move(timedelta(minutes=10))
    wrong = (
        *(old, public.link(bram), f"{public.link()}x", "/admin/enter/x", "/admin/enter/%22"),
        links.to("privacy", 2**31, "id:slack:T1:U1").replace("privacy", "admin/enter"),
    )
    for link in wrong:
        assert (await public.post(link, OWN)).status == 403, link
    for link in (old, *wrong[2:]):
        assert (await public.get(link)).status == 403, link


async def test_a_session_ends_and_cannot_be_made(public: Standing, settings: Settings) -> None:
    browser = await public.come_in()
    assert (await public.client.get("/admin", headers=browser)).status == 200
    made, _dot, signature = browser["Cookie"].rpartition(".")
    # Not its last letter alone, of which two bits say nothing.
    for bad in (f"{made}.{signature[::-1]}", f"{COOKIE}=x", f"{COOKIE}="):
        assert (await public.client.get("/admin", headers={"Cookie": bad})).status == 403
    token = public.link().rpartition("/")[2]  # signed with the same secret, for something else
    assert (await public.get(Cookie=f"{COOKIE}={token}")).status == 403
    public.clock.move(LASTS)
    assert (await public.client.get("/admin", headers=browser)).status == 403


async def test_who_is_no_administrator_any_more_stays_outside(settings: Settings) -> None:
    async with standing(settings, reached=True) as there:
        browser = await there.come_in()
        object.__setattr__(there.settings, "admins", "slack:T1:U9")
        assert (await there.client.get("/admin", headers=browser)).status == 403


async def test_without_https_nobody_is_let_in(settings: Settings) -> None:
    plain = settings.model_copy(update={"url": "http://kring.example.org"})
    async with standing(plain, reached=True) as there:
        assert "https" in await (await there.get(there.link())).text()
        answer = await there.post(there.link(), {"Origin": "http://kring.example.org"})
        assert answer.status == 403
        assert COOKIE not in answer.cookies


async def test_this_machine_needs_no_session(near: Standing) -> None:
    answer = await near.get(near.link())
    assert (answer.status, answer.headers["Location"]) == (303, "/admin")


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found
    return found[1]


async def test_sending_again_is_kept_with_who_did_it(settings: Settings, database_url: str) -> None:
    async with standing(
        settings.model_copy(update={"database_url": database_url}), reached=True
    ) as there:
        await sends_again(there)


async def sends_again(public: Standing) -> None:
    network = public.here.network
    await public.keep(*troubles(network))
    ann = await public.parts.database.write(
        lambda unit: people.add(unit.session, Person(name="Ann"), *vars(ANN).values()).id
    )
    browser = await public.come_in()
    page = await (await public.client.get("/admin", headers=browser)).text()
    row = {"network": str(network), "delivery": str(UUID(int=sum(map(ord, "failed"))))}
    form = {**row, "token": token_in(page)}
    other = await public.come_in("n2")
    wrong: tuple[tuple[dict[str, str], dict[str, str]], ...] = (
        (browser, row),
        (browser, {**row, "token": "é"}),
        (other, form),
        (OWN, form),
        ({**browser, "Origin": "https://evil.example.org"}, form),
        ({"Cookie": browser["Cookie"]}, form),
        ({**browser, "Sec-Fetch-Site": "same-site"}, form),
    )
    for headers, given in wrong:
        assert (await public.post("/admin/again", headers, **given)).status == 403
    assert await public.state("failed") == "failed"
    elsewhere = ({"network": str(network + 1)}, {"network": "x" * 99}, {"delivery": "1"})
    for change in elsewhere:
        answer = await public.post("/admin/again", browser, **{**form, **change})
        assert "said=gone" in answer.headers["Location"]
    assert await public.state("failed") == "failed"
    for said in ("again", "gone"):
        answer = await public.post("/admin/again?language=nl", browser, **form)
        assert answer.headers["Location"] == f"/admin?said={said}&language=nl"
    assert await public.state("failed") == "pending"
    [change] = await public.parts.database.read(lambda unit: recorded(unit, network))
    assert change == ("sent_again", {"administrator": True}, ann)


def recorded(unit: Unit, network: int) -> list[tuple[str, object, int | None]]:
    found = history.page(unit.connection, network, 0, 9)
    return [(one.what, one.facts, one.person_id) for one in found if one.what == "sent_again"]


async def test_closing_the_page_forgets_the_cookie(public: Standing) -> None:
    browser = await public.come_in()
    answer = await public.post("/admin/leave", browser)
    assert answer.status == 200
    assert answer.cookies[COOKIE].value == ""
    assert answer.cookies[COOKIE]["max-age"] == "0"


async def test_closing_the_page_ends_a_copied_cookie_and_no_other(public: Standing) -> None:
    browser, other = await public.come_in("n1"), await public.come_in("n2")
    assert (await public.get(**browser)).status == 200
    await public.post("/admin/leave", browser)
    assert (await public.get(**browser)).status == 403
    assert (await public.post("/admin/again", browser, token="")).status == 403
    assert (await public.post("/admin/leave", browser)).status == 200
    assert (await public.get(**other)).status == 200


async def test_of_several_servers_it_says_what_only_one_knows(
    settings: Settings, postgresql: Server
) -> None:
    """Its own log, and whether it is well; how many send is in the database."""
    async with Slack(SystemClock().now) as slack:
        with postgresql.database() as url:
            given = {"url": "", "database_url": url, "slack_api_url": slack.api_url}
            token, secret = SecretStr(f"xoxb-{slack.team().id}"), SecretStr(Slack.signing_secret)
            given |= {"slack_bot_token": token, "slack_signing_secret": secret}
            await tells_of_the_others(settings.model_copy(update=given))


async def tells_of_the_others(here: Settings) -> None:
    async with standing(here, reached=False) as near:
        page = await (await near.get()).text()
        assert "Only of the server that shows this page" in page
        assert '<dt>Servers that send</dt><dd class="loud">0</dd>' in page
        assert near.parts.keeper is not None
        await near.parts.keeper.beat()
        page = await (await near.get()).text()
        assert "<dt>Servers that send</dt><dd>1</dd>" in page
        await near.parts.keeper.stop()


async def test_only_what_pages_look_like_is_given_away(public: Standing) -> None:
    page = await (await public.get()).text()
    named = re.findall(r"(/static/[\w.]+)", page)
    assert len(named) == 3
    for path in (*named, "/static/card.css"):
        assert (await public.get(path)).status == 200, path
    for path in ("/static/chat.js", "/static/", "/static/..%2fapp.py"):
        assert (await public.get(path)).status == 404, path


@pytest.mark.parametrize(
    ("given", "good"),
    [
        ("", True),
        ("slack:T1:U1", True),
        ("slack:T1:U1, teams:a-b:29:1x", True),
        ("*", False),
        ("slack:T1:*", False),
        ("slack:T1", False),
        ("vera", False),
    ],
)
def test_who_is_an_administrator_is_written_out(
    given: str, good: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRING_ADMINS", given)
    if not good:
        with pytest.raises(ValueError, match="admins"):
            Settings()
        return
    assert Settings().administers(ANN) == ("T1" in given)
    assert not Settings().administers(AccountRef("", "", ""))
