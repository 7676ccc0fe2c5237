"""Reads what Teams sends, with everything checked: here the untyped edge ends."""

import re
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from adapters.payload import Json, Malformed, ident, inside, needed, several, whole, words
from adapters.teams import ids
from adapters.teams.incoming import (
    Added,
    Gone,
    Incoming,
    Kind,
    Line,
    Member,
    Mentioned,
    Moved,
    Other,
    Pushed,
    Shortcut,
    Spot,
    Way,
)
from adapters.teams.words import from_html
from bot.texts import LANGUAGES

_MANY_VALUES = 200
_LONGEST_SEALED = 60_000
_LONGEST_MESSAGE = 200_000
_LONGEST_NAME = 80
_CALLED = re.compile(r"\s*/?kring\b", re.IGNORECASE)
_KINDS: dict[str, Kind] = {"personal": "personal", "groupChat": "group", "channel": "channel"}
_WAYS: dict[str, Way] = {
    "adaptiveCard/action": "card",
    "task/fetch": "fetch",
    "task/submit": "submit",
    "composeExtension/submitAction": "extension",
}


def read(body: Json) -> Incoming:
    """Read an activity; raises Malformed."""
    kind = needed(body, "type")
    if needed(body, "channelId") != "msteams":
        raise Malformed("channelId")
    match kind:
        case "message":
            return _message(body)
        case "invoke":
            return _invoke(body)
        case "conversationUpdate":
            return _changed(body)
        case "installationUpdate":
            return _installed(body)
        case _:
            return Other()


def tenant_of(body: Json) -> str:
    """Return the tenant that an activity comes from, '' when it names none."""
    told = inside(inside(body, "channelData"), "tenant")
    return ident(told, "id") or ident(inside(body, "conversation"), "tenantId")


def _spot(body: Json, *, person: bool = True) -> Spot:
    conversation, who = inside(body, "conversation"), inside(body, "from")
    user = ident(who, "aadObjectId") or ident(who, "id")
    tenant = tenant_of(body)
    if not tenant or (person and not user):
        raise Malformed("tenant" if user else "from")
    where = needed(conversation, "id")
    number = ident(body, "id") or needed(body, "timestamp")
    return Spot(
        tenant=tenant,
        service_url=_service(body),
        conversation=where,
        kind=_kind(where, ident(conversation, "conversationType")),
        bot=needed(inside(body, "recipient"), "id"),
        key=f"{where} {number}",
        user=user,
        account=ident(who, "id"),
        name=whole(words(who, "name", 1000))[:_LONGEST_NAME],
        language=_language(ident(body, "locale")),
        zone=_zone(body),
        team=_team(body),
    )


def _kind(conversation: str, told: str) -> Kind:
    """Return what a conversation is; one that nobody names is taken for one with others in it."""
    return _KINDS.get(told, "group" if conversation.startswith("19:") else "personal")


def _service(body: Json) -> str:
    url = needed(body, "serviceUrl")
    if not url.startswith(("https://", "http://")):
        raise Malformed("serviceUrl")
    return url


def _language(locale: str) -> str:
    found = locale[:2].lower()
    return found if found in LANGUAGES else "en"


def _zone(body: Json) -> str:
    told = [ident(one, "timezone") for one in several(body, "entities")]
    name = ident(body, "localTimezone") or next(filter(None, told), "")
    try:
        return ZoneInfo(name).key if name else Spot.zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return Spot.zone


def _team(body: Json) -> str:
    """Return the team of a channel that all of it are in."""
    data = inside(body, "channelData")
    kind = ident(inside(data, "channel"), "type")
    return "" if kind in ("private", "shared") else ident(inside(data, "team"), "id")


def _message(body: Json) -> Incoming:
    spot = _named(body)
    value = body.get("value")
    if isinstance(value, dict):
        return _pushed(spot, "message", value)
    text = words(body, "text", _LONGEST_MESSAGE)
    people = tuple(
        Mentioned(
            words(one, "text", 1000),
            ident(inside(one, "mentioned"), "id"),
            whole(words(inside(one, "mentioned"), "name", 1000)),
        )
        for one in several(body, "entities")
        if one.get("type") == "mention"
    )
    called = any(one.account == spot.bot for one in people) or _CALLED.match(text)
    if spot.room and not called and inside(body, "recipient").get("isTargeted") is not True:
        return Other()  # where Kring may read along, Teams tells it all that people say there
    return Line(spot, text, people[:20])


def _named(body: Json) -> Spot:
    """Read who acts, with what makes an event once: Teams gives each its id."""
    needed(body, "id")
    return _spot(body)


def _invoke(body: Json) -> Incoming:
    name, value = needed(body, "name"), inside(body, "value")
    if name == "composeExtension/fetchTask":
        return _shortcut(_named(body), value)
    way = _WAYS.get(name)
    if way is None:
        return Other(asked=True)
    told = inside(value, "action") if way == "card" else value
    return _pushed(_named(body), way, inside(told, "data"))


def _pushed(spot: Spot, way: Way, data: Json) -> Pushed:
    if len(data) > _MANY_VALUES:
        raise Malformed("data")
    sealed = words(data, ids.KEY, _LONGEST_SEALED)
    values = {whole(name): _value(name, found) for name, found in data.items() if name != ids.KEY}
    return Pushed(spot, way, sealed, values)


def _value(name: str, found: Any) -> str:
    """Return what an input came back with; what is no text was not filled in by anybody."""
    if isinstance(found, str) and len(found) > _LONGEST_SEALED:
        raise Malformed(name[:20])
    return whole(found) if isinstance(found, str) else ""


def _shortcut(spot: Spot, value: Json) -> Shortcut:
    message = inside(value, "messagePayload")
    content = words(inside(message, "body"), "content", _LONGEST_MESSAGE)
    link = words(message, "linkToMessage", 2000)
    safe = link if link.startswith("https://") else ""
    return Shortcut(spot, needed(value, "commandId"), from_html(content), safe)


def _changed(body: Json) -> Incoming:
    spot = _spot(body, person=False)
    if ident(inside(body, "channelData"), "eventType") in ("channelDeleted", "teamDeleted"):
        return Gone(spot)
    for name in ("membersAdded", "membersRemoved"):
        found = several(body, name)
        joined = name == "membersAdded"
        if any(ident(one, "id") == spot.bot for one in found):
            return Added(spot) if joined else Gone(spot)
        if found:
            return Moved(spot, tuple(_member(one) for one in found), joined)
    return Other()


def _member(found: Json) -> Member:
    account = needed(found, "id")
    name = whole(words(found, "name", 1000))[:_LONGEST_NAME]
    return Member(account, ident(found, "aadObjectId") or account, name)


def _installed(body: Json) -> Incoming:
    spot, action = _spot(body, person=False), ident(body, "action")
    if action.startswith("remove"):
        return Gone(spot)
    return Added(spot) if action.startswith("add") else Other()
