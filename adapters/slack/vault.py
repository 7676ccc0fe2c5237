"""Keeps the tokens of workspaces encrypted, so that a copy of the database opens no workspace."""

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass, field

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_PURPOSE = b"kring-slack-tokens"


@dataclass(frozen=True)
class Tokens:
    """A bot's token, and what a new one is got with ('' where it does not end)."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)


class WrongKey(ValueError):  # noqa: N818 - it says what is wrong
    """The tokens were kept with another secret."""

    def __init__(self) -> None:
        super().__init__(
            "The tokens of Slack were kept with another KRING_SECRET_KEY. Set that one again; "
            "if it is lost, run 'kring forget-slack' and install Kring in each workspace anew."
        )


class Vault:
    """Encrypts and decrypts with a key made of Kring's secret."""

    def __init__(self, secret: str) -> None:
        key = HKDF(SHA256(), 32, None, _PURPOSE).derive(secret.encode())
        self._fernet = Fernet(urlsafe_b64encode(key))

    def close(self, tenant: str, tokens: Tokens) -> str:
        """Encrypt the tokens of a workspace."""
        parts = json.dumps([tenant, tokens.access, tokens.refresh])
        return self._fernet.encrypt(parts.encode()).decode()

    def open(self, tenant: str, sealed: str) -> Tokens:
        """Decrypt them; raises WrongKey, also for those of another workspace."""
        try:
            whose, access, refresh = json.loads(self._fernet.decrypt(sealed))
        except (InvalidToken, ValueError):
            raise WrongKey from None
        if whose != tenant:
            raise WrongKey
        return Tokens(access, refresh)
