"""What the ids and values of our buttons and forms say: written by us, read back strictly."""

import json
import re
from dataclasses import dataclass
from uuid import UUID

from itsdangerous import BadData, URLSafeSerializer

from adapters.payload import whole
from bot.cards import COMMAND, Arg

LONGEST_VALUE = 2000
LONGEST_ID = 255
LONGEST_METADATA = 3000
FORM = "kring.form"
READING = "kring.reading"
_MANY = 50
_MOST = 2**31
_BUTTON = re.compile(r"b\d{1,3}:([a-z_]{1,40}\.[a-z_]{1,40})")
_PICK = re.compile(r"p\d{1,3}:([a-z_]{1,40}\.[a-z_]{1,40}):(.*)", re.DOTALL)
_MORE = re.compile(r"m\d{1,3}")
_LINK = re.compile(r"l\d{1,3}")


class TooLong(ValueError):  # noqa: N818 - it says what is wrong with the value
    """A button or form has more arguments than Slack carries."""


@dataclass(frozen=True)
class Pushed:
    """What a button or list of ours stands for."""

    action: str
    args: tuple[Arg, ...]
    value: str = ""


@dataclass(frozen=True)
class More:
    """The button that shows all of a message: which delivery it was."""

    delivery: UUID


class Nothing:
    """A button that only opens a page: Slack tells of it, and there is nothing to do."""


def written(args: tuple[Arg, ...]) -> str:
    """Write arguments compactly."""
    return json.dumps(args, ensure_ascii=False, separators=(",", ":"))


def button(number: int, action: str, args: tuple[Arg, ...]) -> tuple[str, str]:
    """Return the action id and value of a button; TooLong when Slack would not carry it."""
    value = written(args)
    if len(value) > LONGEST_VALUE and action == COMMAND:
        # A typed line that is too long: its word is enough, for that opens the form.
        value = written((args[0], str(args[1]).split(maxsplit=1)[0][:40]))
    if len(value) > LONGEST_VALUE:
        raise TooLong(action)
    return f"b{number}:{action}", value


def pick(number: int, action: str, args: tuple[Arg, ...]) -> str:
    """Return the action id of a list; what is chosen comes back beside it."""
    ident = f"p{number}:{action}:{written(args)}"
    if len(ident) > LONGEST_ID:
        raise TooLong(action)
    return ident


def read(ident: str, value: str, chosen: str) -> Pushed | More | Nothing | None:
    """Read a button or list back; None for what is not ours."""
    if found := _BUTTON.fullmatch(ident):
        args = read_args(value)
        return None if args is None else Pushed(found[1], args)
    if found := _PICK.fullmatch(ident):
        args = read_args(found[2])
        return None if args is None or not chosen else Pushed(found[1], args, chosen)
    if _MORE.fullmatch(ident):
        return _more(value)
    return Nothing() if _LINK.fullmatch(ident) else None


def _more(value: str) -> More | None:
    try:
        return More(UUID(value))
    except ValueError:
        return None


def read_args(value: str) -> tuple[Arg, ...] | None:
    """Read arguments back; None when these are not numbers and texts in a list."""
    try:
        found = json.loads(value)
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, list) or len(found) > _MANY:
        return None
    if not all(isinstance(one, str) or (type(one) is int and abs(one) < _MOST) for one in found):
        return None
    return tuple(whole(one) if isinstance(one, str) else one for one in found)


@dataclass(frozen=True)
class Opened:
    """A form that was opened: by whom, in which channel ('' at home), and what it is for."""

    tenant: str
    user: str
    channel: str
    action: str
    args: tuple[Arg, ...]


class Seal:
    """Signs what a form carries, so that nobody hands in a form that Kring did not open."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt="kring-slack-form")

    def close(self, opened: Opened) -> str:
        """Write a form's metadata; TooLong when Slack would not carry it."""
        parts = [opened.tenant, opened.user, opened.channel, opened.action, list(opened.args)]
        sealed = self._signer.dumps(parts)
        if len(sealed) > LONGEST_METADATA:
            raise TooLong(opened.action)
        return sealed if isinstance(sealed, str) else sealed.decode()

    def open(self, sealed: str, tenant: str, user: str) -> Opened | None:
        """Read it back; None for a forged one and for a form of somebody else."""
        try:
            found_tenant, found_user, channel, action, args = self._signer.loads(sealed)
        except (BadData, ValueError, TypeError):
            return None
        if (found_tenant, found_user) != (tenant, user):
            return None
        return Opened(tenant, user, channel, action, tuple(args))
