"""The server as an administrator starts it for Slack: no local chat, signed requests, links."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from adapters.cli.serve import application
from adapters.main import house
from adapters.settings import Settings
from bot.links import Links
from scheduler.clock import SystemClock
from tests.peers.slack import Persona, Slack

pytestmark = pytest.mark.slow


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with Slack(SystemClock().now) as running:
        running.team()
        yield running


@pytest.fixture
def settings(slack: Slack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SLACK_BOT_TOKEN", f"xoxb-{next(iter(slack.teams))}")
    monkeypatch.setenv("SLACK_SIGNING_SECRET", Slack.signing_secret)
    monkeypatch.setenv("SLACK_API_URL", slack.api_url)
    monkeypatch.setenv("KRING_SECRET_KEY", "k" * 32)
    return Settings(data=tmp_path)


async def test_a_command_over_the_whole_server(slack: Slack, settings: Settings) -> None:
    async with house(settings, SystemClock()) as parts:
        server = TestServer(application(parts, settings))
        async with TestClient(server) as client:
            slack.door.url = str(server.make_url("/slack/commands"))
            anna = Persona(slack, next(iter(slack.teams.values())), "Anna")
            assert (await anna.types("/kring help")).ok
            assert "help" in anna.private.shows()
            assert (await client.get("/healthz")).status == 200
            assert (await client.post("/slack/events", data="x")).status == 401


async def test_the_local_chat_is_not_there(settings: Settings) -> None:
    async with (
        house(settings, SystemClock()) as parts,
        TestClient(TestServer(application(parts, settings))) as client,
    ):
        for path in ("/", "/gallery", "/as/vera", "/static/chat.js"):
            assert (await client.get(path)).status == 404
        link = Links("k" * 32).to("calendar", 7)
        assert (await client.get(link)).status == 404
        assert (await client.get(f"{link}x")).status == 403


async def test_a_browser_is_let_in_where_the_settings_say_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRING_BROWSER", "true")
    monkeypatch.setenv("KRING_URL", "https://kring.example.org")
    opened = Settings(data=settings.data)
    async with (
        house(opened, SystemClock()) as parts,
        TestClient(TestServer(application(parts, opened))) as client,
    ):
        assert parts.core.links.front == "https://kring.example.org"
        for path, status in (("/", 302), ("/me", 403), ("/gallery", 404), ("/as/vera", 404)):
            answer = await client.get(path, allow_redirects=False)
            assert answer.status == status, path
        for name, kind in (("chat.js", "text/javascript"), ("chat.css", "text/css")):
            assert (await client.get(f"/static/{name}")).content_type == kind
        assert (await client.get("/static/../app.py")).status == 404
        assert (await client.post("/slack/events", data="x")).status == 401


def test_doctor_and_serve_know_that_there_is_no_local_chat(settings: Settings) -> None:
    assert settings.on_slack
    assert settings.model_copy(update={"host": "10.0.0.1"}).on_slack
    for hidden in ("xoxb", Slack.signing_secret):
        assert hidden not in repr(settings)
