"""Another process in which somebody presses: python -m tests.features.swap_process URL TASK."""

import asyncio
import sys
from uuid import uuid4

from bot.cards import Card, plain
from bot.core import Core
from bot.effects import Whisper
from bot.events import AccountRef, Event, Left, Origin, Press, RoomRef
from bot.links import Links
from bot.registry import standard
from storage.database import Database
from tests.features.test_prepare import ASKED
from tests.fresh_keys import fresh_keys


async def main(url: str, task: str) -> None:
    """Press or leave as somebody, and print the answer."""
    action, name = task.split()
    database = Database.open(url)
    core = Core(
        database,
        standard(),
        lambda: ASKED,
        uuid4,
        Links("secret"),
        lambda _account: False,
        fresh_keys(),
    )
    account = AccountRef("web", "local", name.casefold())
    room = RoomRef("web", "local", "circle")
    origin = Origin(f"{task} {uuid4()}", account, room, name)
    # Without a slice of its own it is about the first swap; with one, about the network.
    event: Event = Press(origin, f"prepare.{action}", (1, 1))
    if "." in action:
        event = Press(origin, action, (1,))
    if action == "leave":
        event = Left(origin)
    for answer in await core.dispatch(event):
        if isinstance(answer, Whisper):
            card = answer.card
            sys.stdout.write((plain(card) if isinstance(card, Card) else card) + "\n")
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
