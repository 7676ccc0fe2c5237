"""What our buttons and forms carry: signed by us, so that nobody presses what was never shown."""

from dataclasses import astuple, dataclass
from typing import Any, Literal

from itsdangerous import BadData, URLSafeSerializer

from bot.cards import Arg

What = Literal["press", "pick", "form", "open", "more"]

KEY = "kring"
"""The field of a card's data that holds what is signed; inputs have names of their own."""


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
    """Signs and reads what buttons carry; it is compressed where that makes it shorter."""

    def __init__(self, secret: str) -> None:
        self._signer = URLSafeSerializer(secret, salt="kring-teams")

    def close(self, mark: Mark) -> str:
        """Write a mark."""
        sealed = self._signer.dumps(astuple(mark))
        return sealed if isinstance(sealed, str) else sealed.decode()

    def open(self, sealed: str, tenant: str, user: str) -> Mark | None:
        """Read a mark; None for a forged one, and one of another tenant or somebody else."""
        try:
            what, found_tenant, action, args, *more = self._signer.loads(sealed)
            mark = Mark(what, found_tenant, action, tuple(args), *more)
        except (BadData, ValueError, TypeError):
            return None
        if mark.tenant != tenant or mark.user not in ("", user):
            return None
        return mark
