"""One press from a process of its own, at the same moment as those of others."""

import asyncio
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from uuid import uuid4

from bot.cards import Card, plain
from bot.core import Core
from bot.effects import Whisper
from bot.events import AccountRef, Origin, Press
from bot.links import Links
from bot.registry import standard
from storage.database import Database
from storage.keys import Keys
from tests.conversation import MONDAY, Clock

FEATURES = standard()
"""Known before a process is forked that needs them."""


def press(
    url: str,
    folder: Path,
    task: tuple[str, str, tuple[int, ...]],
    together: Barrier,
    to: Connection,
) -> None:
    """Press an evaluation's button (who, action, arguments) when all are ready; send the answer."""
    to.send(asyncio.run(_press(url, folder, task, together)))


async def _press(
    url: str, folder: Path, task: tuple[str, str, tuple[int, ...]], together: Barrier
) -> str:
    who, action, args = task
    database = Database.open(url)
    core = Core(
        database,
        FEATURES,
        Clock(MONDAY),
        uuid4,
        Links("secret"),
        lambda _account: False,
        Keys(folder),
    )
    origin = Origin(str(uuid4()), AccountRef("web", "local", who))
    together.wait()
    answers = await core.dispatch(Press(origin, f"evaluations.{action}", args))
    await database.close()
    cards = [one.card for one in answers if isinstance(one, Whisper)]
    return "\n".join(plain(one) if isinstance(one, Card) else one for one in cards)
