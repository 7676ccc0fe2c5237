"""Teams in the one server, from the settings on; and what is said when they are not right."""

from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from typer.testing import CliRunner

from adapters.cli import app
from adapters.cli.serve import application
from adapters.main import house
from adapters.settings import Settings
from scheduler.clock import SystemClock
from tests.peers.teams import Persona, Teams
from tests.peers.teams.server import APP, TENANT

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KRING_DATA", str(tmp_path / "data"))
    return tmp_path


def run(*words: str) -> tuple[int, str]:
    found = CliRunner().invoke(app, words)
    return found.exit_code, found.output


async def test_teams_is_served_and_the_local_chat_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEAMS_WITHOUT_TOKENS", "true")
    settings = Settings()
    async with house(settings, SystemClock()) as parts, Teams() as teams:
        app = application(parts, settings)
        async with TestServer(app) as server, aiohttp.ClientSession() as session:
            teams.url = str(server.make_url("/api/messages"))
            vera = Persona(teams, "Vera")
            assert await vera.says("help") == 200
            for path, status in (("/", 404), ("/gallery", 404), ("/healthz", 200)):
                async with session.get(server.make_url(path)) as response:
                    assert response.status == status, path
        assert parts.teams
        await parts.teams.teams.tasks.done()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"TEAMS_APP_ID": APP}, "TEAMS_APP_PASSWORD"),
        ({"TEAMS_APP_ID": APP, "TEAMS_APP_PASSWORD": "hush"}, "TEAMS_APP_TENANT"),
        ({"TEAMS_WITHOUT_TOKENS": "true", "KRING_BROWSER": "true"}, "KRING_URL"),
        ({"TEAMS_WITHOUT_TOKENS": "true", "KRING_HOST": "0.0.0.0"}, "KRING_HOST"),  # noqa: S104 - refused
    ],
)
def test_it_does_not_start_with_something_missing(
    given: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    for command in ("serve", "doctor"):
        status, output = run(command)
        assert status == 1
        assert said in output
        assert "hush" not in output


def test_doctor_wants_https(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ID", APP), ("PASSWORD", "hush"), ("TENANT", TENANT)):
        monkeypatch.setenv(f"TEAMS_APP_{name}", value)
    monkeypatch.setenv("KRING_URL", "http://kring.example.org")
    assert "over https only" in run("doctor")[1]


def test_doctor_says_that_teams_is_off() -> None:
    assert "Teams is switched off" in run("doctor")[1]
