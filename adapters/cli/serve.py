"""`kring serve`: the server, by the real clock."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import structlog
import typer
from aiohttp import web

from adapters import calm
from adapters.admin.pages import add_admin
from adapters.cli import clock, configured
from adapters.cli.plainly import plainly
from adapters.health import Health, add_health, metrics_app
from adapters.logs import set_up
from adapters.main import House, Role, house
from adapters.settings import Settings
from adapters.web.app import browser_app, links_app, web_app
from scheduler.clock import SystemClock
from storage.check import check_at_start

NO_PASSWORDS = "The local chat has no passwords: set KRING_HOST to 127.0.0.1."
ONE_SERVER = (
    "An SQLite database has one server, which does everything: leave --role out, or set "
    "KRING_DATABASE_URL to one of PostgreSQL."
)
ONE_CHAT = (
    "The local chat has one server, which does everything: leave --role out, or set up Slack or "
    "Teams."
)
ONE_BROWSER = (
    "With KRING_BROWSER there is one server, which does everything: leave --role out, or "
    "KRING_BROWSER."
)
UNDER_WAY, REST = 4.0, 1.0
"""Seconds at the end for requests and messages under way, and to break off what takes longer."""

log = structlog.get_logger()


def run(new_secret: bool = False, role: Role = "all") -> None:
    """Serve until a signal asks to stop; what is under way is finished."""
    settings = configured.settings()
    if role != "all" and not settings.together:
        typer.echo(_why_one(settings), err=True)
        raise typer.Exit(1)
    if settings.browser_fault:
        typer.echo(settings.browser_fault, err=True)
        raise typer.Exit(1)
    if not settings.on_loopback and not (settings.on_slack or settings.on_teams):
        typer.echo(NO_PASSWORDS, err=True)
        raise typer.Exit(1)
    set_up(settings.log_format)
    with plainly(settings):
        asyncio.run(serve(settings, new_secret=new_secret, role=role))


def _why_one(settings: Settings) -> str:
    if settings.database.startswith("sqlite"):
        return ONE_SERVER
    return ONE_BROWSER if settings.browser else ONE_CHAT


async def serve(settings: Settings, *, new_secret: bool = False, role: Role = "all") -> None:
    """Check the database, settle what an earlier life left, and serve."""
    if wrong := await clock.fault(settings, SystemClock()):
        raise ValueError(wrong)
    async with house(settings, SystemClock(), new_secret=new_secret, role=role) as parts:
        if faults := await check_at_start(parts.database):
            raise ValueError("\n".join(faults))
        async with _listening(parts, settings) as address:
            if parts.works:
                await _begin(parts)
            if parts.slack and role != "worker":
                await parts.slack.listen()
            if parts.works:
                await parts.waker.start()
            calm.begun()
            beat = asyncio.create_task(parts.numbers.beat())
            stop = on_signals()
            log.info("ready", address=address, role=role)
            await stop.wait()
            log.info("stopping")
            beat.cancel()


async def _begin(parts: House) -> None:
    """Settle what an earlier life left."""
    if parts.keeper is not None:
        await parts.keeper.start()
    await parts.pump.recover()
    # Each worker does, for those before it may be of a version with other templates or zones.
    # Networks are done one at a time under their lock; what is timed right stays as it is.
    await parts.core.time_again()


@asynccontextmanager
async def _listening(parts: House, settings: Settings) -> AsyncIterator[str]:
    """Listen at the addresses of the settings; at the end finish what is under way, in time."""
    runners = [_runner(application(parts, settings))]
    try:
        address = await listen(runners[0], settings.host, settings.port)
        if settings.metrics_at:
            runners.append(_runner(metrics_app(parts, settings, SystemClock())))
            await listen(runners[1], *settings.metrics_at)
        yield address
    finally:
        await _finish(parts, runners)


def _runner(app: web.Application) -> web.AppRunner:
    return web.AppRunner(app, access_log=None, shutdown_timeout=UNDER_WAY)


async def _finish(parts: House, runners: list[web.AppRunner]) -> None:
    """Take nothing in any more, and wait for what is under way; the next start finds the rest."""
    sends = _end_sending(parts)
    try:
        async with asyncio.timeout(UNDER_WAY + REST):
            await asyncio.gather(sends, *(one.cleanup() for one in runners))
    except TimeoutError:
        log.warning("left unfinished")


async def _end_sending(parts: House) -> None:
    await parts.waker.stop(timedelta(seconds=UNDER_WAY))
    if parts.keeper is not None:
        await parts.keeper.stop()


def application(parts: House, settings: Settings) -> web.Application:
    """Make what is served: the local chat, or the way in for Slack, Teams and signed links.

    A worker serves nothing but whether it is well.
    """
    token = settings.metrics_token.get_secret_value()
    if parts.role == "worker":
        alone = web.Application()
        add_health(alone, Health(parts, SystemClock(), settings.data, token))
        return alone
    app = _chat(parts, settings)
    health = Health(parts, SystemClock(), settings.data, token)
    add_health(app, health)
    reached = parts.teams is not None or (parts.slack is not None and parts.slack.app is not None)
    add_admin(app, parts.core, settings, health.trouble, reached=reached)
    if parts.slack is not None and parts.slack.app is not None:
        app.add_subapp("/slack", parts.slack.app)
    if parts.teams is not None:
        parts.teams.add_to(app)
    return app


def _chat(parts: House, settings: Settings) -> web.Application:
    """Make the local chat, the chat for who came in by a link, or only what links lead to."""
    if parts.slack is None and parts.teams is None:
        return web_app(parts.core, parts.hub)
    if settings.browser:
        return browser_app(parts.core, parts.hub, settings.url, settings.secret())
    return links_app(parts.core)


async def listen(runner: web.AppRunner, host: str, port: int) -> str:
    """Start listening and return the address to open; OSError when the port is in use."""
    await runner.setup()
    await web.TCPSite(runner, host, port).start()
    found = runner.addresses[0]
    return f"http://{found[0]}:{found[1]}"


async def asked_to_stop() -> None:
    """Wait until a signal asks to stop."""
    await on_signals().wait()


def on_signals() -> asyncio.Event:
    """Return what is set when a signal asks to stop, from now on."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop
