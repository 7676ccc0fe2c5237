"""One press from a process of its own: act URL KEYS WHO ACTION ARGUMENT...; prints the answer."""

import asyncio
import sys
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


async def main(url: str, folder: str, who: str, action: str, *args: str) -> None:
    """Press an evaluation's button, and print the answer."""
    database = Database.open(url)
    core = Core(
        database,
        standard(),
        Clock(MONDAY),
        uuid4,
        Links("secret"),
        lambda _account: False,
        Keys(Path(folder)),
    )
    origin = Origin(str(uuid4()), AccountRef("web", "local", who))
    press = Press(origin, f"evaluations.{action}", tuple(map(int, args)))
    for answer in await core.dispatch(press):
        if isinstance(answer, Whisper):
            said = plain(answer.card) if isinstance(answer.card, Card) else answer.card
            sys.stdout.write(said + "\n")
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
