"""`kring serve`: the server, by the real clock."""

import asyncio
import signal

import structlog
import typer
from aiohttp import web

from adapters import calm
from adapters.cli import configured
from adapters.logs import set_up
from adapters.main import House, house
from adapters.settings import Settings
from adapters.web.app import links_app, web_app
from scheduler.clock import SystemClock
from storage.check import check
from storage.database import AlreadyOwned

NO_PASSWORDS = "The local chat has no passwords: set KRING_HOST to 127.0.0.1."
log = structlog.get_logger()


def run() -> None:
    """Serve until a signal asks to stop; what is under way is finished."""
    settings = configured.settings()
    if not settings.on_loopback and not (settings.on_slack or settings.on_teams):
        typer.echo(NO_PASSWORDS, err=True)
        raise typer.Exit(1)
    set_up(settings.log_format)
    try:
        asyncio.run(serve(settings))
    except (AlreadyOwned, OSError, ValueError) as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from fault


async def serve(settings: Settings) -> None:
    """Check the database, settle what an earlier life left, and serve."""
    async with house(settings, SystemClock()) as parts:
        if faults := await check(parts.database):
            raise ValueError("\n".join(faults))
        await parts.pump.recover()
        await parts.core.time_again()
        runner = web.AppRunner(application(parts), access_log=None)
        address = await listen(runner, settings.host, settings.port)
        if parts.slack:
            await parts.slack.listen()
        await parts.waker.start()
        calm.begun()
        log.info("ready", address=address)
        await asked_to_stop()
        await parts.waker.stop()
        await runner.cleanup()


def application(parts: House) -> web.Application:
    """Make what is served: the local chat, or the way in for Slack, Teams and signed links."""
    if parts.slack is None and parts.teams is None:
        return web_app(parts.core, parts.hub)
    app = links_app(parts.core)
    if parts.slack is not None and parts.slack.app is not None:
        app.add_subapp("/slack", parts.slack.app)
    if parts.teams is not None:
        parts.teams.add_to(app)
    return app


async def listen(runner: web.AppRunner, host: str, port: int) -> str:
    """Start listening and return the address to open; OSError when the port is in use."""
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    found = runner.addresses[0]
    return f"http://{found[0]}:{found[1]}"


async def asked_to_stop() -> None:
    """Wait until a signal asks to stop."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
