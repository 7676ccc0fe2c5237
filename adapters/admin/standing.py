"""How everything stands, gathered for one page: in counts, codes, times and versions."""

import asyncio
import platform
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from sqlalchemy import Connection

from adapters import noticed
from adapters.backups import last_backup
from adapters.noticed import Noticed
from bot.core import Core
from bot.texts import _, long_moment
from bot.troubles import advice
from storage import figures, leases, overview, revision
from storage.database import Unit
from storage.figures import Figures
from storage.overview import PAGE, Circle, Stuck, Tenant

LIBRARIES = (
    *("aiohttp", "alembic", "APScheduler", "botbuilder-core", "cryptography", "jinja2"),
    *("psycopg", "PyNaCl", "slack-bolt", "slack-sdk", "SQLAlchemy", "sqlmodel", "tzdata"),
)
DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Trouble:
    """A message that did not arrive, in words; `what` is '' where it is its receiver's alone."""

    row: Stuck
    what: str
    why: str
    due: str


@dataclass(frozen=True)
class Standing:
    """All that the page shows. Times are written in full, in UTC; `backup` may be ''.

    `workers` is how many servers send, None where there is one server. `noticed` is of the one
    that shows the page.
    """

    figures: Figures
    waited: int
    troubles: list[Trouble]
    tenants: list[tuple[Tenant, str]]
    circles: list[Circle]
    networks: int
    more: int
    noticed: list[Noticed]
    versions: list[tuple[str, str]]
    now: str
    workers: int | None
    backup: str = ""


@dataclass(frozen=True)
class Gathering:
    """Where to look: the core, the folder of the data, the clock (UTC).

    `together`: several servers may work on the database.
    """

    core: Core
    data: Path
    now: Callable[[], datetime]
    together: bool = False

    async def standing(self, after: int) -> Standing:
        """Gather everything; networks from the first whose number is higher than `after`."""
        now = self.now()
        found = await self.core.database.read(lambda unit: self._read(unit, after, now))
        backup = await asyncio.to_thread(last_backup, self.data)
        return replace(found, backup=utc(backup)) if backup else found

    def _read(self, unit: Unit, after: int, now: datetime) -> Standing:
        connection = unit.connection
        counted, circles = figures.read(connection, now), overview.circles(connection, after)
        return Standing(
            figures=counted,
            waited=round(counted.late / 60),
            troubles=[self._trouble(one) for one in overview.stuck(connection)],
            tenants=[
                (one, utc(one.since) if one.since else "") for one in overview.tenants(connection)
            ],
            circles=circles,
            networks=overview.number_of_networks(connection),
            more=circles[-1].id if len(circles) == PAGE else 0,
            noticed=list(reversed(noticed.LAST)),
            versions=_versions(connection),
            now=utc(now),
            workers=leases.living(connection) if self.together else None,
        )

    def _trouble(self, row: Stuck) -> Trouble:
        features = self.core.features
        # What only its receiver may know of is not told here either.
        reasons = [why for why in row.why.split(",") if why and not features.discreet(why)]
        named = " + ".join(dict.fromkeys(filter(None, map(features.title, reasons))))
        return Trouble(row, named, advice(row.error) or row.error, utc(row.due_at))


def utc(moment: datetime) -> str:
    """Write a moment in full, in UTC."""
    return _("{moment} UTC", moment=long_moment(moment.astimezone(UTC)))


def _versions(connection: Connection) -> list[tuple[str, str]]:
    server = ".".join(str(part) for part in connection.dialect.server_version_info or ())
    return [
        ("Kring", version("kring")),
        (_("Tables of the database"), revision.current_of(connection) or ""),
        (DATABASES[connection.dialect.name], server),
        ("Python", platform.python_version()),
        *((name, version(name)) for name in LIBRARIES),
    ]
