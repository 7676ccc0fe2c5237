"""Signed links to Kring's own server: files and calendar files, for those who were given them."""

from itsdangerous import BadData, URLSafeSerializer

MESSAGE = "message"
"""The kind of a link to a message of a chat: an adapter signs it for whoever pressed there."""


ANONYMITY = {"en": "/anonymity", "nl": "/anonimiteit"}
"""Where the page of the documentation on anonymity is, by language."""


class Links:
    """Makes and reads links. `base` is '' for the local chat, else 'https://host'.

    `front` is 'https://host' where people come in by a browser, '' where nobody does.
    """

    def __init__(self, secret: str, base: str = "", front: str = "") -> None:
        self._signer = URLSafeSerializer(secret, salt="kring-link")
        self._base = base.rstrip("/")
        self.front = front.rstrip("/")

    def to(self, kind: str, number: int, extra: str = "") -> str:
        """Return the address of a thing: '/files/…' for kind 'files' and its id."""
        return f"{self._base}/{kind}/{self.token(kind, number, extra)}"

    def from_outside(self, kind: str, number: int, extra: str = "") -> str:
        """Return the whole address of a thing, for who finds it outside any chat."""
        return f"{self.front}/{kind}/{self.token(kind, number, extra)}"

    def page(self, path: str) -> str:
        """Return the address of a page that is for everybody, such as '/anonymity'."""
        return f"{self._base}{path}"

    def token(self, kind: str, number: int, extra: str = "") -> str:
        """Sign a thing without an address, so that it can be trusted when it comes back."""
        return self._signer.dumps([kind, number, extra])

    def read(self, kind: str, token: str) -> tuple[int, str] | None:
        """Return the id and extra that a token was made of, None when it was not made here."""
        try:
            found, number, extra = self._signer.loads(token)
        except (BadData, ValueError, TypeError):
            return None
        return (number, extra) if found == kind else None
