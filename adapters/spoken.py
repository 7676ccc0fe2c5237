"""Which language a browser asks for."""

from aiohttp import web


def spoken_by(request: web.Request) -> str:
    """Return the language the browser asks for, of those that Kring speaks."""
    asked = request.query.get("language", request.headers.get("Accept-Language", ""))
    return "nl" if asked.lower().startswith("nl") else "en"
