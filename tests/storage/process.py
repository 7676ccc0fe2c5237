"""Another process on the same database: python -m tests.storage.process TASK URL [NETWORK]."""

import asyncio
import itertools
import sys

from storage.database import Database
from tests.storage import probe

WRITERS = 8


def tell(what: str) -> None:
    sys.stdout.write(what + "\n")
    sys.stdout.flush()


async def count(database: Database, network: int | None) -> None:
    """Add one a hundred times, all at once."""
    tasks = (database.write(probe.count_one_more, network=network) for _ in range(100))
    await asyncio.gather(*tasks)


async def say(database: Database, network: int | None) -> None:
    """Write notes until killed, and say of each that it is kept once told so."""
    numbers = itertools.count()

    async def writer() -> None:
        for number in numbers:
            tell(await database.write(probe.add(f"note {number:06}"), network=network))

    await asyncio.gather(*(writer() for _ in range(WRITERS)))


async def own(database: Database, network: int | None) -> None:
    """Own the database, say so, and do so until killed."""
    database.own()
    tell("mine")
    await asyncio.Event().wait()


async def main(task: str, url: str, network: str = "") -> None:
    tasks = {"count": count, "say": say, "own": own}
    await tasks[task](Database.open(url), int(network) if network else None)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
