"""`kring demo`: a local chat with networks in it, three weeks before a meeting."""

import asyncio
import tempfile
import webbrowser
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import typer
from aiohttp import web
from rich.console import Console

from adapters import calm
from adapters.admin.pages import add_admin
from adapters.cli.demo_evaluation import answering
from adapters.cli.files import read_network
from adapters.cli.serve import asked_to_stop, listen
from adapters.health import Health, add_health
from adapters.logs import set_up
from adapters.main import House, house
from adapters.settings import Settings
from adapters.web.acting import acts, main_button
from adapters.web.app import web_app
from adapters.web.settle_in import Settled, settle_in
from adapters.web.timeline import Act, Timeline
from bot.calendar.wallclock import to_utc
from bot.events import AccountRef, Command, Origin, Press
from bot.networkfile import NetworkFile, Script, read_answers
from bot.registry import standard
from scheduler.clock import DemoClock
from storage import polls
from storage.webrooms import PLATFORM, TENANT

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples"
STANDARD = ("monthly.yaml", "curriculum.yaml")
BEFORE = timedelta(days=21)
POLLS = {
    "en": 'poll "When shall we begin?" "15:00" "15:30" "16:00"',
    "nl": 'peiling "Hoe laat beginnen we?" "15:00" "15:30" "16:00"',
}
"""What the facilitators ask their groups as the demo begins, to be answered in one press."""
VOTERS = 4
COMMITMENTS = {
    "en": "commit I watch two lessons of a colleague by the next meeting",
    "nl": "voornemen ik kijk bij twee lessen van een collega voor de volgende bijeenkomst",
}
"""What a member of each network takes on, for themselves."""


def run(port: int, open_browser: bool, files: list[Path] | None) -> None:
    """Serve the demo on loopback from a database that is gone afterwards."""
    set_up("text")
    registry = standard()
    paths = files or [EXAMPLES / name for name in STANDARD]
    networks = [Story(read_network(path, registry), path) for path in paths]
    with tempfile.TemporaryDirectory(prefix="kring-demo-") as folder:
        settings = Settings(
            data=Path(folder), database_url="", host="127.0.0.1", port=port, may_start="*"
        )
        try:
            asyncio.run(_live(settings, networks, open_browser))
        except OSError as fault:
            typer.echo(f"Port {port} is in use. Try: make demo PORT={port + 1}", err=True)
            raise typer.Exit(1) from fault


@dataclass(frozen=True)
class Story:
    """A network of the demo and, beside its file, what its people do in the season."""

    file: NetworkFile
    path: Path

    @property
    def script(self) -> Script:
        """Return the script in the folder 'answers' beside the file, if there is one."""
        beside = self.path.parent / "answers" / self.path.name
        return read_answers(beside.read_bytes(), self.file) if beside.exists() else Script()


async def _live(settings: Settings, stories: list[Story], open_browser: bool) -> None:
    start = begin(stories[0].file)
    clock = DemoClock(start)
    async with house(settings, clock) as parts:
        plays = [act for story in stories for act in await move_in(parts, story, start)]
        timeline = Timeline(clock, parts.pump, plays)
        app = web_app(parts.core, parts.hub, timeline)
        health = Health(parts, clock, settings.data, "")
        add_health(app, health)
        add_admin(app, parts.core, settings, health.trouble, reached=False)
        runner = web.AppRunner(app, access_log=None)
        address = await listen(runner, settings.host, settings.port)
        await parts.waker.start()
        calm.begun()
        Console().print(f"Kring's demo is at [bold]{address}[/bold]  (stop it with Ctrl+C)")
        if open_browser:
            webbrowser.open(address)
        await asked_to_stop()
        await parts.waker.stop()
        await runner.cleanup()


def begin(file: NetworkFile) -> datetime:
    """Return ten o'clock three weeks before the first meeting with a guest speaker (UTC)."""
    spoken = [one for one in file.meetings if one.speakers] or list(file.meetings)
    if not spoken:
        return datetime.now(UTC)
    day = (spoken[0].begins - BEFORE).date()
    return to_utc(datetime.combine(day, datetime.min.time()) + timedelta(hours=10), file.zone_info)


async def move_in(parts: House, story: Story, now: datetime) -> list[Act]:
    """Start a network of the demo (`now` is UTC) and return what its people do in the season."""
    file = story.file
    here = await parts.database.write(lambda unit: settle_in(unit, file, now))
    steers = AccountRef(PLATFORM, TENANT, here.facilitator)
    ready, poll = (Origin(f"demo-{here.network}-{what}", steers) for what in ("ready", "poll"))
    await parts.core.dispatch(Press(ready, "networks.ready", (here.network,)))
    await parts.pump.settle()
    await parts.core.dispatch(Command(poll, POLLS[file.language], here.network))
    votes = await _votes(parts, here, now)
    promise = Act(now + timedelta(hours=5), partial(_commit, parts, here, file.language))
    answers = answering(parts.core, here, file, now)
    return [*votes, promise, *answers, *acts(parts.core, here, file, story.script, now)]


async def _commit(parts: House, here: Settled, language: str) -> None:
    """Let a member say what they will do, and press what keeps it."""
    user = next(user for user in here.users.values() if user != here.facilitator)
    account = AccountRef(PLATFORM, TENANT, user)
    line = Command(Origin(f"demo-commit-{user}", account), COMMITMENTS[language], here.network)
    keep = main_button(await parts.core.dispatch(line))
    if keep:
        origin = Origin(f"demo-keep-{user}", account)
        await parts.core.dispatch(Press(origin, keep.action, keep.args))


async def _votes(parts: House, here: Settled, now: datetime) -> list[Act]:
    network = here.network
    [asked] = await parts.database.read(lambda unit: polls.live(unit.connection, network))
    voters = [user for user in here.users.values() if user != here.facilitator]
    return [
        Act(now + timedelta(hours=hour), partial(_vote, parts, network, asked.id or 0, user))
        for hour, user in enumerate(voters[:VOTERS], 1)
    ]


async def _vote(parts: House, network: int, poll: int, user: str) -> None:
    origin = Origin(f"demo-vote-{network}-{user}", AccountRef(PLATFORM, TENANT, user))
    option = len(user) % 3
    await parts.core.dispatch(Press(origin, "polls.vote", (network, poll, option)))
