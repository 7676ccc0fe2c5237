"""The list of questions to a guest speaker, as a text file behind its signed link."""

from aiohttp import web
from aiohttp.helpers import content_disposition_header

from adapters.web.chat import CHAT, spoken_by
from bot.features.speakers.listing import file_name, question_list
from bot.texts import _, speaking
from storage.database import Unit


async def download(request: web.Request) -> web.Response:
    """Give the list as it stands now to whoever holds its link; gone with its speaker."""
    chat = request.app[CHAT]
    with speaking(spoken_by(request)):
        signed = chat.core.links.read("questions", request.match_info["token"])
        if signed is None:
            raise web.HTTPForbidden(text=_("This link is not complete; open it from the chat."))
        speaker = signed[0]

        def work(unit: Unit) -> tuple[str | None, str]:
            return question_list(unit, speaker), file_name(unit, speaker)

        text, name = await chat.database.read(work)
        if text is None:
            raise web.HTTPNotFound(text=_("This list is no longer kept."))
    response = web.Response(text=text, headers={"Cache-Control": "private, no-store"})
    response.headers["Content-Disposition"] = content_disposition_header(
        "attachment", filename=name
    )
    return response
