"""What somebody does from another process, at the same moment as somebody else."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from bot.cards import Card, plain
from bot.core import Core
from bot.effects import Whisper
from bot.events import AccountRef, Event, Left, Origin, Press, RoomRef
from bot.links import Links
from bot.registry import standard
from storage.database import Database
from storage.keys import Keys
from tests.fresh_keys import fresh_keys

FEATURES = standard()
"""Known before a process is forked that needs them."""
LEAVE = "leave"
ROOM = RoomRef("web", "local", "circle")


async def does(
    ready: Callable[[], object],
    url: str,
    now: datetime,
    who: str,
    action: str,
    args: tuple[int, ...] = (),
    keys: Path | None = None,
) -> str:
    """Press a button, or leave the room; return what the answers say.

    Arguments begin with the network's number; `keys` is a folder, or there are none yet.
    """
    database = Database.open(url)
    core = Core(
        database,
        FEATURES,
        lambda: now,
        uuid4,
        Links("secret"),
        lambda _account: False,
        Keys(keys) if keys else fresh_keys(),
    )
    account = AccountRef("web", "local", who.casefold())
    origin = Origin(str(uuid4()), account, ROOM, who)
    event: Event = Left(origin) if action == LEAVE else Press(origin, action, args)
    ready()
    answers = await core.dispatch(event)
    await database.close()
    cards = [one.card for one in answers if isinstance(one, Whisper)]
    return "\n".join(plain(one) if isinstance(one, Card) else one for one in cards)
