"""What Kring writes itself behind signed links: lists, calendars, take-aways and results."""

from collections.abc import Callable

from aiohttp import web

from adapters.charts.painter import Painter
from adapters.spoken import spoken_by
from adapters.web.chat import CHAT
from adapters.web.files import signed, to_save
from bot.charts import MIMES
from bot.features.come.ics import calendar_file
from bot.features.commitments.export import list_file
from bot.features.evaluations.exporting import Picture, wanted
from bot.features.privacy.export import Expired, own_file
from bot.features.speakers.listing import file_name, question_list
from bot.features.takeaways.page import take_away_page
from bot.sheets import File
from bot.texts import _, speaking
from storage.database import Unit

PAINTER = web.AppKey("painter", Painter)


async def questions(request: web.Request) -> web.Response:
    """Give the list of questions to a speaker to whoever holds its link."""

    def write(unit: Unit, speaker: int, _extra: str) -> File | None:
        text = question_list(unit, speaker)
        if text is None:
            return None
        return File(file_name(unit, speaker), "text/plain", text.encode())

    return await _give(request, "questions", write)


async def calendar(request: web.Request) -> web.Response:
    """Give a meeting's calendar file to whoever holds its link."""
    now = request.app[CHAT].now()

    def write(unit: Unit, meeting: int, _extra: str) -> File | None:
        content = calendar_file(unit, meeting, now)
        return File(f"kring-{meeting}.ics", "text/calendar", content) if content else None

    return await _give(request, "calendar", write)


async def take_away(request: web.Request) -> web.Response:
    """Give a person's one-page take-away to whoever they sent its link."""
    chat = request.app[CHAT]
    now, registry = chat.now(), chat.core.features

    def write(unit: Unit, meeting: int, person: str) -> File | None:
        text = take_away_page(unit, registry, meeting, int(person), now)
        return File(f"kring-{meeting}.txt", "text/plain", text.encode()) if text else None

    return await _give(request, "takeaway", write)


async def commitments(request: web.Request) -> web.Response:
    """Give a list of commitments as its link's person may see it now."""
    now = request.app[CHAT].now()

    def write(unit: Unit, network: int, extra: str) -> File | None:
        return list_file(unit, network, extra, now)

    return await _give(request, "commitments", write)


async def privacy(request: web.Request) -> web.Response:
    """Give a person what is kept about them, for as long as their link is good."""
    now = request.app[CHAT].now()

    def write(unit: Unit, person: int, extra: str) -> File | None:
        return own_file(unit, person, extra, now)

    try:
        return await _give(request, "privacy", write)
    except Expired as expired:
        with speaking(spoken_by(request)):
            text = _("This link has had its hour. Type 'privacy' in the chat for a new one.")
        raise web.HTTPGone(text=text) from expired


async def results(request: web.Request) -> web.Response:
    """Give a result as the picture or file that its link's person may see now."""
    chat = request.app[CHAT]
    now, registry = chat.now(), chat.core.features
    with speaking(spoken_by(request)):
        network, extra = signed(request, "results")
        found = await chat.database.read(lambda unit: wanted(unit, registry, network, extra, now))
        if found is None:
            raise web.HTTPNotFound(text=_("This is no longer kept."))
        written = await _painted(request, found) if isinstance(found, Picture) else found
    charset = "utf-8" if written.mime == "text/csv" else None
    return to_save(written.name, written.mime, written.content, charset)


async def _painted(request: web.Request, picture: Picture) -> File:
    content = await request.app[PAINTER].draw(picture.chart, picture.form)
    if content is None:
        raise web.HTTPServiceUnavailable(
            text=_("The picture cannot be made just now. The CSV file says the same.")
        )
    return File(f"{picture.name}.{picture.form}", MIMES[picture.form], content)


async def _give(
    request: web.Request, kind: str, write: Callable[[Unit, int, str], File | None]
) -> web.Response:
    chat = request.app[CHAT]
    with speaking(spoken_by(request)):
        number, extra = signed(request, kind)
        found = await chat.database.read(lambda unit: write(unit, number, extra))
        if found is None:
            raise web.HTTPNotFound(text=_("This is no longer kept."))
    charset = "utf-8" if found.mime.startswith("text/") else None
    return to_save(found.name, found.mime, found.content, charset)
