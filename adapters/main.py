"""The composition root: the one place where all parts of Kring are put together."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

from adapters.registered import in_teams
from adapters.settings import Settings
from adapters.slack.rates import RATE as SLACK_RATE
from adapters.slack.start import Connected, Keys, connected
from adapters.teams.rates import RATE as TEAMS_RATE
from adapters.web.hub import Hub
from adapters.web.messenger import WebMessenger
from bot.core import Core
from bot.links import Links
from bot.messenger import Messenger
from bot.registry import standard
from scheduler.clock import Clock
from scheduler.lanes import Lanes
from scheduler.pump import Pump
from scheduler.waker import Chore, Waker
from storage import commitments, inbox, reminders, revision
from storage.database import Database, Unit
from storage.keys import Keys as Vault

if TYPE_CHECKING:
    from adapters.teams.start import Connected as InTeams

A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)


@dataclass(frozen=True)
class House:
    """The running parts."""

    database: Database
    core: Core
    hub: Hub
    pump: Pump
    waker: Waker
    slack: Connected | None = None
    teams: "InTeams | None" = None


@asynccontextmanager
async def house(settings: Settings, clock: Clock) -> AsyncIterator[House]:
    """Open the database, own it, and put the parts together; nothing is sent before `start`."""
    os.umask(0o077)  # what people write is for the owner of the process alone
    _bring_up_to_date(settings.database)
    database = Database.open(settings.database)
    try:
        database.own()
        keys = Vault(settings.keys_folder)
        links = Links(settings.secret())
        core = Core(database, standard(), clock.now, uuid4, links, settings.may, keys)
        async with _slack(settings, core) as slack, _teams(settings, core) as teams:
            yield _house(core, clock, slack, teams)
    finally:
        await database.close()


@asynccontextmanager
async def _slack(settings: Settings, core: Core) -> AsyncIterator[Connected | None]:
    if not settings.on_slack:
        yield None
        return
    keys = Keys(
        settings.slack_bot_token.get_secret_value(),
        settings.slack_signing_secret.get_secret_value(),
        settings.slack_app_token.get_secret_value(),
        settings.slack_api_url,
    )
    async with connected(core, keys, settings.secret(), settings.url) as slack:
        yield slack


@asynccontextmanager
async def _teams(settings: Settings, core: Core) -> AsyncIterator["InTeams | None"]:
    if not settings.on_teams:
        yield None
        return
    from adapters.teams import start  # Microsoft's libraries take a second to load

    given, secret, loopback = in_teams(settings), settings.secret(), settings.on_loopback
    async with start.connected(core, given, secret, settings.url, on_loopback=loopback) as teams:
        yield teams


def _bring_up_to_date(url: str) -> None:
    if revision.current(url) == revision.head():
        return
    from storage import migrate  # Alembic takes long to load, and mostly there is nothing to do

    migrate.upgrade(url)


def _house(core: Core, clock: Clock, slack: Connected | None, teams: "InTeams | None") -> House:
    database, hub = core.database, Hub()
    messengers: dict[str, Messenger] = {"web": WebMessenger(database, hub, clock.now)}
    if slack is not None:
        messengers["slack"] = slack.messenger()
    if teams is not None:
        messengers["teams"] = teams.messenger()
    owner = f"{socket.gethostname()}:{os.getpid()}"
    lanes = Lanes({"slack": SLACK_RATE, "teams": TEAMS_RATE}, clock)
    pump = Pump(core, database, messengers, clock, lanes, owner)
    waker = Waker(pump, clock, _chores(core, clock))
    return House(database, core, hub, pump, waker, slack, teams)


def _chores(core: Core, clock: Clock) -> list[Chore]:
    async def forget() -> None:
        before = clock.now() - A_WEEK

        def work(unit: Unit) -> None:
            inbox.forget(unit.connection, before)
            reminders.forget_drafts(unit.connection, before)
            commitments.forget_drafts(unit.connection, clock.now() - A_DAY)

        await core.database.write(work)

    return [
        Chore("forget old event keys and drafts", timedelta(hours=6), forget),
        Chore("time the lines again", timedelta(days=1), core.time_again),
    ]
