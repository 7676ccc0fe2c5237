"""`kring demo`: a local chat with networks in it, three weeks before a meeting."""

import asyncio
import tempfile
import webbrowser
from datetime import UTC, datetime, timedelta
from pathlib import Path

import typer
from aiohttp import web
from rich.console import Console

from adapters import calm
from adapters.cli.files import read_network
from adapters.cli.serve import asked_to_stop, listen
from adapters.logs import set_up
from adapters.main import House, house
from adapters.settings import Settings
from adapters.web.app import web_app
from adapters.web.settle_in import settle_in
from adapters.web.timeline import Timeline
from bot.calendar.wallclock import to_utc
from bot.events import AccountRef, Origin, Press
from bot.networkfile import NetworkFile
from bot.registry import standard
from scheduler.clock import DemoClock
from storage.webrooms import PLATFORM, TENANT

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
STANDARD = ("monthly.yaml", "curriculum.yaml")
BEFORE = timedelta(days=21)


def run(port: int, open_browser: bool, files: list[Path] | None) -> None:
    """Serve the demo on loopback from a database that is gone afterwards."""
    set_up("text")
    registry = standard()
    networks = [
        read_network(path, registry) for path in files or [EXAMPLES / name for name in STANDARD]
    ]
    with tempfile.TemporaryDirectory(prefix="kring-demo-") as folder:
        settings = Settings(data=Path(folder), database_url="", host="127.0.0.1", port=port)
        try:
            asyncio.run(_live(settings, networks, open_browser))
        except OSError as fault:
            typer.echo(f"Port {port} is in use. Try: make demo PORT={port + 1}", err=True)
            raise typer.Exit(1) from fault


async def _live(settings: Settings, networks: list[NetworkFile], open_browser: bool) -> None:
    start = begin(networks[0])
    clock = DemoClock(start)
    async with house(settings, clock) as parts:
        for file in networks:
            await _move_in(parts, file, start)
        timeline = Timeline(clock, parts.pump)
        runner = web.AppRunner(web_app(parts.core, parts.hub, timeline), access_log=None)
        address = await listen(runner, settings.host, settings.port)
        await parts.waker.start()
        calm.begun()
        Console().print(f"Kring's demo is at [bold]{address}[/bold]  (stop it with Ctrl+C)")
        if open_browser:
            webbrowser.open(address)
        await asked_to_stop()
        await parts.waker.stop()
        await runner.cleanup()


def begin(file: NetworkFile) -> datetime:
    """Return ten o'clock three weeks before the first meeting with a guest speaker (UTC)."""
    spoken = [one for one in file.meetings if one.speakers] or list(file.meetings)
    if not spoken:
        return datetime.now(UTC)
    day = (spoken[0].begins - BEFORE).date()
    return to_utc(datetime.combine(day, datetime.min.time()) + timedelta(hours=10), file.zone_info)


async def _move_in(parts: House, file: NetworkFile, now: datetime) -> None:
    here = await parts.database.write(lambda unit: settle_in(unit, file, now))
    steers = AccountRef(PLATFORM, TENANT, here.facilitator)
    press = Press(Origin(f"demo-{here.network}", steers), "networks.ready", (here.network,))
    await parts.core.dispatch(press)
