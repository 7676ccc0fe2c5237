"""Who takes part in a browser: how they come in, and that they are and see nobody else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from aiohttp.test_utils import TestClient, TestServer
from itsdangerous import URLSafeSerializer
from sqlalchemy import select

from adapters.settings import Settings
from adapters.web import pages
from adapters.web.app import web_app
from adapters.web.browser import COOKIE, LASTS
from adapters.web.guard import HEADERS
from adapters.web.hub import Hub
from bot.browsing import INVITED
from bot.events import AccountRef, RoomRef
from bot.links import Links
from storage import networks, people
from storage.database import Database, Unit
from storage.erasing import erase
from storage.networks import Membership
from storage.people import Account, Person
from storage.tables import table
from tests.adapters.web.browser import BASE, OWN, Tab, ThroughBrowser, link_in, through
from tests.conversation import MONDAY, Clock, Conversation, core_for
from tests.driving import drive
from tests.ledger import Ledger
from tests.somebody import Somebody
from tests.ways import Direct

pytestmark = pytest.mark.slow
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
_account, _member = table(Account), table(Membership)
HOST = AccountRef("slack", "T1", "U1")


@dataclass
class Opened:
    """A network facilitated from Slack, and the browser's way in."""

    chat: Conversation
    way: ThroughBrowser
    host: Somebody

    async def link(self, name: str, host: Somebody | None = None) -> str:
        return link_in(await (host or self.host).says(f"invite {name}"))

    async def invited(self, name: str, host: Somebody | None = None) -> Tab:
        tab = await self.way.invited(name, await self.link(name, host))
        await self.chat.settle()
        return tab

    async def people(self) -> int:
        return len(await self.chat.database.read(self._refs))

    def _refs(self, unit: Unit) -> list[Any]:
        chosen = select(_account.c.user_ref).where(_account.c.tenant == "browser")
        return list(unit.connection.execute(chosen).scalars())

    async def number(self, name: str) -> int:
        ref = self.way.refs[name]
        chosen = select(_account.c.person_id).where(_account.c.user_ref == ref)
        return await self.chat.database.read(
            lambda unit: unit.connection.execute(chosen).scalar_one()
        )

    def room(self, number: int = 0) -> str:
        rooms = self.chat.database.read_now(
            lambda unit: [
                ref
                for network in (1, 2)
                for _id, _platform, tenant, ref in networks.rooms(unit.connection, network)
                if tenant == "browser"
            ]
        )
        return str(rooms[number])


class InSlack(Direct):
    """Everybody but those in a browser, with accounts and a room elsewhere."""

    def account(self, name: str, language: str) -> AccountRef:
        return AccountRef("slack", "T1", name.casefold())

    def room(self, name: str) -> RoomRef:
        return RoomRef("slack", "T1", name)


@asynccontextmanager
async def opened(database: Database, language: str = "en") -> AsyncIterator[Opened]:
    clock = Clock(MONDAY)
    core, ledger = core_for(database, clock), Ledger(clock)
    ledger.platform = "slack"
    async with through(core, clock) as way:
        in_browser = Ledger(clock, way.messenger)
        moved = drive(core, database, clock, ledger, in_browser)
        chat = Conversation(database, core, clock, ledger, InSlack(core, ledger), *moved)
        vera, *_others = await chat.network("Circle", language=language)
        yield Opened(chat, way, vera)


