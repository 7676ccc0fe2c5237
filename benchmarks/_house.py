"""A house of the real parts in a temporary folder, with a network from a file that is ready."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters import calm
from adapters.main import House, house
from adapters.settings import Settings
from adapters.web.settle_in import Settled, settle_in
from bot.events import AccountRef, Origin, Press
from bot.networkfile import NetworkFile
from scheduler.clock import Clock
from storage.webrooms import PLATFORM, TENANT


@asynccontextmanager
async def fresh(clock: Clock) -> AsyncIterator[House]:
    """Put the parts together on a new SQLite database, written through to the disk."""
    calm.begin()
    with TemporaryDirectory(prefix="kring-bench-") as folder:
        settings = Settings(data=Path(folder), database_url="", port=0)
        async with house(settings, clock) as parts:
            calm.begun()
            yield parts


async def move_in(parts: House, file: NetworkFile, now: datetime) -> Settled:
    """Write the network into the chat and have its facilitator press ready."""
    here = await parts.database.write(lambda unit: settle_in(unit, file, now))
    press = Press(origin(here.facilitator, "ready"), "networks.ready", (here.network,))
    await parts.core.dispatch(press)
    return here


def origin(user: str, key: str) -> Origin:
    """Say that a user of the local chat acts."""
    return Origin(key, AccountRef(PLATFORM, TENANT, user))
