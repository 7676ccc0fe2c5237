"""`kring doctor`: is everything there, and if not, what to do."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

import typer
from sqlalchemy.exc import SQLAlchemyError

from adapters.cli import configured
from adapters.registered import in_teams
from adapters.settings import Settings
from adapters.slack.checkup import CheckUp
from adapters.slack_keys import slack_keys
from adapters.teams.tokens import NoToken, Tokens
from storage import check, revision, workspaces
from storage.database import Database
from storage.workspaces import SlackWorkspace

Finding = tuple[bool, str]


def run() -> None:
    """Print a line a check; leave with status 1 when something is missing."""
    settings = configured.settings()
    checks: list[Callable[[Settings], Finding]] = [
        *(_database, _tables, _host, _browser, _secret, _starters, _admins, _teams),
    ]
    findings = [look(settings) for look in checks]
    if settings.on_slack:
        findings += asyncio.run(_slack(settings))
    for good, text in findings:
        typer.echo(f"{'ok ' if good else 'no '} {text}")
    if not all(good for good, _text in findings):
        raise typer.Exit(1)


def _database(settings: Settings) -> Finding:
    try:
        revision.current(settings.database)
    except Exception as fault:  # noqa: BLE001 - whatever a driver raises, it cannot be reached
        kind = type(fault).__name__
        return False, f"The database cannot be opened ({kind}). Look at KRING_DATABASE_URL."
    return True, "The database can be opened."


def _tables(settings: Settings) -> Finding:
    try:
        problems = asyncio.run(_look(settings.database))
    except Exception as fault:  # noqa: BLE001 - the same
        return False, f"The tables cannot be read ({type(fault).__name__})."
    if problems:
        return False, f"{' '.join(problems)} Run 'kring migrate'."
    return True, "The tables are up to date and whole."


async def _look(url: str) -> list[str]:
    database = Database.open(url)
    try:
        return await check.check(database)
    finally:
        await database.close()


def _host(settings: Settings) -> Finding:
    if settings.on_slack or settings.on_teams:
        where = [name for name, on in _platforms(settings) if on]
        return True, f"Kring works in {' and '.join(where)}, and serves no local chat."
    if settings.on_loopback:
        return True, "The local chat is reached from this machine only."
    return False, "The local chat has no passwords: set KRING_HOST to 127.0.0.1."


def _browser(settings: Settings) -> Finding:
    if fault := settings.browser_fault:
        return False, fault
    if settings.browser:
        return True, f"Who was invited comes in by a browser, at {settings.url}."
    return True, "Nobody comes in by a browser without Slack or Teams (KRING_BROWSER)."


async def _slack(settings: Settings) -> list[Finding]:
    rows = await _installed(settings.database) if settings.slack_client_id else []
    if rows is None:
        return [(False, "The installations cannot be read. Run 'kring migrate'.")]
    check_up = CheckUp(slack_keys(settings), settings.url)
    return [finding async for finding in check_up.findings(rows, settings.secret())]


async def _installed(url: str) -> list[SlackWorkspace] | None:
    try:
        database = Database.open(url)
    except Exception:  # noqa: BLE001 - what a driver raises was said above
        return None
    try:
        return await database.read(lambda unit: workspaces.every(unit.connection))
    except SQLAlchemyError:
        return None
    finally:
        await database.close()


def _platforms(settings: Settings) -> list[tuple[str, bool]]:
    return [("Slack", settings.on_slack), ("Teams", settings.on_teams)]


def _teams(settings: Settings) -> Finding:
    if not settings.on_teams:
        return True, "Teams is switched off (TEAMS_APP_ID)."
    given = in_teams(settings)
    if fault := given.fault(on_loopback=settings.on_loopback):
        return False, fault
    if given.unproven:
        return True, "Teams: requests need no token; for trying out on this machine only."
    if not settings.url.startswith("https://"):
        return False, "Teams calls Kring over https only: set KRING_URL to its address."
    try:
        asyncio.run(Tokens(given.credentials.fetch(), lambda: datetime.now(UTC)).get())
    except NoToken as fault:
        return False, f"Microsoft gives no token ({fault}). Look at TEAMS_APP_ID and its secret."
    return True, f"Microsoft gives tokens. Messages come in at {settings.url}/api/messages."


def _secret(settings: Settings) -> Finding:
    given = settings.secret_key.get_secret_value()
    if given and len(given) < 32:
        return False, "KRING_SECRET_KEY is short: use at least 32 characters."
    if given:
        return True, "Links are signed with KRING_SECRET_KEY."
    return True, f"Links are signed with a secret that Kring keeps in {settings.data / 'secret'}."


def _admins(settings: Settings) -> Finding:
    if not settings.administrators:
        return True, "Nobody may open the administrators' page from elsewhere (KRING_ADMINS)."
    if not settings.url.startswith("https://"):
        return (
            False,
            "The administrators' page opens over https only: set KRING_URL to that.",
        )
    found = len(settings.administrators)
    return True, f"Accounts that may open the administrators' page: {found}."


def _starters(settings: Settings) -> Finding:
    if not settings.starters:
        return True, "Only the owner of a room can start a network there (KRING_MAY_START)."
    return True, f"{len(settings.starters)} accounts may start a network, and owners of rooms."
