"""Is the server well? `/healthz` and `/readyz` say so in a word, `/metrics` in numbers."""

import asyncio
import hmac
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from aiohttp import web

from adapters.main import House
from adapters.settings import Settings
from adapters.web.guard import is_this_machine
from scheduler.clock import Clock
from storage import figures, inbox, revision
from storage.database import Database, Unit
from storage.figures import Figures
from storage.leases import SHARES

PATIENCE = 2.0  # seconds in which the database is to have written
FRESH = 5.0  # seconds for which an answer is given again: anybody may ask
ROOM = 50 * 1024 * 1024  # bytes
STALLED = timedelta(minutes=5)
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Real-IP", "Via")
PROBE = "readyz"
TEXT = "text/plain; version=0.0.4; charset=utf-8"


@dataclass
class Remembered:
    """An answer that is given again for a while."""

    at: float = -FRESH
    ready: str = ""
    figures: Figures = field(default_factory=lambda: Figures({}, 0))
    counted_at: float = -FRESH


@dataclass
class Health:
    """Looks at the running parts; `data` is the folder whose disk is looked at."""

    parts: House
    clock: Clock
    data: Path
    token: str
    known: Remembered = field(default_factory=Remembered)
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def trouble(self) -> str:
        """Say in one word what is wrong, as docs/operations.md lists them; '' if all is well."""
        async with self.looking:
            if _now() - self.known.at >= FRESH:
                self.known.ready = await self._look()
                self.known.at = _now()
        return self.known.ready

    async def _look(self) -> str:
        if _is_full(self.data):
            return "disk"
        try:
            async with asyncio.timeout(PATIENCE):
                if not await self.parts.database.write(self._at_head):
                    return "migrations"
        except Exception:  # noqa: BLE001 - whatever a driver raises, nothing can be kept
            return "database"
        return self._of_worker() if self.parts.works else ""

    def _of_worker(self) -> str:
        keeper = self.parts.keeper
        if keeper is not None and keeper.left() <= 0:
            return "lease"
        return "" if self.parts.waker.is_alive(STALLED) else "pump"

    def _at_head(self, unit: Unit) -> bool:
        """Really write something, and take it back: that is what is asked."""
        inbox.first_time(unit.connection, PROBE, self.clock.now())
        inbox.again(unit.connection, PROBE)
        return revision.current_of(unit.connection) == revision.head()

    async def numbers(self) -> bytes:
        """Return the numbers; what is counted in the database may be a few seconds old."""
        if _now() - self.known.counted_at >= FRESH:
            now = self.clock.now()
            self.known.figures = await _count(self.parts.database, now)
            self.known.counted_at = _now()
        keeper = self.parts.keeper
        self.parts.numbers.shares.set(len(keeper.held()) if keeper else SHARES * self.parts.works)
        return self.parts.numbers.written(self.known.figures, self.parts.database)

    def may_see(self, request: web.Request) -> bool:
        """Say whether numbers may be shown: with the token, or without one to this machine."""
        if self.token:
            given = request.headers.get("Authorization", "")
            return hmac.compare_digest(given.encode(), f"Bearer {self.token}".encode())
        proxied = any(name in request.headers for name in FORWARDED)
        near = is_this_machine(request.remote or "") or (request.remote or "") == "::1"
        return near and is_this_machine(request.host) and not proxied


HEALTH: web.AppKey[Health] = web.AppKey("health", Health)


def _now() -> float:
    return asyncio.get_running_loop().time()


def _is_full(folder: Path) -> bool:
    return folder.exists() and shutil.disk_usage(folder).free < ROOM


async def _count(database: Database, now: datetime) -> Figures:
    return await database.read(lambda unit: figures.read(unit.connection, now))


async def healthz(request: web.Request) -> web.Response:
    """Answer 200 while the process lives and reaches its database."""
    health = request.app[HEALTH]
    await health.parts.database.read(lambda unit: revision.current_of(unit.connection))
    return web.json_response({"status": "ok", "now": health.clock.now().isoformat()})


async def readyz(request: web.Request) -> web.Response:
    """Answer 200 'ready', or 503 and one word that says what is wrong."""
    trouble = await request.app[HEALTH].trouble()
    return web.Response(text=f"{trouble or 'ready'}\n", status=503 if trouble else 200)


async def metrics(request: web.Request) -> web.Response:
    """Answer the numbers to those who may see them."""
    health = request.app[HEALTH]
    if not health.may_see(request):
        raise web.HTTPForbidden(text="The numbers are for this machine, or with their token.\n")
    return web.Response(body=await health.numbers(), headers={"Content-Type": TEXT})


def add_health(app: web.Application, health: Health) -> None:
    """Let an application answer /healthz, /readyz and /metrics."""
    app[HEALTH] = health
    known = (("/healthz", healthz), ("/readyz", readyz), ("/metrics", metrics))
    app.add_routes([web.get(path, answer) for path, answer in known])


def metrics_app(parts: House, settings: Settings, clock: Clock) -> web.Application:
    """Make what is served at an address of its own: the numbers, to all or with the token."""
    health = OpenHealth(parts, clock, settings.data, settings.metrics_token.get_secret_value())
    app = web.Application()
    add_health(app, health)
    return app


class OpenHealth(Health):
    """Shows the numbers to whoever reaches its address, where there is no token."""

    def may_see(self, request: web.Request) -> bool:
        """Say yes, unless there is a token that was not given."""
        return not self.token or super().may_see(request)