async def test_an_invitation_lets_one_person_in_once(database: Database) -> None:
    async with opened(database) as there:
        link = await there.link("Eva <b>")
        for tab in (Tab(there.way.client), Tab(there.way.client)):
            shown = await tab.get(link)
            assert shown.status == 200
            assert "Come in as Eva &lt;b&gt;" in await shown.text()
        assert await there.people() == 0  # a preview of the link uses nothing up
        for headers in ({}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
            assert (await Tab(there.way.client).post(link, headers=headers)).status == 403
        eva, second = Tab(there.way.client), Tab(there.way.client)
        answer = await eva.comes_in(link)
        assert (answer.status, answer.headers["Location"]) == (303, "/me")
        cookie = answer.cookies[COOKIE]
        assert (cookie["httponly"], cookie["secure"]) == (True, True)
        assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
        assert (await second.comes_in(link)).status == 403
        assert second.session == ""
        assert await there.people() == 1
        for tab, words in ((eva, "you are Eva &lt;b&gt; now"), (second, "Ask who sent it")):
            again = await tab.get(link)  # people come back by the link that they were sent
            assert again.status == 403
            page = await again.text()
            assert words in page
            assert ('href="/me"' in page) is (tab is eva)
        await there.chat.settle()
        for path, words in (
            ("/me", "Circle"),
            ("/me/kring", "Welcome to Circle"),
            (f"/me/in/{there.room()}", "Circle meets in one more group"),
        ):
            page = await eva.get(path)
            assert page.status == 200
            assert words in await page.text()
            assert page.headers["Cache-Control"] == "no-store"
            for name, value in HEADERS.items():
                assert page.headers[name] == value
        assert "Vera" not in await (await eva.get("/me")).text()  # nobody to choose from


async def test_of_many_who_open_one_link_at_once_one_comes_in(database: Database) -> None:
    async with opened(database) as there:
        link = await there.link("Eva")
        tabs = [Tab(there.way.client) for _ in range(8)]
        answers = await asyncio.gather(*(tab.comes_in(link) for tab in tabs))
        assert sorted(answer.status for answer in answers) == [303, *[403] * 7]
        assert len([tab for tab in tabs if tab.session]) == 1
        assert await there.people() == 1


@on_sqlite
async def test_without_a_session_there_is_nothing(database: Database) -> None:
    async with opened(database) as there:
        eva = await there.invited("Eva")
        ref, room = there.way.refs["Eva"], there.room()
        until = int((MONDAY + LASTS).timestamp())
        forged = URLSafeSerializer("guessed", salt="kring-browser-session").dumps([ref, until])
        reads = ["/me", "/me/card", "/me/kring", f"/me/in/{room}", "/me/news", "/me/events"]
        acts = ["say", "press", "form", "shortcut", "seen", "files", "language", f"in/{room}/leave"]
        for session in ("", "x", eva.session[:-1], str(forged), Links("secret").token("a", 1)):
            tab = Tab(there.way.client, session)
            for path in reads:
                assert (await tab.get(path)).status == 403, path
            for path in acts:
                assert (await tab.post(f"/me/{path}", {"text": "kring"})).status == 403, path
        for path in (f"/as/{ref}", "/gallery", "/people", f"/me/{ref}", "/me/rooms", "/me/clock"):
            assert (await eva.get(path)).status == 404, path
        assert (await eva.get("/")).headers["Location"] == "/me"
        assert (await eva.get("/in/r?before=3")).headers["Location"] == "/me/in/r?before=3"


@on_sqlite
async def test_the_local_chat_lets_nobody_be_who_came_in_by_a_link(database: Database) -> None:
    async with opened(database) as there:
        await there.invited("Eva")
        local = web_app(there.chat.core, Hub())
        async with TestClient(TestServer(local)) as client:
            assert (await client.get(f"/as/{there.way.refs['Eva']}")).status == 404
            assert "Eva" not in await (await client.get("/")).text()
        now = there.chat.clock.now
        add = Person(name="Anybody")
        await database.write(lambda unit: people.add(unit.session, add, "web", "local", "anybody"))
        sessions = URLSafeSerializer("a secret of its own", salt="kring-browser-session")
        until = int((now + LASTS).timestamp())
        tab = Tab(there.way.client, str(sessions.dumps(["anybody", until])))
        assert (await tab.get("/me")).status == 403


@on_sqlite
async def test_changes_come_from_kring_s_own_pages(database: Database) -> None:
    async with opened(database) as there:
        eva = await there.invited("Eva")
        line = {"room": there.room(), "text": "Hello all", "key": "one"}
        elsewhere: tuple[dict[str, str], ...] = (
            {},
            {"Origin": "https://evil.example"},
            {"Origin": "http://kring.example.org"},
            {**OWN, "Sec-Fetch-Site": "cross-site"},
            {**OWN, "Sec-Fetch-Site": "same-site"},
        )
        for headers in elsewhere:
            assert (await eva.post("/me/say", line, headers=headers)).status == 403
        assert "Hello all" not in await (await eva.get(f"/me/in/{there.room()}")).text()
        assert (await eva.post("/me/say", line)).status == 200
        assert "Hello all" in await (await eva.get(f"/me/in/{there.room()}")).text()


async def test_another_network_is_out_of_reach(database: Database) -> None:
    async with opened(database) as there:
        eva = await there.invited("Eva")
        [vic, *_] = await there.chat.network("Secret", facilitators=("Vic",), members=("Wim",))
        otto = await there.invited("Otto", vic)
        mine, theirs = there.room(0), there.room(1)
        hello = {"room": theirs, "text": "Our secret", "key": "o"}
        assert (await otto.post("/me/say", hello)).status == 200
        assert (await eva.get(f"/me/in/{theirs}")).headers["Location"] == "/me"
        assert (await eva.get(f"/me/news?room={theirs}&rev=0")).status == 403
        about = {"room": theirs, "key": "e"}
        presses = {"action": "polls.vote", "args": [2, 1, 0]}
        forms = {"action": "networks.settings", "args": [2], "values": {}}
        for path, body in (
            ("say", {**about, "text": "Hi"}),
            ("press", {**about, **presses}),
            ("form", {**about, **forms}),
            ("shortcut", {**about, "message": 1}),
            ("seen", {**about, "last": 1}),
            (f"in/{theirs}/leave", {}),
        ):
            assert (await eva.post(f"/me/{path}", body)).status == 403, path
        said = await eva.post("/me/press", {**presses, "room": "", "key": "e1", "place": "home"})
        assert "You are not in this learning network" in await said.text()
        message = {"room": mine, "message": 1, "key": "e2"}
        pages = [
            *("/me", "/me/kring", f"/me/in/{mine}", "/me/card", f"/me/news?room={mine}&rev=0"),
        ]
        seen = [await (await eva.get(path)).text() for path in pages]
        seen.append(await (await eva.post("/me/shortcut", message)).text())
        for words in ("Secret", "Our secret", "Otto", "Vic", "Wim"):
            assert not any(words in one for one in seen), words


@on_sqlite
async def test_a_facilitator_in_a_browser_is_shown_nobody_of_elsewhere(database: Database) -> None:
    async with opened(database) as there:
        eva = await there.invited("Eva")
        [vic, *_] = await there.chat.network("Secret", facilitators=("Vic",), members=())
        await there.invited("Otto", vic)
        otto, number = await there.number("Otto"), await there.number("Eva")

        def promote(unit: Unit) -> None:
            row = networks.membership(unit.session, 1, number)
            assert row
            row.role = "facilitator"

        await there.chat.database.write(promote)
        asked = {"room": "", "key": "a", "action": "members.add", "args": [1]}
        said = await (await eva.post("/me/press", asked)).text()
        assert "Otto" not in said
        added = {**asked, "key": "b", "values": {"people": [str(otto)]}}
        assert (await eva.post("/me/form", added)).status == 200
        chosen = select(_member.c.person_id).where(_member.c.network_id == 1)
        inside = await there.chat.database.read(
            lambda unit: list(unit.connection.execute(chosen).scalars())
        )
        assert otto not in inside
        assert number in inside


@on_sqlite
async def test_who_was_taken_out_sees_nothing_and_cannot_come_back(database: Database) -> None:
    async with opened(database) as there:
        link = await there.link("Eva")
        eva = await there.way.invited("Eva", link)
        room, number = there.room(), await there.number("Eva")
        await there.host.pushes("members.remove", 1)
        await there.chat.core.database.write(lambda unit: _left(unit, number))
        assert (await eva.get("/me")).status == 200
        assert "Circle" not in await (await eva.get("/me")).text()
        assert (await eva.get(f"/me/news?room={room}&rev=0")).status == 403
        token = link.rpartition("/")[2]
        again = {"room": "", "key": "a", "action": "joining.come_in", "args": [1, token]}
        answer = await eva.post("/me/form", {**again, "values": {}})
        assert "This link was used" in (await answer.json())["fault"]["text"]
        await there.chat.database.write(lambda unit: erase(unit, number, MONDAY))
        assert (await eva.get("/me")).status == 403


def _left(unit: Unit, person: int) -> None:
    row = networks.membership(unit.session, 1, person)
    assert row
    row.left_at = MONDAY


@on_sqlite
@pytest.mark.parametrize("why", ["late", "stepped down", "another's", "not ours"])
async def test_an_invitation_ends(database: Database, why: str) -> None:
    async with opened(database) as there:
        link = await there.link("Eva")
        match why:
            case "late":
                there.chat.clock.now += INVITED
            case "stepped down":
                host = there.host.id
                await there.chat.database.write(lambda unit: _left(unit, host))
            case "another's":
                link = f"/browser/enter/{Links('secret').token('admin/enter', 2**31, 'a')}"
            case "not ours":
                link = f"{link}x"
        tab = Tab(there.way.client)
        assert (await tab.comes_in(link)).status == 403
        assert tab.session == ""
        assert await there.people() == 0


@on_sqlite
async def test_another_browser_of_one_s_own(database: Database) -> None:
    async with opened(database) as there:
        eva = await there.invited("Eva")
        asked = {"room": "", "action": "joining.browser", "args": [0]}
        in_room = await eva.post("/me/press", {**asked, "room": there.room(), "key": "r"})
        assert in_room.status == 200
        assert "private chat" in await (await eva.get(f"/me/in/{there.room()}")).text()
        links = []
        for key in ("a", "b"):
            await eva.post("/me/press", {**asked, "key": key})
            said = there.way.overheard.said[0]
            links.append(link_in(there.chat.plain(said.card)))  # type: ignore[union-attr, arg-type] # a card's whisper
        phone, thief = Tab(there.way.client), Tab(there.way.client)
        assert "Come in as Eva" in await (await phone.get(links[0])).text()
        assert (await phone.comes_in(links[0])).status == 303
        assert (await thief.comes_in(links[0])).status == 403
        assert "Eva" in await (await phone.get("/me")).text()
        there.chat.clock.now += timedelta(minutes=10)
        assert (await thief.comes_in(links[1])).status == 403
        assert await there.people() == 1
        assert "You have Kring here" in await there.host.pushes("joining.browser", 0)


@on_sqlite
async def test_who_is_here_already_comes_into_a_second_network(database: Database) -> None:
    async with opened(database) as there:
        eva = await there.invited("Eva")
        [vic, *_] = await there.chat.network("Second", facilitators=("Vic",), members=())
        link = await there.link("Eva Smit", vic)
        assert "In this browser you are Eva now." in await (await eva.get(link)).text()
        assert (await eva.comes_in(link, **{"as": "me"})).status == 303
        assert await there.people() == 1
        page = await (await eva.get("/me")).text()
        assert "Circle" in page
        assert "Second" in page
        assert (await eva.post(f"/me/in/{there.room(0)}/leave")).headers["Location"] == "/me"
        page = await (await eva.get("/me")).text()
        assert "Circle" not in page
        assert "Second" in page


@on_sqlite
async def test_a_session_lasts_while_it_is_used(database: Database) -> None:
    async with opened(database) as there:
        eva = await there.invited("Eva")
        assert COOKIE not in (await eva.get("/me")).cookies
        there.chat.clock.now += timedelta(days=2)
        renewed = (await eva.get("/me")).cookies[COOKIE].value
        there.chat.clock.now += LASTS - timedelta(days=1)
        assert (await eva.get("/me")).status == 403
        fresh = Tab(there.way.client, renewed)
        assert (await fresh.get("/me")).status == 200
        answer = await fresh.post("/me/out")
        assert answer.cookies[COOKIE].value == ""
        assert "You have left" in await answer.text()


@on_sqlite
async def test_it_speaks_dutch(database: Database) -> None:
    async with opened(database, "nl") as there:
        said = await there.host.says("uitnodigen Eva")
        assert "Een link voor Eva" in said
        eva = await there.way.invited("Eva", link_in(said))
        again = await (await eva.get(link_in(said))).text()
        assert "In deze browser ben je nu Eva." in again
        assert "Verder naar Kring" in again
        assert 'lang="nl"' in await (await eva.get("/me")).text()
        assert "Dit leernetwerk verlaten" in await (await eva.get(f"/me/in/{there.room()}")).text()


@on_sqlite
async def test_the_form_asks_for_a_name(database: Database) -> None:
    async with opened(database) as there:
        await there.host.says("invite")
        assert "Fill this in" in await there.host.fills_in(name=" ")
        assert "at most 80" in await there.host.fills_in(name="x" * 81)
        said = await there.host.fills_in(name="Eva\n\u202eSmit =1+1", language="nl")
        assert "A link for Eva Smit =1+1" in said
        assert "This is for the facilitators" in await there.chat.people["Anna"].says("invite Zed")


@on_sqlite
async def test_where_browsers_are_not_let_in(database: Database) -> None:
    chat = await Conversation.open(database)
    [vera, *_] = await chat.network("Circle")
    said = await vera.says("invite Eva")
    assert "Ask your administrator to open Kring for browsers" in said
    assert "KRING_" not in said
    assert "browser" not in await vera.says("join", privately=True)


def test_the_settings_say_what_is_missing() -> None:
    alone = Settings(browser=True, url=BASE)
    assert "Slack or Teams" in alone.browser_fault
    teams = {"browser": True, "teams_app_id": "app", "database_url": "postgresql://x"}
    bare = Settings().model_copy(update=teams)
    assert "https" in bare.browser_fault
    assert not bare.together
    assert bare.model_copy(update={"browser": False}).together
    assert Settings(url=BASE).browser_fault == ""
    everybody = Settings(may_start="*")
    assert everybody.may(HOST)
    assert not everybody.may(AccountRef("web", "browser", "eva"))


@on_sqlite
async def test_a_link_that_went_astray_is_withdrawn(database: Database) -> None:
    async with opened(database) as there:
        link = await there.link("Eva")
        label = "Withdraw the link"
        assert "does not work any more" in await there.host.presses(label)
        assert "This link was used" in await there.host.presses(label)
        tab = Tab(there.way.client)
        assert (await tab.comes_in(link)).status == 403
        assert (tab.session, await there.people()) == ("", 0)
        await there.invited("Eva")
        assert "This link was used" in await there.host.presses(label)
        bob = await there.invited("Bob")
        asked = {"room": "", "key": "a", "action": "joining.withdraw", "args": [1, "x"]}
        await bob.post("/me/press", asked)
        assert "for the facilitators of Circle" in str(there.way.overheard.said)


@on_sqlite
async def test_the_history_says_by_whose_link_somebody_came_in(database: Database) -> None:
    async with opened(database) as there:
        await there.invited("Eva")
        said = await there.host.says("history", privately=True)
        assert f"Vera added #{await there.number('Eva')}." in said


@on_sqlite
async def test_what_no_page_sends_uses_no_link_up(database: Database) -> None:
    async with opened(database) as there:
        link = await there.link("Eva")
        tab = Tab(there.way.client)
        for kind, body in (
            ("multipart/form-data", b"x"),
            ("multipart/form-data; boundary=a", b"--a\r\nfoo"),
            ("multipart/form-data; boundary=a", b"--a\r\n\r\nfoo\r\n--a--\r\n"),
            ("application/x-www-form-urlencoded; charset=none", b"as=me"),
            ("application/x-www-form-urlencoded", b"as=\xff"),
        ):
            answer = await tab.post(link, headers={**OWN, "Content-Type": kind}, data=body)
            assert answer.status == 400, body
        # Who meant to come in as whom they are, and is nobody now, is asked again.
        asked = await tab.comes_in(link, **{"as": "me"})
        assert "Come in as Eva" in await asked.text()
        assert await there.people() == 0
        assert (await tab.comes_in(link)).status == 303


@on_sqlite
async def test_a_stream_of_news_ends_for_who_is_known_no_more(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(database) as there:
        eva = await there.invited("Eva")
        number = await there.number("Eva")
        monkeypatch.setattr(pages, "STREAM", timedelta(0))
        stream = await eva.get("/me/events")
        assert (stream.status, await stream.read()) == (200, b"")
        await there.chat.database.write(lambda unit: erase(unit, number, MONDAY))
        assert (await eva.get("/me/events")).status == 403
