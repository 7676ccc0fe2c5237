"""Many workspaces install Kring themselves: over OAuth, with tokens that end and are renewed."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest
import structlog
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from adapters.settings import Settings
from adapters.slack.clients import NotInstalled
from adapters.slack.incoming import Spot
from adapters.slack.start import Connected, Keys, connected
from adapters.slack.vault import Tokens, Vault, WrongKey
from adapters.slack.workspaces import Client
from bot.cards import Card
from bot.core import Core
from bot.errors import DeliveryError
from bot.links import Links
from bot.messenger import Outgoing, Target
from bot.registry import standard
from bot.troubles import advice
from storage import workspaces
from storage.database import Database, Unit
from storage.workspaces import SlackWorkspace
from tests.adapters.slack.house import SECRET
from tests.conversation import MONDAY, Clock
from tests.fresh_keys import fresh_keys
from tests.peers.emulate import REDIRECT, emulate
from tests.peers.slack import Persona, Place, Slack, oauth
from tests.peers.slack.workspace import Workspace

# Pages are asked for over http here, and cookies for https would not come back.
BASE = "http://127.0.0.1"
HOUR = timedelta(hours=1)


@dataclass
class Many:
    """Kring for many workspaces, none of which has installed it yet."""

    slack: Slack
    kring: Connected
    browser: TestClient
    database: Database
    clock: Clock
    teams: tuple[Workspace, ...]

    async def begin(self) -> str:
        """Open the page; return the state that Slack is given."""
        answer = await self.browser.get("/install", allow_redirects=False)
        assert answer.status == 302
        there = urlsplit(answer.headers["Location"])
        assert there.path == "/oauth/v2/authorize"
        asked = parse_qs(there.query)
        assert asked["client_id"] == [Slack.client_id]
        assert asked["redirect_uri"] == [f"{BASE}/slack/oauth_redirect"]
        assert "chat:write" in asked["scope"][0].split(",")
        return asked["state"][0]

    async def back(self, **given: str) -> ClientResponse:
        cookies = {one.key: one.value for one in self.browser.session.cookie_jar}
        headers = {"Cookie": "; ".join(f"{key}={value}" for key, value in cookies.items())}
        return await self.browser.get("/oauth_redirect", params=given, headers=headers)

    async def install(self, team: Workspace) -> None:
        self.slack.codes["a-code"] = team.id
        answer = await self.back(code="a-code", state=await self.begin())
        assert answer.status == 200
        assert team.domain in await answer.text()

    async def token(self, team: Workspace) -> str | None:
        there = self.kring.slack.clients
        client = await there.of(team.id)
        return client.token

    async def kept(self, team: Workspace) -> SlackWorkspace | None:
        return await self.database.read(lambda unit: workspaces.find(unit.connection, team.id))

    async def rows(self) -> str:
        """Everything that the database holds of installations, as text."""

        def work(unit: Unit) -> str:
            return str(unit.connection.execute(text("SELECT * FROM slackworkspace")).all())

        return await self.database.read(work)


@asynccontextmanager
async def running(
    database: Database, slack: Slack, clock: Clock, **more: str
) -> AsyncIterator[tuple[Connected, TestClient]]:
    ids = (UUID(int=number) for number in count(1))
    core = Core(
        database,
        standard(),
        clock,
        lambda: next(ids),
        Links(SECRET),
        lambda _account: False,
        fresh_keys(),
    )
    allowed = frozenset(more.get("allowed", "").split())
    client = Client(Slack.client_id, Slack.client_secret, allowed)
    keys = Keys("", Slack.signing_secret, "", more.get("api", slack.api_url), client)
    async with connected(core, keys, more.get("another", SECRET), BASE) as kring:
        assert kring.app is not None
        server = TestServer(kring.app)
        async with TestClient(server) as browser:
            slack.door.url = str(server.make_url("/events"))
            yield kring, browser


@pytest.fixture
async def many(database: Database) -> AsyncIterator[Many]:
    clock = Clock(MONDAY)
    async with Slack(clock) as slack:
        teams = (slack.team("T0CIRCLE"), slack.team("T0OTHER"))
        slack.tokens.clear()
        slack.rotation = True
        async with running(database, slack, clock) as (kring, browser):
            yield Many(slack, kring, browser, database, clock, teams)


async def test_two_workspaces_install_and_each_answers_for_itself(many: Many) -> None:
    for team in many.teams:
        anna = Persona(many.slack, team, "Anna")
        assert "not installed" in json.dumps((await anna.types("/kring help")).payload)
        await many.install(team)
        assert (await anna.types("/kring help")).ok
        assert "help" in anna.private.shows()
    first, second = [await many.token(team) for team in many.teams]
    assert first != second
    assert many.slack.times("auth.test") == 0  # on no request


async def test_tokens_stand_encrypted_and_are_told_nowhere(many: Many) -> None:
    with structlog.testing.capture_logs() as logs:
        await many.install(many.teams[0])
    token = await many.token(many.teams[0])
    assert token
    row = await many.kept(many.teams[0])
    for found in (await many.rows(), str(logs), repr(row), repr(many.kring), repr(Tokens(token))):
        assert token not in found
        assert "xox" not in found
        assert Slack.client_secret not in found


async def test_a_state_serves_once_for_one_browser_and_ten_minutes(many: Many) -> None:
    many.slack.codes["a-code"] = many.teams[0].id
    state = await many.begin()
    for wrong in ("", "x", f"{state}x", "é"):
        assert (await many.back(code="a-code", state=wrong)).status == 400
    forged = await many.browser.get(
        "/oauth_redirect",
        params={"code": "a-code", "state": state},
        headers={"Cookie": "kring_slack_install=forged"},
    )
    assert forged.status == 400
    many.clock.now += timedelta(minutes=11)
    assert (await many.back(code="a-code", state=state)).status == 400
    assert await many.kept(many.teams[0]) is None

    state = await many.begin()
    assert (await many.back(error="access_denied", state=state)).status == 400
    assert (await many.back(code="a-code", state=state)).status == 400  # it was used

    answer = await many.back(code="another", state=await many.begin())
    assert answer.status == 502
    assert "invalid_code" in await answer.text()
    assert await many.kept(many.teams[0]) is None


async def test_a_token_is_renewed_in_time_also_when_nobody_calls(many: Many) -> None:
    team = many.teams[0]
    await many.install(team)
    first = await many.token(team)
    many.clock.now += 9 * HOUR
    assert await many.token(team) == first
    many.clock.now += 2 * HOUR
    second = await many.token(team)  # as for a message that is due now
    assert second != first
    many.clock.now += 11 * HOUR
    client = await many.kring.slack.clients.of(team.id)
    assert (await client.auth_test())["ok"]


async def test_those_who_ask_together_renew_once(many: Many) -> None:
    await many.install(many.teams[0])
    many.clock.now += 11 * HOUR
    before = many.slack.times("oauth.v2.access")
    tokens = await asyncio.gather(*(many.token(many.teams[0]) for _ in range(20)))
    assert len(set(tokens)) == 1
    assert many.slack.times("oauth.v2.access") == before + 1


async def test_two_servers_renew_once(many: Many) -> None:
    team = many.teams[0]
    await many.install(team)
    async with running(many.database, many.slack, many.clock) as (other, _browser):
        many.clock.now += 11 * HOUR
        row = await many.kept(team)
        assert row is not None
        until = many.clock.now + timedelta(minutes=1)
        claimed = await many.database.write(
            lambda unit: workspaces.claim(
                unit.connection, team.id, row.sealed, many.clock.now, until
            )
        )
        assert claimed  # by a server that is getting the new token now
        before = many.slack.times("oauth.v2.access")
        assert await many.token(team)  # the old one, which serves for an hour yet
        assert (await other.slack.clients.of(team.id)).token
        assert many.slack.times("oauth.v2.access") == before


async def test_while_slack_fails_the_old_token_goes_on(many: Many) -> None:
    team = many.teams[0]
    await many.install(team)
    first = await many.token(team)
    many.clock.now += 11 * HOUR
    many.slack.faults.plan("oauth.v2.access", "503")
    assert await many.token(team) == first
    many.clock.now += 2 * timedelta(minutes=1)
    assert await many.token(team) != first


async def test_a_token_that_is_renewed_no_more_ends_with_a_sentence(many: Many) -> None:
    team = many.teams[0]
    await many.install(team)
    many.slack.refresh_tokens.clear()
    many.clock.now += 11 * HOUR
    assert await many.token(team)
    many.clock.now += 2 * HOUR
    await fails_with_a_sentence(many, team)
    await many.install(team)
    assert await many.token(team)


async def fails_with_a_sentence(many: Many, team: Workspace) -> None:
    target = Target("slack", team.id, "C1")
    message = Outgoing(UUID(int=9), target, Card("Hello", (), "Hello"), "en", (), MONDAY)
    with pytest.raises(DeliveryError) as refused:
        await many.kring.messenger().post(message)
    assert refused.value.outcome == "permanent"
    assert "install me anew" in advice(str(refused.value))


async def test_an_uninstalled_workspace_is_forgotten_and_the_others_stay(many: Many) -> None:
    for team in many.teams:
        await many.install(team)
    team, other = many.teams
    for kind in ({"type": "app_uninstalled"}, {"type": "tokens_revoked", "tokens": {"bot": ["U"]}}):
        await many.install(team)
        await many.slack.door.event(team.id, kind)
        assert await many.kept(team), "it came late: Kring is there again"
        many.slack.tokens = {
            key: grant for key, grant in many.slack.tokens.items() if grant.team != team.id
        }
        assert (await many.slack.door.event(team.id, kind))[-1].ok
        assert await many.kept(team) is None
        await fails_with_a_sentence(many, team)
        assert await many.token(other)


async def test_all_of_an_enterprise_is_one(many: Many, monkeypatch: pytest.MonkeyPatch) -> None:
    grid = {"enterprise": {"id": "E1", "name": "Grid"}, "team": None, "is_enterprise_install": True}
    granted = oauth._granted
    monkeypatch.setattr(oauth, "_granted", lambda call, team: granted(call, team) | grid)
    many.slack.codes["a-code"] = many.teams[0].id
    answer = await many.back(code="a-code", state=await many.begin())
    assert "Grid" in await answer.text()
    find = many.kring.slack.installations.find

    def spot(team: str, enterprise: str, *, across: bool) -> Spot:
        return Spot(team, enterprise, across, "U1", "command")

    there = await find(spot("T1", "E1", across=True))
    assert there
    assert there.tenant == "E1"
    assert await find(spot("T2", "E1", across=True)) == there
    for elsewhere in (("T1", "E1", False), ("E1", "E1", False), ("T1", "E2", True)):
        assert await find(spot(*elsewhere[:2], across=elsewhere[2])) is None


async def test_where_it_is_not_said_the_workspaces_own_goes_before_the_enterprises(
    many: Many, monkeypatch: pytest.MonkeyPatch
) -> None:
    own, other = many.teams
    await many.install(own)
    grid = {"enterprise": {"id": "E1", "name": "Grid"}, "team": None, "is_enterprise_install": True}
    granted = oauth._granted
    monkeypatch.setattr(oauth, "_granted", lambda call, team: granted(call, team) | grid)
    many.slack.codes["a-code"] = other.id
    await many.back(code="a-code", state=await many.begin())
    find = many.kring.slack.installations.find
    tenants = {
        team: await find(Spot(team, enterprise, None, "U1", "command"))
        for team, enterprise in ((own.id, "E1"), (other.id, "E1"), ("T0NOWHERE", ""))
    }
    assert [there and there.tenant for there in tenants.values()] == [own.id, "E1", None]


async def test_only_workspaces_that_are_allowed_have_kring(many: Many) -> None:
    inside, outside = many.teams
    await many.install(outside)
    async with running(many.database, many.slack, many.clock, allowed=f"{inside.id} E0GRID") as (
        kring,
        browser,
    ):
        only = replace(many, kring=kring, browser=browser)
        with pytest.raises(NotInstalled):
            await only.token(outside)  # installed before there was a list
        await fails_with_a_sentence(only, outside)
        await only.install(inside)
        many.slack.codes["a-code"] = outside.id
        before = set(many.slack.tokens)
        refused = await only.back(code="a-code", state=await only.begin())
        assert refused.status == 403
        assert "not allowed" in await refused.text()
        assert set(many.slack.tokens) == before  # what Slack gave was given back
        many.slack.codes["a-code"] = outside.id
        many.slack.faults.plan("auth.revoke", "503", "503")
        assert (await only.back(code="a-code", state=await only.begin())).status == 403
        left = set(many.slack.tokens)
        [tidy] = kring.chores
        await tidy.run()
        assert await only.kept(outside)  # Slack did not answer: another time
        await tidy.run()
        assert await only.kept(outside) is None
        assert await only.kept(inside)
        assert len(left - set(many.slack.tokens)) == 1


def test_an_enterprise_that_is_allowed_lets_all_its_workspaces_in() -> None:
    client = Client("1.2", "secret", frozenset({"E1"}))
    one = SlackWorkspace(
        tenant="T1", enterprise_id="E1", bot_user="U", sealed="", installed_at=MONDAY
    )
    assert client.allows(one)
    assert client.allows(one.model_copy(update={"tenant": "E1", "is_enterprise_install": True}))
    assert not client.allows(one.model_copy(update={"enterprise_id": "E2"}))


def test_a_list_of_allowed_workspaces_that_names_none_does_not_let_all_in() -> None:
    assert Settings(slack_allowed_teams=" , ").slack_allowed == {" , "}
    assert Settings(slack_allowed_teams="T1, E2").slack_allowed == {"T1", "E2"}
    assert Settings().slack_allowed == frozenset()


async def test_the_pages_speak_the_browsers_language(many: Many) -> None:
    dutch = {"Accept-Language": "nl-NL,nl;q=0.9,en;q=0.8"}
    answer = await many.browser.get("/oauth_redirect", params={"state": "x"}, headers=dutch)
    assert answer.status == 400
    page = await answer.text()
    assert 'lang="nl"' in page
    assert "Begin opnieuw op /slack/install." in page
    many.slack.codes["a-code"] = many.teams[0].id
    done = await many.back(code="a-code", state=await many.begin(), language="nl")
    assert "Kring is ge" in await done.text()


async def test_another_secret_is_one_clear_sentence(many: Many) -> None:
    await many.install(many.teams[0])
    with pytest.raises(WrongKey, match="KRING_SECRET_KEY") as refused:
        async with running(many.database, many.slack, many.clock, another="key"):
            pass
    assert "xox" not in str(refused.value)


def test_tokens_serve_their_own_workspace_only() -> None:
    vault, tokens = Vault("secret"), Tokens("xoxb-1", "xoxe-1")
    sealed = vault.close("T1", tokens)
    assert vault.open("T1", sealed) == tokens
    for other, tenant, written in (
        (vault, "T2", sealed),
        (Vault("secre"), "T1", sealed),
        (vault, "T1", sealed[:-4] + "AAAA"),
        (vault, "T1", "garbage é"),
    ):
        with pytest.raises(WrongKey):
            other.open(tenant, written)


@pytest.mark.parametrize(
    ("keys", "says"),
    [
        (Keys("xoxb-1"), "SLACK_SIGNING_SECRET"),
        (Keys("xoxb-1", "s", client=Client("1", "2")), "not both"),
        (Keys("", "s", client=Client("1", "")), "SLACK_CLIENT_SECRET"),
        (Keys("", "s", client=Client("1", "2")), "KRING_URL"),
    ],
)
def test_what_is_missing_is_said_in_a_sentence(keys: Keys, says: str) -> None:
    assert says in keys.fault()
    assert not Keys("", "s", client=Client("1", "2")).fault(BASE)


@pytest.mark.slow
async def test_an_installation_in_somebody_elses_slack(database: Database, tmp_path: Path) -> None:
    clock = Clock(MONDAY)
    with emulate(tmp_path) as address:
        async with (
            Slack(clock) as ours,
            running(database, ours, clock, api=f"{address}/api/") as (kring, browser),
        ):
            many = Many(ours, kring, browser, database, clock, ())
            form = {
                "user_id": "U000000001", "redirect_uri": REDIRECT, "scope": "chat:write",
                "state": await many.begin(), "client_id": Slack.client_id,
            }  # fmt: skip
            callback = f"{address}/oauth/v2/authorize/callback"
            page = kring.slack.clients.session().post(callback, data=form, allow_redirects=False)
            async with page as answer:
                given = parse_qs(urlsplit(answer.headers["Location"]).query)
            found = await many.back(**{name: values[0] for name, values in given.items()})
            assert found.status == 200, await found.text()
            client = await kring.slack.clients.of("T000000001")
            assert (await client.auth_test())["ok"]


@pytest.mark.slow
async def test_a_channel_of_another_workspace_joins_a_network_by_a_code(many: Many) -> None:
    first, second = many.teams
    for team in many.teams:
        await many.install(team)
    vera, tom, uma = [
        Persona(many.slack, team, name)
        for team, name in ((first, "Vera"), (second, "Tom"), (second, "Uma"))
    ]
    here = first.add_channel("circle", {vera.id, first.bot.id})
    there = second.add_channel("square", {tom.id, second.bot.id})
    here.creator, there.creator = vera.id, tom.id
    vera.enters(here)
    tom.enters(there)
    uma.enters(there)
    await vera.types("/kring start")
    await many.kring.slack.tasks.done()
    assert await vera.fills({"Name of the network": "Circle"}) == {}
    await many.kring.slack.tasks.done()
    await vera.types("/kring join")
    await vera.presses("Another group for Circle")
    await many.kring.slack.tasks.done()
    code = re.findall(r"join ([A-Z2-9]{4}-[A-Z2-9]{4})", vera.sees())[-1]
    await tom.types(f"/kring join {code}")
    await tom.presses("Yes, ask them")
    await many.kring.slack.tasks.done()
    assert "I have asked the facilitators of Circle" in tom.sees()
    await vera.home()
    await many.kring.slack.tasks.done()
    await vera.presses("Let the group in")
    await many.kring.slack.tasks.done()
    await tom.types("/kring members")
    await many.kring.slack.tasks.done()
    await tom.types("/kring members")
    for name in ("Vera", tom.id, uma.id):
        assert name in Place(second, there, tom.id).last()
