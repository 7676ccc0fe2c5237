"""A server for Slack and Teams on a fresh data folder: how soon it is ready, what waiting costs.

Slack's Web API is a program on this machine that says yes; nobody talks to Teams before a message.
"""

import asyncio
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks._loopback import SECRET, TOKEN, slack
from benchmarks._measure import report
from benchmarks._process import memory_of, server, watched

STARTS = 5
WATCHED = 60  # seconds


def configured(api: str) -> dict[str, str]:
    """Return the settings that switch both platforms on."""
    return {
        "KRING_URL": "https://kring.example.org",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": api,
        "TEAMS_APP_ID": "00000000-0000-0000-0000-00000000000b",
        "TEAMS_APP_PASSWORD": "a client secret",
        "TEAMS_APP_TENANT": "00000000-0000-0000-0000-00000000000a",
    }


def first(folder: str, settings: dict[str, str]) -> dict[str, float]:
    """Start it where nothing was, which loads what makes the tables."""
    with server(folder, **settings) as (process, ready):
        return {"startup.first_s": ready, "startup.first_rss_mb": memory_of(process)}


def again(folder: str, settings: dict[str, str]) -> float:
    """Start it on its own folder; return the seconds until it answers."""
    with server(folder, **settings) as (_process, ready):
        return ready


def waited(folder: str, settings: dict[str, str]) -> dict[str, float]:
    """Start it once more, and let it wait for a minute."""
    with server(folder, **settings) as (process, _ready):
        spent = process.cpu_times()
        return {
            "startup.cpu_s": spent.user + spent.system,
            "startup.rss_mb": memory_of(process),
            "startup.cpu_percent": watched(process, WATCHED),
            "startup.rss_after_mb": memory_of(process),
        }


async def measured() -> dict[str, float]:
    """Start it some times beside a Slack that says yes; return the figures."""
    with TemporaryDirectory(prefix="kring-bench-") as folder:
        async with slack() as api:
            settings = configured(api.url)
            figures = await asyncio.to_thread(first, folder, settings)
            figures |= await asyncio.to_thread(waited, folder, settings)
            times = [await asyncio.to_thread(again, folder, settings) for _ in range(STARTS)]
    return figures | {"startup.ready_s": median(times), "startup.ready_max_s": max(times)}


def main() -> None:
    """Measure and report."""
    report("startup", asyncio.run(measured()))


if __name__ == "__main__":
    main()
