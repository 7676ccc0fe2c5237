"""`/readyz` says in one word what is wrong, `/metrics` counts without names, to whom it may."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import text

from adapters import health
from adapters.cli.serve import application
from adapters.health import metrics_app
from adapters.main import House, house
from adapters.settings import Settings
from adapters.web.settle_in import settle_in
from bot.events import AccountRef, Command, Origin, Press
from bot.networkfile import read
from scheduler.clock import SystemClock
from storage.database import Unit
from tests.storage.loaded import waiting
from tests.year import EXAMPLES

pytestmark = pytest.mark.slow
TOKEN = "t" * 24


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, database_url=database_url, port=0)


@pytest.fixture
async def parts(settings: Settings) -> AsyncIterator[House]:
    async with house(settings, SystemClock()) as found:
        await found.waker.start()
        await found.pump.settle()
        yield found
        await found.waker.stop()


@pytest.fixture(autouse=True)
def _asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "FRESH", 0)


async def get(parts: House, settings: Settings, path: str, **headers: str) -> tuple[int, str]:
    async with TestClient(TestServer(application(parts, settings))) as client:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = await client.get(path, headers=given)
        return answer.status, await answer.text()


async def test_a_server_that_is_well(parts: House, settings: Settings) -> None:
    assert await get(parts, settings, "/readyz") == (200, "ready\n")


async def test_tables_that_are_behind(parts: House, settings: Settings) -> None:
    older = text("UPDATE alembic_version SET version_num = 'a217d01de6b3'")
    await parts.database.write(lambda unit: unit.connection.execute(older) and None)
    assert await get(parts, settings, "/readyz") == (503, "migrations\n")


async def test_a_pump_that_stopped(parts: House, settings: Settings) -> None:
    await parts.waker.stop()
    assert await get(parts, settings, "/readyz") == (503, "pump\n")


async def test_a_database_that_takes_nothing(parts: House, settings: Settings) -> None:
    await parts.database.close()
    assert await get(parts, settings, "/readyz") == (503, "database\n")


async def test_a_disk_with_no_room(
    parts: House, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "ROOM", 2**62)
    assert await get(parts, settings, "/readyz") == (503, "disk\n")


async def test_numbers_without_names(parts: House, settings: Settings) -> None:
    file = read((EXAMPLES / "monthly.yaml").read_bytes())
    now = datetime.now(UTC)
    here = await parts.database.write(lambda unit: settle_in(unit, file, now))
    account = AccountRef("web", "local", here.facilitator)
    await parts.core.dispatch(Command(Origin("k1", account), "plan", here.network))
    await parts.database.write(lambda unit: late(unit, here.network, now))
    status, body = await get(parts, settings, "/metrics")
    assert status == 200
    for line in (
        'kring_turn_seconds_count{kind="Command"} 1.0',
        'kring_deliveries{state="pending"} 1.0',
        "kring_delivery_lag_seconds 3",
        "kring_database_queue 0.0",
        "kring_event_loop_lag_seconds_bucket",
    ):
        assert line in body
    for name in (file.name, here.facilitator, *(one.name for one in file.members)):
        assert name not in body


def late(unit: Unit, network: int, now: datetime) -> None:
    unit.session.add(waiting("late", "pending", now - timedelta(hours=1), network, "elsewhere"))


async def test_what_comes_of_sending_is_counted(parts: House, settings: Settings) -> None:
    file = read((EXAMPLES / "monthly.yaml").read_bytes())
    here = await parts.database.write(lambda unit: settle_in(unit, file, datetime.now(UTC)))
    account = AccountRef("web", "local", here.facilitator)
    await parts.core.dispatch(Press(Origin("k0", account), "networks.ready", (here.network,)))
    line = Command(Origin("k1", account), 'poll "Lunch?" "Soup" "Bread"', here.network)
    await parts.core.dispatch(line)
    await parts.pump.settle()
    _status, body = await get(parts, settings, "/metrics")
    assert 'kring_sends_total{method="post",outcome="sent",platform="web"}' in body


@pytest.mark.parametrize(
    "headers",
    [{"X_Forwarded_For": "10.0.0.9"}, {"Forwarded": "for=10.0.0.9"}, {"Via": "1.1 proxy"}],
)
async def test_numbers_are_not_for_whom_a_proxy_brings(
    parts: House, settings: Settings, headers: dict[str, str]
) -> None:
    assert (await get(parts, settings, "/metrics", **headers))[0] == 403


async def test_numbers_with_a_token(parts: House, settings: Settings) -> None:
    closed = settings.model_copy(update={"metrics_token": type(settings.metrics_token)(TOKEN)})
    for given in ("", "Bearer x", f"bearer {TOKEN}", f"Bearer {TOKEN}é"):
        said = await get(parts, closed, "/metrics", Authorization=given)
        assert said[0] == 403
        assert TOKEN not in said[1]
    through = {"Authorization": f"Bearer {TOKEN}", "X_Forwarded_For": "10.0.0.9"}
    assert (await get(parts, closed, "/metrics", **through))[0] == 200
    for open_, status in ((settings, 200), (closed, 403)):
        app = metrics_app(parts, open_, SystemClock())
        async with TestClient(TestServer(app)) as client:
            answer = await client.get("/metrics", headers={"Host": "kring.example.org"})
            assert answer.status == status
            assert (await client.get("/")).status == 404
