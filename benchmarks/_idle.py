"""A process that does nothing: it tells how late it was woken when its input ends."""

import asyncio
import json
import sys

from benchmarks._measure import lag


async def main() -> None:
    """Sample until there is no more input, and print all of it (ms)."""
    async with lag() as late:
        await asyncio.to_thread(sys.stdin.read)
    print(json.dumps(late))


if __name__ == "__main__":
    asyncio.run(main())
