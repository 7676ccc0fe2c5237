"""One press from a process of its own: act URL WHO ACTION NETWORK SUBJECT; prints the answer."""

import asyncio
import sys

from bot.cards import Card, plain
from bot.core import Core
from bot.effects import Whisper
from bot.events import AccountRef, Origin, Press
from bot.links import Links
from bot.registry import standard
from storage.database import Database
from tests.conversation import MONDAY, Clock
from tests.fresh_keys import fresh_keys


async def main(url: str, who: str, action: str, network: str, subject: str) -> None:
    from uuid import uuid4

    database = Database.open(url)
    core = Core(
        database,
        standard(),
        Clock(MONDAY),
        uuid4,
        Links("secret"),
        lambda _account: False,
        fresh_keys(),
    )
    origin = Origin(f"{who}-{action}", AccountRef("web", "local", who))
    press = Press(origin, f"commitments.{action}", (int(network), int(subject)))
    for answer in await core.dispatch(press):
        if isinstance(answer, Whisper):
            said = plain(answer.card) if isinstance(answer.card, Card) else answer.card
            sys.stdout.write(said + "\n")
    await database.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
