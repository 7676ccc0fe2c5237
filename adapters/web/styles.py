"""What pages look like, for servers that the world reaches: styles and the mark, and no scripts."""

from pathlib import Path

from aiohttp import web

from adapters.web.guard import HEADERS

STATIC = Path(__file__).resolve().parent / "static"
STYLES = {f"{name}.css": "text/css" for name in ("base", "chat", "card", "admin")}
KINDS = {**STYLES, "kring.svg": "image/svg+xml"}


async def style(request: web.Request) -> web.Response:
    """Give a style sheet or the mark, which are nobody's secret; 404 for anything else."""
    name = request.match_info["name"]
    if name not in KINDS:
        raise web.HTTPNotFound(headers=HEADERS)
    body = (STATIC / name).read_bytes()
    return web.Response(body=body, content_type=KINDS[name], headers=HEADERS)
