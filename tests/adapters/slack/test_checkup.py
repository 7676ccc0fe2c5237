"""What `kring doctor` says of Slack: a sentence each, with what to do about it."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from adapters.slack.checkup import CheckUp, installations, scopes
from adapters.slack.scopes import BOT
from adapters.slack.start import Keys
from adapters.slack.vault import Tokens, Vault
from adapters.slack.workspaces import Client
from scheduler.clock import SystemClock
from storage.workspaces import SlackWorkspace
from tests.conversation import MONDAY
from tests.peers.slack import Slack

CLIENT = Client("1.2", "a secret")


async def said(keys: Keys, base: str = "", **more: Any) -> str:
    check_up = CheckUp(keys, base, **more)
    found = [f"{'ok' if good else 'no'} {text}" async for good, text in check_up.findings([], "s")]
    for line in found:
        assert line.endswith((".", "/slack/install."))
        assert "xoxb-" not in line
    return "\n".join(found)


@pytest.fixture
async def slack():  # type: ignore[no-untyped-def] # a fixture
    async with Slack(SystemClock().now) as running:
        running.team()
        yield running


async def door(status: int) -> TestServer:
    async def answer(_request: web.Request) -> web.Response:
        return web.Response(status=status)

    app = web.Application()
    app.router.add_post("/slack/events", answer)
    server = TestServer(app)
    await server.start_server()
    return server


async def test_all_is_well(slack: Slack) -> None:
    server = await door(401)
    keys = Keys("xoxb-T0CIRCLE", "secret", slack.app_token, slack.api_url)
    found = await said(keys, str(server.make_url("")).rstrip("/"))
    assert "no " not in [line[:3] for line in found.splitlines()]
    assert "Slack knows Kring" in found
    assert "The clock agrees" in found
    assert "Socket Mode opens" in found
    assert "leads to Kring" in found
    await server.close()


async def test_what_is_wrong_is_said_with_what_to_do(slack: Slack) -> None:
    server = await door(404)
    keys = Keys("xoxb-WRONG", "secret", "xapp-wrong", slack.api_url)
    found = await said(keys, str(server.make_url("")).rstrip("/"))
    assert "no Slack refuses SLACK_BOT_TOKEN (invalid_auth)" in found
    assert "no Slack refuses SLACK_APP_TOKEN" in found
    assert "answers 404 and not 401" in found
    await server.close()
    assert "no Set KRING_URL" in await said(keys)
    assert "does not answer" in await said(keys, "http://127.0.0.1:9")
    nowhere = Keys("xoxb-1", "secret", "", "http://127.0.0.1:9/api/")
    assert "Slack cannot be reached" in await said(nowhere)
    assert "Slack cannot be reached" in await said(Keys("", "s", "", nowhere.url, CLIENT))
    assert "no Slack has no way in" in await said(Keys("xoxb-1", "", "", slack.api_url))


@pytest.mark.parametrize("keys", [Keys("xoxb-T0CIRCLE", "s"), Keys("", "s", client=CLIENT)])
async def test_a_clock_that_is_off_is_said(slack: Slack, keys: Keys) -> None:
    def late() -> datetime:
        return SystemClock().now() - timedelta(minutes=4)

    there = Keys(keys.bot_token, "s", "", slack.api_url, keys.client)
    assert "seconds off Slack's" in await said(there, "http://127.0.0.1:9", now=late)


def test_permissions_that_lack_are_named() -> None:
    assert scopes(",".join(BOT), "T1")[0]
    assert scopes("", "T1")[0]
    good, text = scopes("chat:write, commands", "T1")
    assert not good
    assert "T1 lacks app_mentions:read, channels:history" in text
    assert "chat:write" not in text


def test_each_installation_is_looked_at() -> None:
    assert installations([], "s", CLIENT)[0][0]
    sealed = Vault("s").close("T1", Tokens("xoxb-1"))
    row = SlackWorkspace(
        tenant="T1", bot_user="U1", scopes=",".join(BOT), sealed=sealed, installed_at=MONDAY
    )
    assert installations([row], "s", CLIENT) == [(True, "T1 has all permissions.")]
    ((good, text),) = installations([row], "another", CLIENT)
    assert not good
    assert "KRING_SECRET_KEY" in text
    (_who, (good, text)) = installations([row], "s", replace(CLIENT, allowed=frozenset({"T2"})))
    assert not good
    assert "T1 is not in SLACK_ALLOWED_TEAMS" in text
