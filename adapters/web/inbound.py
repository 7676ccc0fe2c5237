"""Reads what a page sends: the untyped edge, where everything is checked and cleaned."""

import json
from dataclasses import dataclass
from urllib.parse import quote

from aiohttp import web

from bot import cardjson
from bot.cards import Arg, clean
from bot.events import AccountRef, Command, Origin, Press, RoomRef, Submission
from bot.forms import Values
from bot.links import MESSAGE, Links
from storage.webchat import WebMessage
from storage.webrooms import PLATFORM, RoomHere, User

LONGEST_BODY = 256 * 1024
LONGEST_NAME = 80
MANY = 200
_MOST = 2**31
HOME = "home"


class Malformed(web.HTTPBadRequest):
    """What came is not what our own pages send."""

    def __init__(self, what: str) -> None:
        super().__init__(text=f"The page sent something else than expected: {what}.")


@dataclass(frozen=True)
class Said:
    """A line somebody sends; `room` is '' in the private chat."""

    room: str
    text: str
    key: str

    def command(self) -> str | None:
        """Return the line without '/kring', None when it is an ordinary message."""
        line = self.text.removeprefix("/").lstrip()
        if self.room and line == self.text:
            return None
        word, _, rest = line.partition(" ")
        return rest.strip() if word.lower() == "kring" else line


@dataclass(frozen=True)
class Pressed:
    """A button pressed in a place."""

    room: str
    at_home: bool
    key: str
    action: str
    args: tuple[Arg, ...]
    value: str


@dataclass(frozen=True)
class HandedIn:
    """A form handed in from a place."""

    room: str
    at_home: bool
    key: str
    action: str
    args: tuple[Arg, ...]
    values: Values


def typed(text: str) -> str:
    """Clean a text, and take out the halves of characters that no database keeps."""
    return clean(text.encode("utf-8", "replace").decode("utf-8"))


async def body(request: web.Request) -> dict[str, object]:
    """Return the JSON object a page sends."""
    if request.content_type != "application/json":
        raise Malformed("not JSON")
    try:
        found = json.loads(await request.text())
    except (ValueError, RecursionError, LookupError) as error:
        raise Malformed("not JSON") from error
    if not isinstance(found, dict):
        raise Malformed("not an object")
    return found


async def fields(request: web.Request) -> dict[str, list[str]]:
    """Return what a plain form on a page sends, cleaned: names and their values."""
    if request.content_type != "application/x-www-form-urlencoded":
        raise Malformed("not a form")
    try:
        posted = await request.post()
    except (ValueError, LookupError) as error:
        raise Malformed("not a form") from error
    return {name: [typed(str(each)) for each in posted.getall(name)] for name in posted}


def text(found: dict[str, object], name: str, *, longest: int = 120) -> str:
    """Return a text of an object, '' when it is not there."""
    value = found.get(name, "")
    if not isinstance(value, str) or len(value) > longest:
        raise Malformed(name)
    return typed(value)


def number(found: dict[str, object], name: str) -> int:
    """Return a number of an object, one that every database can hold."""
    value = found.get(name)
    if type(value) is not int or not 0 <= value < _MOST:
        raise Malformed(name)
    return value


def _args(found: dict[str, object]) -> tuple[Arg, ...]:
    args = found.get("args", [])
    if not isinstance(args, list) or len(args) > MANY:
        raise Malformed("args")
    return tuple(_arg(arg) for arg in args)


def _arg(arg: object) -> Arg:
    if isinstance(arg, str) and len(arg) <= LONGEST_BODY:
        return typed(arg)
    if type(arg) is int and abs(arg) < _MOST:
        return arg
    raise Malformed("args")


def _values(found: dict[str, object]) -> Values:
    values = found.get("values", {})
    if not isinstance(values, dict) or len(values) > MANY:
        raise Malformed("values")
    return {typed(name): _several(each) for name, each in values.items()}


def _several(found: object) -> tuple[str, ...]:
    if not isinstance(found, list) or len(found) > MANY:
        raise Malformed("values")
    if not all(isinstance(each, str) for each in found):
        raise Malformed("values")
    return tuple(typed(each) for each in found)


def _key(found: dict[str, object]) -> str:
    key = text(found, "key")
    if not key:
        raise Malformed("key")
    return key


def shortcut(found: dict[str, object]) -> tuple[str, int, str]:
    """Read what is to be done with a message: its room, its number, and the key."""
    return text(found, "room"), number(found, "message"), _key(found)


def said(found: dict[str, object]) -> Said:
    """Read a line."""
    line = text(found, "text", longest=LONGEST_BODY)
    return Said(text(found, "room"), line, _key(found))


def pressed(found: dict[str, object]) -> Pressed:
    """Read a press."""
    value = text(found, "value", longest=LONGEST_BODY)
    at_home = found.get("place") == HOME
    room, action = text(found, "room"), text(found, "action")
    return Pressed(room, at_home, _key(found), action, _args(found), value)


def handed_in(found: dict[str, object]) -> HandedIn:
    """Read a form."""
    at_home = found.get("place") == HOME
    room, action = text(found, "room"), text(found, "action")
    return HandedIn(room, at_home, _key(found), action, _args(found), _values(found))


def origin(user: User, room: RoomHere | None, key: str) -> Origin:
    """Say who did something and where."""
    return Origin(
        key=f"web:{user.ref}:{key}",
        account=AccountRef(PLATFORM, user.tenant, user.ref),
        room=RoomRef(PLATFORM, user.tenant, room.ref) if room else None,
        name=user.name,
        language=user.language,
        zone=user.zone,
        owns_room=room is not None and room.owner == user.ref,
    )


def as_command(line: Said, text: str, user: User, room: RoomHere | None) -> Command:
    """Make the event of a command."""
    return Command(origin(user, room, line.key), text)


def as_press(press: Pressed, user: User, room: RoomHere | None) -> Press:
    """Make the event of a press."""
    return Press(origin(user, room, press.key), press.action, press.args, press.value)


def as_submission(form: HandedIn, user: User, room: RoomHere | None) -> Submission:
    """Make the event of a form."""
    return Submission(origin(user, room, form.key), form.action, form.args, form.values)


def as_shortcut(room: RoomHere, message: WebMessage, user: User, key: str, links: Links) -> Press:
    """Make the event of 'make this a commitment': a signed link back, and the words as its value.

    Message shortcuts of other platforms become the same press; 0 leaves the network to the room.
    Nobody but an adapter can sign, so the link leads to a message and nowhere else.
    """
    words = message.text
    if message.card is not None:
        words = cardjson.load_card(message.card).summary
    link = f"/in/{quote(room.ref)}?before={(message.id or 0) + 1}#m{message.id}"
    signed = links.token(MESSAGE, 0, link)
    return Press(origin(user, room, key), "commitments.from_message", (0, signed), words)
