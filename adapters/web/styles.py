"""What pages look like and do, for servers that the world reaches, each file by its name."""

from pathlib import Path

from aiohttp import web

from adapters.web.guard import HEADERS

STATIC = Path(__file__).resolve().parent / "static"
STYLES = {f"{name}.css": "text/css" for name in ("base", "chat", "card", "admin")}
KINDS = {**STYLES, "kring.svg": "image/svg+xml"}
SCRIPTS = {path.name: "text/javascript" for path in STATIC.glob("*.js")}


async def style(request: web.Request) -> web.Response:
    """Give a style sheet or the mark, which are nobody's secret; 404 for anything else."""
    return _given(request.match_info["name"], KINDS)


async def style_or_script(request: web.Request) -> web.Response:
    """Give the chat's scripts as well, where it is served to the world."""
    return _given(request.match_info["name"], {**KINDS, **SCRIPTS})


def _given(name: str, kinds: dict[str, str]) -> web.Response:
    if name not in kinds:
        raise web.HTTPNotFound(headers=HEADERS)
    body = (STATIC / name).read_bytes()
    return web.Response(body=body, content_type=kinds[name], headers=HEADERS)
