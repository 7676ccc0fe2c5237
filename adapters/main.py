"""The composition root: the one place where all parts of Kring are put together."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

from adapters.chores import chores
from adapters.metrics import CountedCore, CountedMessenger, Numbers
from adapters.registered import in_teams
from adapters.settings import Settings
from adapters.slack.rates import RATE as SLACK_RATE
from adapters.slack.start import Connected, connected
from adapters.slack_keys import slack_keys
from adapters.teams.rates import RATE as TEAMS_RATE
from adapters.web.hub import Hub
from adapters.web.messenger import WebMessenger
from bot.links import Links
from bot.messenger import Messenger
from bot.registry import standard
from scheduler.clock import Clock
from scheduler.lanes import Lanes
from scheduler.pump import Pump
from scheduler.waker import Waker
from storage import revision, signing
from storage.database import Database
from storage.keys import Keys

if TYPE_CHECKING:
    from adapters.teams.start import Connected as InTeams


@dataclass(frozen=True)
class House:
    """The running parts."""

    database: Database
    core: CountedCore
    hub: Hub
    pump: Pump
    waker: Waker
    numbers: Numbers
    slack: Connected | None = None
    teams: "InTeams | None" = None


@asynccontextmanager
async def house(
    settings: Settings, clock: Clock, *, new_secret: bool = False
) -> AsyncIterator[House]:
    """Open the database, own it, and put the parts together; nothing is sent before `start`.

    With `new_secret` the secret may be another than before. Raises a Fault of storage, OSError,
    ValueError or what the database raises.
    """
    os.umask(0o077)  # what people write is for the owner of the process alone
    database = Database.open(settings.database)
    try:
        database.own()
        _bring_up_to_date(settings.database)
        secret = settings.secret()
        await database.write(lambda unit: signing.check(unit.connection, secret, renew=new_secret))
        core = _core(settings, clock, database)
        async with _slack(settings, core) as slack, _teams(settings, core) as teams:
            yield _house(core, clock, slack, teams)
    finally:
        await database.close()


@asynccontextmanager
async def _slack(settings: Settings, core: CountedCore) -> AsyncIterator[Connected | None]:
    if not settings.on_slack:
        yield None
        return
    access = slack_keys(settings)
    async with connected(core, access, settings.secret(), settings.url) as slack:
        yield slack


@asynccontextmanager
async def _teams(settings: Settings, core: CountedCore) -> AsyncIterator["InTeams | None"]:
    if not settings.on_teams:
        yield None
        return
    from adapters.teams import start  # Microsoft's libraries take a second to load

    given, secret, loopback = in_teams(settings), settings.secret(), settings.on_loopback
    async with start.connected(core, given, secret, settings.url, on_loopback=loopback) as teams:
        yield teams


def _bring_up_to_date(url: str) -> None:
    found = revision.current(url)
    if found == revision.head():
        return
    revision.check_known(found, "The database")
    from storage import migrate  # Alembic takes long to load, and mostly there is nothing to do

    migrate.upgrade(url)


def _core(settings: Settings, clock: Clock, database: Database) -> CountedCore:
    links, keys = Links(settings.secret()), Keys(settings.keys_folder)
    may = (settings.may, keys, settings.administers)
    core = CountedCore(database, standard(), clock.now, uuid4, links, *may)
    core.numbers = Numbers()
    return core


def _house(
    core: CountedCore, clock: Clock, slack: Connected | None, teams: "InTeams | None"
) -> House:
    database, hub = core.database, Hub()
    platforms: list[Messenger] = [WebMessenger(database, hub, clock.now)]
    if slack is not None:
        platforms.append(slack.messenger())
    if teams is not None:
        platforms.append(teams.messenger())
    messengers = {one.platform: CountedMessenger(one, core.numbers) for one in platforms}
    owner = f"{socket.gethostname()}:{os.getpid()}"
    lanes = Lanes({"slack": SLACK_RATE, "teams": TEAMS_RATE}, clock)
    pump = Pump(core, database, messengers, clock, lanes, owner)
    waker = Waker(pump, clock, chores(core, clock))
    return House(database, core, hub, pump, waker, core.numbers, slack, teams)
