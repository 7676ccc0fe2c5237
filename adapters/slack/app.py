"""Slack's requests in the one aiohttp server: verified first, then read, then done."""

from collections.abc import Callable
from datetime import datetime

import structlog
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.response import BoltResponse
from slack_sdk.signature import Clock, SignatureVerifier

from adapters.payload import Json, Malformed, words
from adapters.slack import inbound
from adapters.slack.body import read_body
from adapters.slack.bolt import Bolt
from adapters.slack.house import Slack
from adapters.slack.incoming import Other
from bot.texts import _, speaking

log = structlog.get_logger()

LARGEST = 2 * 1024 * 1024
"""Bytes of a request: a dialog of 250 kB, written as a form, and room to spare."""

_CHUNK = 64 * 1024


class _Now(Clock):
    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> float:
        return self._now().timestamp()


class Door:
    """Lets in what Slack signed, and hands it to Bolt."""

    def __init__(self, slack: Slack, signing_secret: str, now: Callable[[], datetime]) -> None:
        self._slack = slack
        # A secret is needed for HTTP only: with Socket Mode alone no request comes in at all.
        self._verifier = SignatureVerifier(signing_secret, _Now(now)) if signing_secret else None
        self.bolt = Bolt(slack)

    async def request(self, request: web.Request) -> web.Response:
        """Answer a request: 401 when Slack did not sign it just now, 400 for what makes no sense.

        503 while the storage is not available, so that Slack brings an event again.
        """
        raw = await _read(request)
        if not self._is_signed(request, raw):
            raise web.HTTPUnauthorized(text="Not signed by Slack, or more than five minutes old.")
        try:
            body = read_body(raw, request.content_type)
            if body.get("type") == "url_verification":
                return web.Response(text=words(body, "challenge"))
            if body.get("ssl_check"):
                return web.Response()
            return await to_aiohttp_response(await self.take(body))
        except Malformed as fault:
            raise web.HTTPBadRequest(text=f"Not what Slack sends: {fault}.") from fault

    async def take(self, body: Json) -> BoltResponse:
        """Do what a verified payload says; raises Malformed."""
        came = inbound.read(body)
        if isinstance(came, Other):
            return BoltResponse(status=200, body="")
        there = await self._slack.installations.find(came.spot)
        if there is None:
            log.warning("slack.not_installed")
            with speaking(await self._slack.directory.language(came.spot.team, came.spot.user)):
                return BoltResponse(status=200, body=_("Kring is not installed in this workspace."))
        return await self.bolt.dispatch(came, there)

    def _is_signed(self, request: web.Request, raw: bytes) -> bool:
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        try:
            return self._verifier is not None and self._verifier.is_valid(raw, stamp, signature)
        except (ValueError, TypeError, OverflowError):
            return False  # no number, no text, or letters that no signature has


async def _read(request: web.Request) -> bytes:
    """Read the bytes that were signed; 413 when there are too many."""
    data = bytearray()
    while chunk := await request.content.read(_CHUNK):
        data += chunk
        if len(data) > LARGEST:
            raise web.HTTPRequestEntityTooLarge(LARGEST, len(data))
    return bytes(data)


def slack_app(door: Door, slack: Slack) -> web.Application:
    """Make the application to mount at /slack."""
    app = web.Application()
    for path in ("/events", "/commands", "/actions"):
        app.router.add_post(path, door.request)

    async def finish(_app: web.Application) -> None:
        await slack.tasks.done()

    app.on_cleanup.append(finish)
    return app
