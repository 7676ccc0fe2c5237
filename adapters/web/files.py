"""Files people hand in, and the signed links under which they are fetched."""

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.helpers import content_disposition_header
from aiohttp.http import HttpProcessingError

from adapters.spoken import spoken_by
from adapters.web.chat import CHAT, visit
from adapters.web.inbound import Malformed, typed
from bot.texts import _, speaking
from storage import files

_PLAIN = "application/octet-stream"
_SAFE = {
    *("application/pdf", "text/plain", "text/csv", "text/calendar", "image/png", "image/jpeg"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.oasis.opendocument.text",
    "application/vnd.oasis.opendocument.presentation",
    "application/vnd.oasis.opendocument.spreadsheet",
}
_CHUNK = 64 * 1024
_LONGEST_NAME = 150


async def upload(request: web.Request) -> web.Response:
    """Keep one file and return its id, which a form then hands in."""
    async with visit(request) as asked:
        part = await _first_part(request)
        name, mime = _name(part.filename or ""), part.headers.get("Content-Type", "")
        data = await _read(part)
        if data is None:
            too_large = {"field": "", "text": _("This file is too large; up to 10 MB fits.")}
            return web.json_response({"fault": too_large}, status=413)
        kept, at = mime if mime in _SAFE else _PLAIN, asked.chat.now()
        number = await asked.chat.database.write(
            lambda unit: files.put(unit.connection, name, kept, data, asked.user.person, at)
        )
        return web.json_response({"id": str(number), "name": name})


async def _first_part(request: web.Request) -> BodyPartReader:
    if not request.content_type.startswith("multipart/"):
        raise Malformed("not a file")
    try:
        part = await MultipartReader(request.headers, request.content).next()
    except (ValueError, AssertionError, LookupError, HttpProcessingError) as error:
        raise Malformed("not a file") from error
    if not isinstance(part, BodyPartReader) or part.name != "file":
        raise Malformed("not a file")
    return part


async def _read(part: BodyPartReader) -> bytes | None:
    """Read a file, None as soon as it proves too large."""
    data = bytearray()
    try:
        while chunk := await part.read_chunk(_CHUNK):
            data += chunk
            if len(data) > files.LARGEST:
                return None
    except (ValueError, AssertionError) as error:
        raise Malformed("not a whole file") from error
    return bytes(data)


def _name(given: str) -> str:
    """Keep the last part of a name, whatever folders it pretends to lie in."""
    last = typed(given.replace("\\", "/").rpartition("/")[2]).replace("\n", " ").strip(". ")
    return last[-_LONGEST_NAME:] or "file"


async def download(request: web.Request) -> web.Response:
    """Give a file to whoever holds its signed link, always to be saved, never shown."""
    chat = request.app[CHAT]
    with speaking(spoken_by(request)):
        number, _extra = signed(request, "files")
        found = await chat.database.read(lambda unit: files.get(unit.connection, number))
        if found is None:
            raise web.HTTPNotFound(text=_("This file is no longer kept."))
    return to_save(found.name, found.mime, found.data)


def signed(request: web.Request, kind: str) -> tuple[int, str]:
    """Return the id and extra that a page's signed link holds; 403 for a link not ours."""
    found = request.app[CHAT].core.links.read(kind, request.match_info["token"])
    if found is None:
        raise web.HTTPForbidden(text=_("This link is not complete; open it from the chat."))
    return found


def to_save(name: str, mime: str, content: bytes, charset: str | None = None) -> web.Response:
    """Answer with a file that a browser saves and no cache keeps."""
    response = web.Response(body=content, content_type=mime, charset=charset)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Disposition"] = content_disposition_header(
        "attachment", filename=name
    )
    return response
