"""The keys with which Microsoft signs what it sends: fetched off the way, kept for a day."""

import asyncio
import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers

PATIENCE = aiohttp.ClientTimeout(total=5)
KEPT, AGAIN = timedelta(days=1), timedelta(minutes=5)


class NoKeys(Exception):  # noqa: N818 - a state of affairs, named as such
    """The keys cannot be had now, so nobody can tell whether a token is good."""


@dataclass(frozen=True)
class Key:
    """A key as botbuilder's validator takes it: who may be vouched for with it."""

    public_key: RSAPublicKey
    endorsements: list[str]


class OpenId:
    """Takes the place of botbuilder's own store of keys.

    That one fetches them on the event loop without a time limit, and finds no key that was
    added since for a day.
    """

    def __init__(
        self,
        session: Callable[[], aiohttp.ClientSession],
        url: str,
        now: Callable[[], datetime],
    ) -> None:
        self._session = session
        self._url = url
        self._now = now
        self._keys: dict[str, Key] = {}
        self._fetched: datetime | None = None
        self._fetching = asyncio.Lock()

    async def get(self, key_id: str | None) -> Key:
        """Return a key; PermissionError for one that Microsoft does not have, or raise NoKeys."""
        if not self._fresh(KEPT) or (key_id not in self._keys and not self._fresh(AGAIN)):
            await self._refresh(str(key_id))
        found = self._keys.get(str(key_id))
        if found is None:
            raise PermissionError("The token is signed with an unknown key.")
        return found

    def _fresh(self, kept: timedelta) -> bool:
        return self._fetched is not None and self._now() < self._fetched + kept

    async def _refresh(self, key_id: str) -> None:
        """Fetch once, however many wait; while that fails, yesterday's keys serve on."""
        async with self._fetching:
            if self._fresh(AGAIN) and (key_id in self._keys or self._fresh(timedelta(seconds=1))):
                return
            try:
                self._keys = _read(await self._fetch())
            except (aiohttp.ClientError, TimeoutError, ValueError, KeyError, TypeError) as error:
                if key_id not in self._keys:
                    raise NoKeys(type(error).__name__) from error
            self._fetched = self._now()

    async def _fetch(self) -> list[dict[str, Any]]:
        document = await self._json(self._url)
        return list((await self._json(str(document["jwks_uri"])))["keys"])

    async def _json(self, url: str) -> dict[str, Any]:
        async with self._session().get(url, timeout=PATIENCE) as response:
            response.raise_for_status()
            found: dict[str, Any] = await response.json(content_type=None)
            return found


def _read(keys: list[dict[str, Any]]) -> dict[str, Key]:
    return {
        str(one["kid"]): Key(_public(one), [str(each) for each in one.get("endorsements") or ()])
        for one in keys
        if one.get("kty") == "RSA" and one.get("kid")
    }


def _public(key: dict[str, Any]) -> RSAPublicKey:
    return RSAPublicNumbers(_number(key["e"]), _number(key["n"])).public_key()


def _number(written: str) -> int:
    return int.from_bytes(base64.urlsafe_b64decode(f"{written}=="))
