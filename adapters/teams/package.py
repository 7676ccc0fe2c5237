"""The package that an administrator uploads in Teams: manifest, two languages, icons."""

import io
import json
import zipfile
from urllib.parse import urlsplit
from uuid import UUID

from adapters.payload import Json
from adapters.teams import drawing
from adapters.teams.incoming import ASK, COMMIT
from bot.feature import CommandWord
from bot.registry import Registry
from bot.texts import _, speaking

VERSION = "1.0.0"
SCHEMAS = "https://developer.microsoft.com/json-schemas/teams/v1.29"
# Teams lists twelve; all others work as well, and 'help' names them.
ROOM = (
    "commit", "commitments", "poll", "ask", "read", "come", "swap", "prepare", "meeting",
    "yield", "plan", "help",
)  # fmt: skip
PRIVATE = (
    "commit", "commitments", "come", "swap", "prepare", "ask", "read", "checkin", "remind",
    "plan", "settings", "help",
)  # fmt: skip
READING = ("ChannelMessage.Read.Group", "ChatMessage.Read.Chat")
_ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)
_TITLE, _DESCRIPTION = 32, 128


def files(
    registry: Registry, url: str, app_id: str, *, read_along: bool = False
) -> dict[str, bytes]:
    """Return the files of the package by name.

    `url` is Kring's own address, 'https://…', and `app_id` the application's id at Microsoft;
    ValueError when they are not. `read_along` asks consent to read what is said in the rooms.
    """
    if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
        raise ValueError("Give Kring's address with --url, such as https://kring.example.org.")
    try:
        number = str(UUID(app_id))
    except ValueError as fault:
        raise ValueError("Give the application's id with --app-id: 36 digits and lines.") from fault
    with speaking("en"):
        manifest = _manifest(registry, url.rstrip("/"), number)
    if read_along:
        manifest |= _reading(url.rstrip("/"), number)
    with speaking("nl"):
        dutch = _translated(registry)
    return {
        "manifest.json": _written(manifest),
        "nl.json": _written(dutch),
        "color.png": drawing.color(),
        "outline.png": drawing.outline(),
    }


def packed(found: dict[str, bytes]) -> bytes:
    """Return the files as a zip, the same bytes for the same files."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in found.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_EPOCH), data)
    return whole.getvalue()


def _written(found: Json) -> bytes:
    return (json.dumps(found, ensure_ascii=False, indent=2) + "\n").encode()


def _manifest(registry: Registry, url: str, app_id: str) -> Json:
    return {
        "$schema": f"{SCHEMAS}/MicrosoftTeams.schema.json",
        "manifestVersion": "1.29",
        "version": VERSION,
        "id": app_id,
        "localizationInfo": {
            "defaultLanguageTag": "en",
            "additionalLanguages": [{"languageTag": "nl", "file": "nl.json"}],
        },
        "developer": {
            "name": "Kring",
            "websiteUrl": url,
            "privacyUrl": f"{url}/anonymity",
            "termsOfUseUrl": f"{url}/anonymity",
        },
        "name": {"short": "Kring", "full": _full_name()},
        "description": {"short": _short(), "full": _long()},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": drawing.ACCENT,
        "bots": [_bot(registry, app_id)],
        "composeExtensions": [{"botId": app_id, "commands": _actions()}],
        "permissions": ["identity", "messageTeamMembers"],
        "validDomains": [urlsplit(url).hostname],
        "defaultInstallScope": "team",
        "defaultGroupCapability": {"team": "bot", "groupchat": "bot"},
        "supportsChannelFeatures": "tier1",
    }


def _reading(url: str, app_id: str) -> Json:
    """Ask whoever adds Kring to let it read the channels of the team, or the chat."""
    asked = [{"name": name, "type": "Application"} for name in READING]
    return {
        "webApplicationInfo": {"id": app_id, "resource": url},
        "authorization": {"permissions": {"resourceSpecific": asked}},
    }


def _bot(registry: Registry, app_id: str) -> Json:
    lists: list[Json] = [
        {"scopes": ["team", "groupChat"], "triggers": ["mention", "slash"]},
        {"scopes": ["personal"]},
    ]
    for one, names in zip(lists, (ROOM, PRIVATE), strict=True):
        one["commands"] = [_command(_word(registry, name)) for name in names]
    return {
        "botId": app_id,
        "scopes": ["team", "groupChat", "personal"],
        "isNotificationOnly": False,
        "supportsFiles": False,
        # Commands after a slash are seen by Kring alone, and so is what it answers.
        "supportsTargetedMessages": True,
        "commandLists": lists,
    }


def _word(registry: Registry, name: str) -> CommandWord:
    found = registry.command(name)
    if found is None:
        raise LookupError(name)
    return found


def _command(word: CommandWord) -> Json:
    return {"title": word.english, "description": word.help()[:_DESCRIPTION]}


def _actions() -> list[Json]:
    found = ((COMMIT, _("Make this a commitment")), (ASK, _("Ask the group")))
    about = {
        COMMIT: _("Note what you will do, with a link to this message."),
        ASK: _("Put what this message says to the group, to be answered in one press."),
    }
    return [
        {
            "id": name,
            "type": "action",
            "context": ["message"],
            "title": title[:_TITLE],
            "description": about[name][:_DESCRIPTION],
            "fetchTask": True,
        }
        for name, title in found
    ]


def _translated(registry: Registry) -> Json:
    found: Json = {
        "$schema": f"{SCHEMAS}/MicrosoftTeams.Localization.schema.json",
        "name.short": "Kring",
        "name.full": _full_name(),
        "description.short": _short(),
        "description.full": _long(),
    }
    for number, names in enumerate((ROOM, PRIVATE)):
        for place, name in enumerate(names):
            word, at = _word(registry, name), f"bots[0].commandLists[{number}].commands[{place}]"
            found[f"{at}.title"] = word.dutch
            found[f"{at}.description"] = word.help()[:_DESCRIPTION]
    for place, action in enumerate(_actions()):
        at = f"composeExtensions[0].commands[{place}]"
        found |= {f"{at}.title": action["title"], f"{at}.description": action["description"]}
    return found


def _full_name() -> str:
    return _("Kring, for learning networks")


def _short() -> str:
    return _("Remembers, asks, reminds and counts, so that your network keeps going.")


def _long() -> str:
    return _(
        "Kring helps the facilitator of a professional learning network: who comes, who helps "
        "prepare, what to read before a guest speaker, what everybody is going to do, and what "
        "the evening gave them. Nothing is sent before the facilitator says so, every message "
        "stands in a plan beforehand, and everybody chooses how much reaches them. Evaluations "
        "are anonymous. Add Kring to the channel or group chat of your network and type 'start'."
    )
