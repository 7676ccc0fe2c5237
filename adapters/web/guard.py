"""Keeps the local chat local: this machine's own pages only, and nothing but our own scripts."""

import ipaddress
from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def is_this_machine(host: str) -> bool:
    """Say whether a Host header names this machine; a foreign name may point here to trick us."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_own_page(request: web.Request) -> bool:
    """Say whether a request that changes something comes from a page of this very server."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"http://{request.host}":
        return False
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what is not from this machine's own pages, and send the headers that say so.

    Applications mounted inside this one (other platforms' webhooks) have guards of their own.
    """
    if len(request.match_info.apps) > 1:
        return await handler(request)
    if not is_this_machine(request.host):
        raise web.HTTPForbidden(text="This chat answers on this machine only.", headers=HEADERS)
    if request.method not in ("GET", "HEAD") and not is_own_page(request):
        raise web.HTTPForbidden(text="This does not come from the chat's page.", headers=HEADERS)
    try:
        response = await handler(request)
    except web.HTTPException as answer:
        answer.headers.update(HEADERS)
        raise
    if not response.prepared:
        response.headers.update(HEADERS)
    return response
