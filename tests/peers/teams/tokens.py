"""Keys and tokens as Microsoft makes them: really signed, good or bad in every way."""

import base64
import time
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

ISSUER = "https://api.botframework.com"


@cache
def private_key(name: str) -> rsa.RSAPrivateKey:
    del name  # each name has a key of its own
    return rsa.generate_private_key(65537, 2048)


def jwk(name: str, kid: str) -> dict[str, Any]:
    numbers = private_key(name).public_key().public_numbers()
    return {
        "kty": "RSA", "use": "sig", "kid": kid, "n": _written(numbers.n),
        "e": _written(numbers.e), "endorsements": ["msteams"],
    }  # fmt: skip


def _written(number: int) -> str:
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8)).decode()


def claims(app_id: str, service: str, **more: Any) -> dict[str, Any]:
    now = int(time.time())
    return {
        "iss": ISSUER, "aud": app_id, "serviceurl": service, "nbf": now - 60,
        "exp": now + 3600, **more,
    }  # fmt: skip


def signed(said: dict[str, Any], *, key: str = "microsoft", kid: str = "k1") -> str:
    return jwt.encode(said, private_key(key), algorithm="RS256", headers={"kid": kid})
