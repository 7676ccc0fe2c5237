"""conversations.*: where people talk, and what was said there."""

from typing import Any

from tests.peers.slack.answers import Refused
from tests.peers.slack.chat import as_json
from tests.peers.slack.methods import Call, method, page
from tests.peers.slack.workspace import Channel, Message

HISTORY = {"D": "im:history", "C": "channels:history"}


@method("conversations.open", "im:write")
def open_(
    call: Call, users: str = "", channel: str = "", return_im: bool = False
) -> dict[str, Any]:
    user = call.team.users.get(users)
    if channel:
        return {"channel": {"id": call.channel(channel).id}}
    if user is None:
        raise Refused("user_not_found")
    if user.deleted:
        raise Refused("user_disabled")
    if user.is_bot:
        raise Refused("cannot_dm_bot")
    return {"channel": {"id": call.team.im(user.id).id}}


@method("conversations.info", "channels:read")
def info(call: Call, channel: str, include_num_members: bool = False, include_locale: bool = False):
    found = call.channel(channel, member=False)
    return {"channel": found.as_json(call.team.bot.id)}


@method("conversations.members", "channels:read")
def members(call: Call, channel: str, cursor: str = "", limit: int = 100) -> dict[str, Any]:
    found, following = page(sorted(call.channel(channel).members), cursor, limit)
    return {"members": found, "response_metadata": {"next_cursor": following}}


@method("conversations.join", "channels:join")
def join(call: Call, channel: str) -> dict[str, Any]:
    found = call.channel(channel, member=False)
    if found.is_archived:
        raise Refused("is_archived")
    if found.is_private or found.is_im:
        raise Refused("method_not_supported_for_channel_type")
    found.members.add(call.team.bot.id)
    return {"channel": found.as_json(call.team.bot.id)}


@method("conversations.list", "channels:read")
def list_(
    call: Call,
    types: str = "public_channel",
    exclude_archived: bool = False,
    cursor: str = "",
    limit: int = 100,
    team_id: str = "",
) -> dict[str, Any]:
    return _listed(call, call.team.bot.id, types, exclude_archived, cursor, limit, all_=True)


@method("users.conversations", "channels:read")
def of_user(
    call: Call,
    user: str = "",
    types: str = "public_channel",
    exclude_archived: bool = False,
    cursor: str = "",
    limit: int = 100,
    team_id: str = "",
) -> dict[str, Any]:
    whose = user or call.team.bot.id
    return _listed(call, whose, types, exclude_archived, cursor, limit, all_=False)


@method("conversations.history")
def history(
    call: Call,
    channel: str,
    cursor: str = "",
    inclusive: bool = False,
    latest: str = "",
    oldest: str = "",
    limit: int = 100,
    include_all_metadata: bool = False,
) -> dict[str, Any]:
    place = _readable(call, channel)
    found = [one for one in call.team.history(place) if one.thread_ts in ("", one.ts)]
    marks = include_all_metadata and call.slack.shows_marks
    return _messages(_between(found, oldest, latest, inclusive=inclusive), cursor, limit, marks)


@method("conversations.replies")
def replies(
    call: Call,
    channel: str,
    ts: str,
    cursor: str = "",
    inclusive: bool = False,
    latest: str = "",
    oldest: str = "",
    limit: int = 100,
    include_all_metadata: bool = False,
) -> dict[str, Any]:
    place = _readable(call, channel)
    thread = [one for one in call.team.history(place) if ts in (one.ts, one.thread_ts)]
    root = [one for one in thread if one.ts == ts]
    if not root:
        raise Refused("thread_not_found")
    answers = [one for one in reversed(thread) if one.ts != ts]
    found = root + _between(answers, oldest, latest, inclusive=inclusive)
    return _messages(found, cursor, limit, include_all_metadata and call.slack.shows_marks)


def _listed(
    call: Call, whose: str, types: str, no_archived: bool, cursor: str, limit: int, *, all_: bool
) -> dict[str, Any]:
    bot, wanted = call.team.bot.id, set(types.split(","))
    known = [
        one.as_json(bot)
        for one in call.team.channels.values()
        if _kind(one) in wanted
        and (whose in one.members or (all_ and _kind(one) == "public_channel"))
        and (_kind(one) == "public_channel" or bot in one.members)
        and not (no_archived and one.is_archived)
    ]
    found, following = page(known, cursor, limit)
    return {"channels": found, "response_metadata": {"next_cursor": following}}


def _kind(channel: Channel) -> str:
    if channel.is_im:
        return "im"
    return "private_channel" if channel.is_private else "public_channel"


def _readable(call: Call, channel: str) -> Channel:
    place = call.channel(channel)
    scope = "groups:history" if place.is_private else HISTORY[place.id[0]]
    call.slack.needs(call, scope)
    return place


def _between(found: list[Message], oldest: str, latest: str, *, inclusive: bool) -> list[Message]:
    low, high = float(oldest or 0), float(latest or "inf")
    return [
        one
        for one in found
        if low < float(one.ts) < high or (inclusive and float(one.ts) in (low, high))
    ]


def _messages(found: list[Message], cursor: str, limit: int, metadata: bool) -> dict[str, Any]:
    some, following = page(found, cursor, min(limit, 999))
    return {
        "messages": [as_json(one, metadata=metadata) for one in some],
        "has_more": bool(following),
        "response_metadata": {"next_cursor": following},
    }
