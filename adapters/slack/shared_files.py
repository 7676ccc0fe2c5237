"""Files that people hand in with a form: fetched from Slack and kept."""

import asyncio
from urllib.parse import urlsplit

import aiohttp

from adapters.slack.house import Acting, Slack
from adapters.slack.incoming import SharedFile
from adapters.slack.naming import PLATFORM
from bot.errors import Refusal
from bot.texts import _
from storage import files, people
from storage.database import Unit

PATIENCE = 2.0
"""Seconds for fetching a file: Slack gives us three for all of the form."""

_OURS = ("slack.com", "slack-files.com")
_LONGEST_NAME = 150


async def keep(slack: Slack, acting: Acting, name: str, shared: SharedFile) -> str:
    """Fetch and keep a file; return its id in digits. Refusal at the input `name`."""
    if shared.size > files.LARGEST:
        raise Refusal(_("This file is too large; up to 10 MB fits."), name)
    try:
        async with asyncio.timeout(PATIENCE):
            data = await _fetch(slack, acting, shared)
    except (aiohttp.ClientError, TimeoutError, ValueError) as fault:
        raise Refusal(
            _("Slack did not hand me this file in time. Please try again."), name
        ) from fault
    kept = shared.name[-_LONGEST_NAME:] or "file"

    def work(unit: Unit) -> int:
        spot, connection = acting.spot, unit.connection
        who = people.find(connection, PLATFORM, acting.tenant, spot.user)
        if who is None:
            raise Refusal(_("Open this form again and choose the file once more."), name)
        mime = "application/octet-stream"
        return files.put(connection, kept, mime, data, who.id, slack.core.clock())

    return str(await slack.database.write(work))


async def _fetch(slack: Slack, acting: Acting, shared: SharedFile) -> bytes:
    """Fetch a file with Kring's token, which goes to Slack only; ValueError for other addresses."""
    client = await slack.clients.of(acting.tenant)
    if not _is_slack(shared.url, client.base_url):
        raise ValueError("not an address of Slack's")
    headers = {"Authorization": f"Bearer {client.token}"}
    session = slack.clients.session()
    async with session.get(shared.url, headers=headers, allow_redirects=False) as response:
        response.raise_for_status()
        data = await response.content.read(files.LARGEST + 1)
        while len(data) <= files.LARGEST and (more := await response.content.read(files.LARGEST)):
            data += more
    if len(data) > files.LARGEST or response.status != 200:
        raise ValueError("not a file of the right size")
    return data


def _is_slack(url: str, api: str) -> bool:
    parts, ours = urlsplit(url), urlsplit(api)
    if (parts.scheme, parts.netloc) == (ours.scheme, ours.netloc):
        return True
    host = parts.hostname or ""
    return parts.scheme == "https" and (
        host in _OURS or host.endswith(tuple(f".{one}" for one in _OURS))
    )
