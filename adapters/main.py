"""The composition root: the one place where all parts of Kring are put together."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal
from uuid import uuid4

from adapters.chores import chores
from adapters.entering import enter
from adapters.metrics import CountedCore, CountedMessenger, Numbers
from adapters.registered import in_teams
from adapters.settings import Settings
from adapters.slack.rates import RATE as SLACK_RATE
from adapters.slack.start import Connected, connected
from adapters.slack_keys import slack_keys
from adapters.teams.rates import RATE as TEAMS_RATE
from adapters.web.hub import Hub
from adapters.web.messenger import WebMessenger
from bot.core import Core
from bot.links import Links
from bot.messenger import Messenger
from bot.registry import standard
from scheduler.clock import Clock
from scheduler.keeper import BEAT, SPAN, Keeper
from scheduler.lanes import Lanes
from scheduler.pump import Pump
from scheduler.waker import Chore, Waker
from storage import signing
from storage.database import Database
from storage.keys import Keys
from storage.leasebook import LeaseBook

if TYPE_CHECKING:
    from adapters.teams.start import Connected as InTeams


Role = Literal["web", "worker", "all"]
"""'web' takes in what people do, 'worker' sends and does what falls due, 'all' does both."""

LOOK = timedelta(seconds=1)
"""So often a worker looks for what others kept, who cannot poke it."""


@dataclass(frozen=True)
class House:
    """The running parts; with a `keeper` others may work on the same database."""

    database: Database
    core: CountedCore
    hub: Hub
    pump: Pump
    waker: Waker
    numbers: Numbers
    role: Role = "all"
    keeper: Keeper | None = None
    slack: Connected | None = None
    teams: "InTeams | None" = None

    @property
    def works(self) -> bool:
        """Say whether it sends, and does what falls due."""
        return self.role != "web"


@asynccontextmanager
async def house(
    settings: Settings, clock: Clock, *, new_secret: bool = False, role: Role = "all"
) -> AsyncIterator[House]:
    """Open the database, own or share it, and put the parts together; nothing is sent yet.

    With `new_secret` the secret may be another than before. Raises a Fault of storage, OSError,
    ValueError or what the database raises.
    """
    os.umask(0o077)  # what people write is for the owner of the process alone
    database = Database.open(settings.database)
    try:
        enter(database, settings)
        secret = settings.secret()
        await database.write(lambda unit: signing.check(unit.connection, secret, renew=new_secret))
        core = _core(settings, clock, database)
        async with _slack(settings, core) as slack, _teams(settings, core) as teams:
            keeper = _keeper(database) if settings.together and role != "web" else None
            yield _house(core, clock, role, keeper, slack, teams)
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


def _core(settings: Settings, clock: Clock, database: Database) -> CountedCore:
    links = Links(settings.secret(), front=settings.url if settings.browser else "")
    keys = Keys(settings.keys_folder)
    may = (settings.may, keys, settings.administers)
    core = CountedCore(database, standard(), clock.now, uuid4, links, *may)
    core.numbers = Numbers()
    return core


def _keeper(database: Database) -> Keeper:
    # A container may give every life the same name and number.
    name = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
    return Keeper(LeaseBook(database.url, name, SPAN), beat_every=BEAT)


def _house(
    core: CountedCore,
    clock: Clock,
    role: Role,
    keeper: Keeper | None,
    slack: Connected | None,
    teams: "InTeams | None",
) -> House:
    database, hub = core.database, Hub()
    platforms: list[Messenger] = [WebMessenger(database, hub, clock.now)]
    if slack is not None:
        platforms.append(slack.messenger())
    if teams is not None:
        platforms.append(teams.messenger())
    messengers = {one.platform: CountedMessenger(one, core.numbers) for one in platforms}
    owner = keeper.owner if keeper else f"{socket.gethostname()}:{os.getpid()}"
    lanes = Lanes({"slack": SLACK_RATE, "teams": TEAMS_RATE}, clock)
    pump = Pump(core, database, messengers, clock, lanes, owner, shares=keeper)
    known = _chores(core, clock, keeper, slack)
    waker = Waker(pump, clock, known, LOOK if keeper else None)
    return House(database, core, hub, pump, waker, core.numbers, role, keeper, slack, teams)


def _chores(
    core: Core, clock: Clock, keeper: Keeper | None, slack: Connected | None
) -> list[Chore]:
    """Return what is done now and then, of several workers by one."""
    known = [*chores(core, clock), *(slack.chores if slack else ())]
    return known if keeper is None else [chore.only_if(lambda: keeper.is_first) for chore in known]
