"""Teams' requests in the one aiohttp server: proven first, then read, then done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import structlog
from aiohttp import web
from botframework.connector.auth import (
    AuthenticationConstants,
    ChannelValidation,
    JwtTokenExtractor,
    SimpleCredentialProvider,
)
from sqlalchemy.exc import SQLAlchemyError

from adapters import payload
from adapters.payload import Json, Malformed
from adapters.teams import inbound
from adapters.teams.desk import Desk
from adapters.teams.house import Teams
from adapters.teams.openid import NoKeys, OpenId

log = structlog.get_logger()

LARGEST = 1024 * 1024
"""Bytes of a request: a form of 80 kB with all that it carries, and room to spare."""

SERVICE, ENDS = "serviceurl", "exp"
KEPT, MANY = timedelta(minutes=5), 1000
"""How long a token is known to be good, and how many: Microsoft sends each for about an hour."""


class Validator:
    """Lets botbuilder say whether a request comes from Microsoft, for this app."""

    def __init__(self, app_id: str, keys: OpenId, url: str, now: Callable[[], datetime]) -> None:
        self._now = now
        self._good: dict[bytes, tuple[str, datetime]] = {}
        self._credentials = SimpleCredentialProvider(app_id, "")
        self._extractor = JwtTokenExtractor(
            ChannelValidation.TO_BOT_FROM_CHANNEL_TOKEN_VALIDATION_PARAMETERS,
            url,
            AuthenticationConstants.ALLOWED_SIGNING_ALGORITHMS,
        )
        self._extractor.open_id_metadata = keys

    async def is_good(self, header: str, channel: str, service: str) -> bool:
        """Say whether a token is good for a channel and the service that answers go to.

        Raises NoKeys when nobody can tell now.
        """
        # By a hash, so that no token lies in memory; reading it takes half of a press's time.
        mark = sha256(f"{channel} {header}".encode()).digest()
        told, until = self._good.get(mark, ("", self._now()))
        if self._now() < until:
            return bool(told) and told == service
        self._good.pop(mark, None)
        try:
            found = await self._extractor.get_identity_from_auth_header(header, channel)
            identity = await ChannelValidation.validate_identity(found, self._credentials)
            told = str(identity.get_claim_value(SERVICE) or "")
            self._keep(mark, told, int(identity.get_claim_value(ENDS)))
        except NoKeys:
            raise
        except Exception as fault:  # noqa: BLE001 - botbuilder and PyJWT raise all kinds: not good
            log.info("teams.token_refused", fault=type(fault).__name__)
            return False
        return bool(told) and told == service

    def _keep(self, mark: bytes, service: str, ends: int) -> None:
        if len(self._good) >= MANY:
            self._good.clear()
        until = min(self._now() + KEPT, datetime.fromtimestamp(ends, UTC))
        self._good[mark] = service, until


@dataclass
class Door:
    """Lets in what Microsoft signed and comes from a tenant that is allowed.

    `validator` is None on a server that tries things out on one machine; `tenants` empty lets
    in every tenant that has the app.
    """

    teams: Teams
    validator: Validator | None
    tenants: frozenset[str]
    desk: Desk = field(init=False)

    def __post_init__(self) -> None:
        """Put the desk behind the door."""
        self.desk = Desk(self.teams)

    async def request(self, request: web.Request) -> web.Response:
        """Answer a request: 401 without a good token, 400 for what makes no sense.

        403 for a tenant that is not allowed, 503 while nobody can tell whether a token is good.
        """
        header = request.headers.get("Authorization", "")
        if self.validator and not header:
            raise web.HTTPUnauthorized(text="No token.")
        raw = await _read(request)
        try:
            body = payload.read(raw)
            await self._prove(header, body)
            self._allow(inbound.tenant_of(body))
            reply = await self.desk.take(inbound.read(body))
        except Malformed as fault:
            raise web.HTTPBadRequest(text=f"Not what Teams sends: {fault}.") from fault
        except SQLAlchemyError as fault:
            log.error("teams.storage_unavailable", error=type(fault).__name__)  # noqa: TRY400 - it holds what people wrote
            raise web.HTTPServiceUnavailable(text="Not now.") from None
        if reply.body is None:
            return web.Response(status=reply.status)
        return web.json_response(reply.body, status=reply.status)

    async def _prove(self, header: str, body: Json) -> None:
        if self.validator is None:
            return
        channel, service = _text(body, "channelId"), _text(body, "serviceUrl")
        try:
            good = await self.validator.is_good(header, channel, service)
        except NoKeys as fault:
            log.warning("teams.no_keys", fault=str(fault))
            raise web.HTTPServiceUnavailable(text="The keys cannot be fetched now.") from fault
        if not good:
            raise web.HTTPUnauthorized(text="Not a good token.")

    def _allow(self, tenant: str) -> None:
        if self.tenants and tenant not in self.tenants:
            log.warning("teams.tenant_refused")
            raise web.HTTPForbidden(text="This tenant is not allowed.")


def _text(body: Json, name: str) -> str:
    """Return a text of a body that nobody has vouched for yet."""
    found = body.get(name)
    return found if isinstance(found, str) else ""


async def _read(request: web.Request) -> bytes:
    """Read the body; 413 when it is too large."""
    data = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        data += chunk
        if len(data) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(LARGEST, len(data))
    return bytes(data)


def add_to(app: web.Application, door: Door) -> None:
    """Take in what Teams sends, at /api/messages."""
    app.router.add_post("/api/messages", door.request)
