"""What the pages show: rows of the chat, prepared for the templates."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zlib import crc32
from zoneinfo import ZoneInfo

from markupsafe import Markup

from adapters.web import render
from adapters.web.chat import Visit
from bot import cardjson
from bot.cards import Actions, Button, Card, Link, Pick, mentioned
from bot.texts import _, clock_time, long_date
from storage import webchat, webrooms
from storage.database import Unit
from storage.tables import id_of
from storage.webchat import KRING, Place, WebMessage
from storage.webrooms import Circle, RoomHere, User

_TOGETHER = timedelta(minutes=5)
_HUES = 8


@dataclass(frozen=True)
class Face:
    """How an author is shown: name, two letters, and one of eight hues."""

    name: str
    letters: str
    hue: int


@dataclass(frozen=True)
class MessageView:
    """A message ready to be drawn; `day` is '' unless it is the first of its day."""

    id: int
    author: Face
    kring: bool
    mine: bool
    only_me: bool
    follows: bool
    time: str
    at: str
    day: str
    language: str
    body: Markup
    summary: str
    shortcut: bool = False


@dataclass(frozen=True)
class Entry:
    """A room in the side bar."""

    room: RoomHere
    unread: int


@dataclass(frozen=True)
class Side:
    """The side bar: rooms, and how much is unread in the private chat."""

    entries: list[Entry]
    private: int

    @property
    def total(self) -> int:
        """Return how much is unread anywhere."""
        return self.private + sum(entry.unread for entry in self.entries)


@dataclass(frozen=True)
class Read:
    """What one look into the database gave a page."""

    messages: list[WebMessage]
    gone: list[int]
    side: Side
    users: dict[str, User]
    circles: list[Circle]
    seen: int
    rev: int


def face(name: str) -> Face:
    """Return the face of a name, the same wherever it is shown."""
    words = [word for word in name.split() if word[0].isalpha()]
    letters = "".join(word[0] for word in (words[:1] + words[-1:] if words[1:] else words))
    return Face(name, letters.upper() or "?", crc32(name.encode()) % _HUES)


@dataclass(frozen=True)
class Somebody:
    """A person one can be, as a list shows them."""

    user: User
    face: Face
    steers: bool = False


@dataclass(frozen=True)
class Group:
    """People who belong together; `name` is their network's, '' for those in none."""

    name: str
    people: list[Somebody]


def groups(users: list[User], circles: list[Circle]) -> list[Group]:
    """Put people under their networks, facilitators first, and the others at the end."""
    known = {user.ref: Somebody(user, face(user.name)) for user in users}
    found = []
    for circle in circles:
        steering = [replace(known[ref], steers=True) for ref in circle.facilitators]
        found.append(Group(circle.name, steering + [known[ref] for ref in circle.participants]))
    placed = {one.user.ref for group in found for one in group.people}
    others = [one for ref, one in known.items() if ref not in placed]
    return [*found, Group("", others)] if others else found


def somebody(person: int) -> str:
    """Name a person whose name is not known here."""
    del person
    return _("somebody")


def side(unit: Unit, user: User, rooms: list[RoomHere]) -> Side:
    """Count what is unread in each room."""
    unread = webchat.unread(unit.connection, user.ref, [room.ref for room in rooms])
    return Side([Entry(room, unread.get(room.ref, 0)) for room in rooms], unread.get("", 0))


def unread(side: Side) -> dict[str, object]:
    """Return how much is unread, by room."""
    by_room = {entry.room.ref: entry.unread for entry in side.entries}
    return {"unread": {"": side.private, **by_room}, "total": side.total}


