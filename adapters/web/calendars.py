"""A meeting's calendar file behind its signed link."""

from aiohttp import web
from aiohttp.helpers import content_disposition_header

from adapters.web.chat import CHAT, spoken_by
from bot.features.come.ics import calendar_file
from bot.texts import _, speaking


async def download(request: web.Request) -> web.Response:
    """Give the file as the meeting now is, cancelled ones too, so that calendars take it in."""
    chat = request.app[CHAT]
    core = chat.core
    with speaking(spoken_by(request)):
        signed = core.links.read("calendar", request.match_info["token"])
        if signed is None:
            raise web.HTTPForbidden(text=_("This link is not complete; open it from the chat."))
        meeting, now = signed[0], core.clock()
        found = await chat.database.read(lambda unit: calendar_file(unit, meeting, now))
        if found is None:
            raise web.HTTPNotFound(text=_("That meeting is no longer kept."))
    response = web.Response(body=found, headers={"Cache-Control": "private, no-store"})
    response.content_type, response.charset = "text/calendar", "utf-8"
    response.headers["Content-Disposition"] = content_disposition_header(
        "attachment", filename=f"kring-{meeting}.ics"
    )
    return response
