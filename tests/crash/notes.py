"""A slice of the proof's own: notes that fall due, can be moved and can be cancelled."""

import time
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Column, Connection, Integer, MetaData, String, Table

from bot.calendar.wallclock import to_utc
from bot.cards import Card, CardRef, Text
from bot.effects import Reply, Show, Whisper
from bot.errors import Refusal
from bot.feature import Feature
from bot.registry import Registry, standard
from bot.turn import Scene, Turn
from storage import moments
from storage.moments import Planned

NOTE = "crash.note"
# Not among Kring's own tables: no migration knows it.
tables = MetaData()
notes = Table(
    "crash_note",
    tables,
    Column("name", String, primary_key=True),
    Column("network", Integer),
    Column("due", BigInteger),  # milliseconds since 1970
    Column("state", String),  # open, posted, cancelled
)
feature = Feature("crash", title=lambda: "Notes")


def registry() -> Registry:
    """All that Kring ships, and the notes."""
    return Registry([*standard().features, feature])


def moment(due: int) -> datetime:
    return datetime.fromtimestamp(due / 1000, UTC)


def _change(connection: Connection, name: str, states: tuple[str, ...], **values: object) -> None:
    """Change a note that is in one of these states, or refuse."""
    same = (notes.c.name == name) & notes.c.state.in_(states)
    if connection.execute(notes.update().where(same).values(values)).rowcount != 1:
        raise Refusal("It is not there any more.")


def _keep(turn: Turn, name: str, due: int) -> Reply:
    row = {"name": name, "network": turn.network.id, "due": due, "state": "open"}
    turn.connection.execute(notes.insert().values(row))
    moments.plan(turn.connection, turn.network.id, NOTE, name, moment(due))
    return [Whisper(f"Kept {name}.")]


@feature.command("note-add", "note-add", help=lambda: "Plan a note")
def add(turn: Turn, words: str) -> Reply:
    name, due = words.split()
    return _keep(turn, name, int(due))


@feature.command("note-wall", "note-wall", help=lambda: "Plan a note by the clock on the wall")
def add_by_the_wall(turn: Turn, words: str) -> Reply:
    name, local = words.split()
    due = to_utc(datetime.fromisoformat(local), turn.zone)
    return _keep(turn, name, int(due.timestamp() * 1000))


@feature.command("note-move", "note-move", help=lambda: "Move a note")
def move(turn: Turn, words: str) -> Reply:
    name, due = words.split()
    _change(turn.connection, name, ("open",), due=int(due))
    moments.plan(turn.connection, turn.network.id, NOTE, name, moment(int(due)))
    return [Whisper(f"Kept {name}.")]


@feature.command("note-cancel", "note-cancel", help=lambda: "Cancel a note")
def cancel(turn: Turn, words: str) -> Reply:
    _change(turn.connection, words, ("open", "posted"), state="cancelled")
    moments.cancel(turn.connection, NOTE, words)
    return [Show(CardRef(NOTE, (words,))), Whisper(f"Kept {words}.")]


@feature.due("note")
def due(turn: Turn, planned: Planned) -> Reply:
    _change(turn.connection, planned.subject, ("open",), state="posted")
    return [Show(CardRef(NOTE, (planned.subject,)), post=True)]


@feature.card("note")
def draw(scene: Scene, name: str) -> Card | None:
    chosen = notes.select().where(notes.c.name == name)
    row = scene.connection.execute(chosen).one()
    if row.state == "cancelled":
        return None
    # From before anything was read, by a clock that nobody sets: what was cancelled before this
    # moment is never posted.
    passed = (datetime.now(UTC) - scene.now).total_seconds()
    return Card(f"Note {name}", (Text(f"drawn {time.monotonic() - passed:.6f} end"),), name)
