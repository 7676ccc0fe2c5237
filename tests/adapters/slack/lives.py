"""Many short lives of a server that sends to Slack and is killed; a program of its own.

It prints, as JSON, the deliveries that were promised, by channel and in their order.
"""

import json
import sqlite3
import sys
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from adapters.slack.clients import Clients, Given
from adapters.slack.messenger import SlackMessenger
from bot.messenger import Messenger
from storage.database import Database
from storage.networks import Network
from tests.adapters.slack.sending import TEAM
from tests.children import ended, fork, kill
from tests.databases import make_tables
from tests.scheduler import lives

CHANNELS = sys.argv[4:]


class Server(lives.Server):
    """One life, in the workspace whose address is the second argument."""

    def messengers(self) -> dict[str, Messenger]:
        clients = Clients(Given({TEAM: f"xoxb-{TEAM}"}), sys.argv[2])
        messenger = SlackMessenger(clients, self.database)
        messenger.settle = timedelta(milliseconds=50)  # this Slack shows a post at once
        return {"slack": messenger}

    def delivery(self, name: str) -> dict[str, Any]:
        made = super().delivery(name)
        channel = CHANNELS[hash(name) % len(CHANNELS)]
        return {**made, "platform": "slack", "tenant": TEAM, "room": channel, "lane": channel}


def promised(folder: Path) -> dict[str, list[str]]:
    """Return what the acknowledged deliveries were to become."""
    ledger, kring = lives.open_ledger(folder), sqlite3.connect(folder / "kring.db")
    queued = kring.execute("SELECT id, why, room FROM delivery ORDER BY place").fetchall()
    keys = {key for _, key, _ in queued}
    for (name,) in ledger.execute("SELECT what FROM promise"):
        assert {f"direct {name}", f"moment {name}"} <= keys, "a promise is not in the outbox"
    found: dict[str, list[str]] = defaultdict(list)
    for number, _, room in queued:
        found[room].append(str(UUID(number)))
    return found


def main(folder: Path, kills: int) -> None:
    url = f"sqlite:///{folder / 'kring.db'}"
    make_tables(url)
    database = Database.open(url)
    database.write_now(lambda unit: unit.session.add(Network(name="Test")))
    database.close_now()
    lives.Server = Server  # type: ignore[misc] # what each fork begins
    for _ in range(kills):
        child = fork(lives.life(folder, adding=True))
        try:
            lives.for_a_moment()
        finally:
            kill(child)
    if ended(fork(lives.life(folder, adding=False))):
        sys.exit("The last life did not end well.")
    print(json.dumps(promised(folder)))  # noqa: T201 - the answer to the test that started it


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[3]))
