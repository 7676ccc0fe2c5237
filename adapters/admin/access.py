"""Who may open the administrators' page: this machine itself, or who came in by a signed link."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from itsdangerous import BadData, URLSafeSerializer

from adapters.settings import Settings
from adapters.web.guard import is_this_machine
from bot.events import AccountRef

COOKIE = "__Host-kring-admin"
"""Browsers take a cookie of this prefix only over https, and keep it to this very host."""

LASTS = timedelta(minutes=30)
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Via")
NEAR = "near"


@dataclass(frozen=True)
class Visitor:
    """Who looks: the account of a link, None on this machine; `id` is the session's."""

    account: AccountRef | None
    id: str = NEAR


class Access:
    """Lets people in and recognises them. `now` gives UTC moments, by the settings' clock.

    `reached` says that a platform calls Kring over HTTP: then something brings requests in from
    outside, and where it stands on this machine they look like this machine's own.
    """

    def __init__(self, settings: Settings, now: Callable[[], datetime], *, reached: bool) -> None:
        secret = settings.secret()
        self._sessions = URLSafeSerializer(secret, salt="kring-admin-session")
        self._forms = URLSafeSerializer(secret, salt="kring-admin-form")
        self._settings = settings
        self._now = now
        self._base = settings.url.rstrip("/").lower()
        here = not self._base or is_this_machine(urlsplit(self._base).netloc)
        self._near = here and settings.on_loopback and not reached

    @property
    def is_safe(self) -> bool:
        """Say whether a cookie can be given at all: browsers reach Kring over https."""
        return self._base.startswith("https://")

    def visitor(self, request: web.Request) -> Visitor | None:
        """Return who looks, None for whoever may not."""
        return self._known(request) or (Visitor(None) if self.is_near(request) else None)

    def is_near(self, request: web.Request) -> bool:
        """Say whether this machine itself asks, and certainly nobody through a proxy.

        The name in Host is looked at because a foreign one may be made to point here.
        """
        proxied = any(name in request.headers for name in FORWARDED)
        local = is_this_machine(request.host) and _is_loopback(request.remote or "")
        return self._near and local and not proxied

    def begin(self, name: str, id_: str) -> str | None:
        """Return what the cookie of a new session holds, None for who is no administrator."""
        account = _account(name)
        if account is None or not self._settings.administers(account):
            return None
        until = int((self._now() + LASTS).timestamp())
        return str(self._sessions.dumps([name, until, id_]))

    def _known(self, request: web.Request) -> Visitor | None:
        found: Any = _read(self._sessions, request.cookies.get(COOKIE, ""))
        if not found or found[1] <= self._now().timestamp():
            return None
        account = _account(found[0])
        # Who was taken out of the settings meanwhile stays outside.
        known = account is not None and self._settings.administers(account)
        return Visitor(account, found[2]) if known else None

    def form_token(self, visitor: Visitor) -> str:
        """Return what this visitor's forms carry, which no other page can know."""
        return str(self._forms.dumps(visitor.id))

    def is_own_form(self, visitor: Visitor, token: str) -> bool:
        """Say whether a form comes from this visitor's own page."""
        return hmac.compare_digest(token.encode(), self.form_token(visitor).encode())

    def is_own_page(self, request: web.Request) -> bool:
        """Say whether a change comes from a page of Kring's own; browsers always say where from."""
        origin = request.headers.get("Origin", "").lower()
        own = f"http://{request.host}".lower() if self.is_near(request) else self._base
        fetched = request.headers.get("Sec-Fetch-Site", "same-origin")
        return bool(own) and origin == own and fetched == "same-origin"


def _is_loopback(remote: str) -> bool:
    return is_this_machine(f"[{remote}]" if ":" in remote else remote)


def _account(name: str) -> AccountRef | None:
    platform, _colon, rest = name.partition(":")
    tenant, _colon, user = rest.partition(":")
    return AccountRef(platform, tenant, user) if platform and tenant and user else None


def _read(signer: URLSafeSerializer, text: str) -> Any:
    try:
        return signer.loads(text)
    except (BadData, ValueError, TypeError):
        return None
