"""Signed paths on Kring's own server, which only Kring can make."""

from datetime import datetime

from itsdangerous import BadData, URLSafeSerializer

from bot.errors import Refusal
from bot.texts import _


class Links:
    """Makes and reads signed tokens; `secret` stays with the installation.

    The same thing gives the same token, so that a card drawn twice is the same card.
    """

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def _serializer(self, kind: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._secret, salt=f"kring.links.{kind}")

    def sign(self, kind: str, number: int, until: datetime | None = None) -> str:
        """Make a token for one thing of a kind; `until` (UTC) ends it, None never."""
        end = int(until.timestamp()) if until else 0
        return str(self._serializer(kind).dumps([number, end]))

    def read(self, kind: str, token: str, now: datetime) -> int:
        """Return the id in a token; Refusal when it is false, of another kind, or has ended."""
        try:
            number, end = self._serializer(kind).loads(token)
        except BadData as error:
            raise Refusal(_("This link is not complete; open it again from the chat.")) from error
        if end and now.timestamp() >= end:
            raise Refusal(_("This link has ended; ask for a new one in the chat."))
        return int(number)

    def file(self, number: int, until: datetime | None = None) -> str:
        """Return the path at which a stored file is fetched."""
        return f"/files/{self.sign('file', number, until)}"