def read(unit: Unit, visit: Visit, room: RoomHere | None, *, before: int, after: int) -> Read:
    """Read a place's history up to `before` (0: all), or what changed after a rev."""
    place = Place(visit.user.ref, room.ref if room else "")
    connection, door = unit.connection, visit.chat.door
    messages = (
        webchat.changed(connection, place, after)
        if after >= 0
        else webchat.history(connection, place, before=before)
    )
    others = door.others(connection, {row.author for row in messages})
    return Read(
        messages=messages,
        gone=webchat.gone(connection, place, after) if after >= 0 else [],
        side=side(unit, visit.user, visit.rooms),
        users={user.ref: user for user in others},
        circles=webrooms.circles(connection) if door.is_local and after < 0 else [],
        seen=webchat.seen(connection, place),
        rev=webchat.last_rev(connection),
    )


def zone(user: User, room: RoomHere | None) -> ZoneInfo:
    """Return the zone of a place: its network's, else the reader's own."""
    return ZoneInfo((room.zone if room else "") or user.zone)


async def messages(visit: Visit, room: RoomHere | None, found: Read) -> list[MessageView]:
    """Prepare messages for one reader."""
    written = json.dumps([(row.card, row.text) for row in found.messages], ensure_ascii=False)
    names = await visit.chat.core.names(mentioned(written))
    where = zone(visit.user, room), visit.base
    drawer = _Drawer(visit.user, found.users, names, *where)
    return list(drawer.all(found.messages))


async def home(visit: Visit, drawn: Card) -> Markup:
    """Draw a card that is not a message."""
    written = json.dumps(cardjson.dump(drawn), ensure_ascii=False)
    names = await visit.chat.core.names(mentioned(written))
    drawn = _from_here(drawn, visit.base)
    return render.card(drawn, lambda person: names.get(person, _("somebody")), level=2)


@dataclass(frozen=True)
class _Drawer:
    reader: User
    users: dict[str, User]
    names: dict[int, str]
    zone: ZoneInfo
    base: str

    def all(self, rows: list[WebMessage]) -> Iterator[MessageView]:
        previous: WebMessage | None = None
        for row in rows:
            yield self._view(row, previous)
            previous = row

    def _view(self, row: WebMessage, previous: WebMessage | None) -> MessageView:
        local = row.at.astimezone(self.zone)
        new_day = previous is None or self._day(previous.at) != local.date()
        body, summary = self._body(row)
        return MessageView(
            id=id_of(row),
            author=self._face(row.author),
            kring=row.author == KRING,
            mine=row.author == self.reader.ref,
            only_me=bool(row.only_for),
            follows=not new_day and _follows(row, previous),
            time=clock_time(local.replace(tzinfo=None)),
            at=row.at.isoformat(timespec="seconds"),
            day=long_date(local.date()) if new_day else "",
            language=row.language,
            body=body,
            summary=summary,
            shortcut=bool(row.room) and not row.only_for,
        )

    def _day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def _face(self, author: str) -> Face:
        if author == KRING:
            return Face("Kring", "", 0)
        user = self.users.get(author)
        return face(user.name if user else _("somebody who left"))

    def _name(self, person: int) -> str:
        return self.names.get(person, _("somebody"))

    def _body(self, row: WebMessage) -> tuple[Markup, str]:
        if row.card is not None:
            card = _from_here(cardjson.load_card(row.card), self.base)
            return render.card(card, self._name), card.summary
        return Markup('<p class="said">{}</p>').format(render.words(row.text, self._name)), row.text


def _from_here(card: Card, base: str) -> Card:
    """Lead a link to a message of a room ('/in/…') to the reader's own view of that room."""

    def led(item: Button | Link | Pick) -> Button | Link | Pick:
        if isinstance(item, Link) and item.url.startswith("/in/"):
            return replace(item, url=f"{base}{item.url}")
        return item

    body = tuple(
        Actions(tuple(led(item) for item in one.items)) if isinstance(one, Actions) else one
        for one in card.body
    )
    return replace(card, body=body)


def _follows(row: WebMessage, previous: WebMessage | None) -> bool:
    """Say whether a message needs no name of its own above it."""
    return (
        previous is not None
        and (previous.author, previous.only_for) == (row.author, row.only_for)
        and row.at - previous.at < _TOGETHER
    )
