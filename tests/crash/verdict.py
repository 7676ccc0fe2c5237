"""Compares what was promised, what Kring keeps and what arrived."""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, text

from storage.check import check
from storage.database import Database
from storage.engines import address, make_engine, sqlite_engine
from tests.crash.life import SETTLE
from tests.crash.notes import NOTE, notes

Line = dict[str, Any]
# What has to be nought in every row.
WRONG = ("lost", "doubled", "early", "after", "left", "disordered", "broken")
OPEN = text(
    "SELECT (SELECT count(*) FROM delivery WHERE state IN ('pending', 'sending', 'unknown')"
    " OR (state = 'sent' AND wanted_rev > shown_rev))"
    " + (SELECT count(*) FROM moment WHERE state = 'planned' AND handler = :handler)"
)


@dataclass(frozen=True)
class Kept:
    """What the database holds at the end; moments as either database orders them."""

    notes: dict[str, Line]
    places: dict[UUID, tuple[Any, int]]
    failed: int


def reading(url: str) -> Engine:
    """Open a database without ever holding up who writes to it."""
    found = address(url)
    sqlite = found.get_backend_name() == "sqlite"
    return sqlite_engine(found, read_only=True) if sqlite else make_engine(found)


def is_drained(url: str) -> bool:
    """Say whether nothing waits any more."""
    engine = reading(url)
    with engine.connect() as connection:
        left = connection.execute(OPEN, {"handler": NOTE}).scalar()
    engine.dispose()
    return left == 0


def kept(url: str) -> Kept:
    engine = reading(url)
    with engine.connect() as connection:
        found = _kept(connection)
    engine.dispose()
    return found


def _kept(connection: Connection) -> Kept:
    rows = {row.name: dict(row._mapping) for row in connection.execute(notes.select())}
    found = connection.execute(text("SELECT id, due_at, place, state FROM delivery")).all()
    places = {UUID(str(row.id)): (row.due_at, row.place) for row in found}
    return Kept(rows, places, sum(row.state not in {"sent", "cancelled"} for row in found))


def of_round(url: str, journal: Path, lead: float) -> dict[str, int]:
    """Return the figures of a round; `lead` is how far (s) Kring's clock was ahead at most."""
    lines = [json.loads(line) for line in journal.read_text().splitlines()]
    posts = [line for line in lines if line["what"] == "post"]
    found = kept(url)
    asked = [line for line in lines if line["what"] in {"add", "move", "cancel"} and line["kept"]]
    times = Counter(line["name"] for line in posts)
    return {
        **_counts(lines, posts, asked),
        **_promises(found, times, asked),
        **_twice(posts, times),
        "early": sum(_is_early(post, found, lead) for post in posts),
        **_cancelled(lines, posts, asked, found),
        "disordered": _disordered(posts, found),
        "broken": len(_check(url)) + sum(len(line.get("problems", ())) for line in lines),
    }


def _counts(lines: list[Line], posts: list[Line], asked: list[Line]) -> dict[str, int]:
    what = Counter(line["what"] for line in lines)
    return {
        "promised": sum(line["what"] == "add" for line in asked),
        "arrived": len({post["name"] for post in posts}),
        "faults": what["fault"],
        "looked": what["conversations.history"],
    }


def _promises(found: Kept, times: Counter[str], asked: list[Line]) -> dict[str, int]:
    """Count what was acknowledged and is gone, and what is kept and never arrived."""
    gone = {line["name"] for line in asked} - found.notes.keys()
    wanted = [name for name, row in found.notes.items() if row["state"] != "cancelled"]
    moved = {line["name"]: line["due"] for line in asked if line["what"] == "move"}
    never = sum(times[name] == 0 for name in wanted)
    unmoved = sum(name in found.notes and found.notes[name]["due"] < due - 10_000
                  for name, due in moved.items())  # fmt: skip
    return {"lost": len(gone) + never + unmoved + found.failed}


def _twice(posts: list[Line], times: Counter[str]) -> dict[str, int]:
    """Count doubles; one that Slack hid for longer than the settle time is counted apart."""
    limit = SETTLE.total_seconds() * 0.9
    hidden = {post["name"] for post in posts if post["at"] - post["began"] > limit}
    twice = {name for name, number in times.items() if number > 1}
    return {"doubled": len(twice - hidden), "hidden": len(twice & hidden)}


def _is_early(post: Line, found: Kept, lead: float) -> bool:
    note = found.notes.get(post["name"])
    return note is None or post["began"] + lead < note["due"] / 1000


def _cancelled(
    lines: list[Line], posts: list[Line], asked: list[Line], found: Kept
) -> dict[str, int]:
    """Count what was drawn after its cancel, what crossed it, and what was not taken back."""
    cancels = {line["name"]: line for line in asked if line["what"] == "cancel"}
    deleted = {(line["room"], line["ts"]) for line in lines if line["what"] == "chat.delete"}
    gone = [post for post in posts if found.notes[post["name"]]["state"] == "cancelled"]
    told = [(post, cancels[post["name"]]) for post in gone if post["name"] in cancels]
    return {
        "after": sum(post["drawn"] > cancel["mono"] for post, cancel in told),
        "crossed": sum(post["began"] > cancel["sent"] for post, cancel in told),
        "taken_back": sum((post["room"], post["ts"]) in deleted for post in gone),
        "left": sum((post["room"], post["ts"]) not in deleted for post in gone),
    }


def _disordered(posts: Iterable[Line], found: Kept) -> int:
    """Count posts that went before one of their room that was both due and queued before."""
    rooms: defaultdict[str, list[tuple[Any, int]]] = defaultdict(list)
    seen: set[str] = set()
    for post in posts:
        if post["delivery"] not in seen:
            seen.add(post["delivery"])
            rooms[post["room"]].append(found.places[UUID(post["delivery"])])
    return sum(
        any(later[0] <= due and later[1] < place for later in order[position:])
        for order in rooms.values()
        for position, (due, place) in enumerate(order)
    )


def _check(url: str) -> list[str]:
    async def look() -> list[str]:
        database = Database.open(url)
        faults = await check(database)
        await database.close()
        return faults

    return asyncio.run(look())
