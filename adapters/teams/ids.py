"""What our buttons and forms carry: signed by us, so that nobody presses what was never shown."""

import json
import zlib
from base64 import urlsafe_b64encode
from dataclasses import astuple, dataclass
from typing import Any, Literal

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from itsdangerous import BadData, URLSafeSerializer

from bot.cards import Arg

What = Literal["press", "pick", "form", "open", "more"]

KEY = "kring"
"""The field of a card's data that holds what is signed; inputs have names of their own."""

LOCKED = "~"
"""What begins a mark that is encrypted as well."""

OPENS_FOR = 24 * 60 * 60
"""Seconds in which a button opens the form that it carries; after that one asks for it anew."""


@dataclass(frozen=True)
class Mark:
    """What a button stands for.

    `user` is who alone may press it, '' for everybody; `room` is the room it is about when it is
    pressed elsewhere. `home` says that it stands on a home view. A list's choice comes back as
    `field`; a form carries itself (as JSON), to be shown again when something in it is refused, and
    so does a button that opens one.
    """

    what: What
    tenant: str
    action: str
    args: tuple[Arg, ...] = ()
    room: str = ""
    user: str = ""
    field: str = ""
    home: bool = False
    form: Any = None


class Seal:
    """Signs and reads what buttons carry; it is compressed where that makes it shorter.

    A form may hold what somebody told privately, and a chat keeps it: that is encrypted.
    """

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt="kring-teams")
        key = HKDF(SHA256(), 32, None, b"kring-teams-forms").derive(secret.encode())
        self._lock = Fernet(urlsafe_b64encode(key))

    def close(self, mark: Mark) -> str:
        """Write a mark."""
        if mark.form is not None:
            packed = zlib.compress(json.dumps(astuple(mark)).encode())
            return LOCKED + self._lock.encrypt(packed).decode()
        sealed = self._signer.dumps(astuple(mark))
        return sealed if isinstance(sealed, str) else sealed.decode()

    def open(self, sealed: str, tenant: str, user: str) -> Mark | None:
        """Read a mark; None for one that is forged or too old, another tenant's or another's."""
        try:
            what, found_tenant, action, args, *more = self._loads(sealed)
            mark = Mark(what, found_tenant, action, tuple(args), *more)
        except (BadData, InvalidToken, ValueError, TypeError):
            return None
        if mark.tenant != tenant or mark.user not in ("", user):
            return None
        return mark

    def _loads(self, sealed: str) -> Any:
        if not sealed.startswith(LOCKED):
            return self._signer.loads(sealed)
        token = sealed.removeprefix(LOCKED).encode()
        found = json.loads(zlib.decompress(self._lock.decrypt(token)))
        if found[0] == "open":
            self._lock.decrypt(token, ttl=OPENS_FOR)
        return found
