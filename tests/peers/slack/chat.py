"""chat.*: posting, changing and taking back."""

import re
from typing import Any

from tests.peers.slack.answers import Refused, faulty
from tests.peers.slack.blocks import check_message
from tests.peers.slack.methods import Call, method
from tests.peers.slack.workspace import Channel, Message

NAME = re.compile(r"[A-Za-z0-9_.-]{1,255}")


@method("chat.postMessage", "chat:write")
def post(
    call: Call,
    channel: str,
    text: str = "",
    blocks: list = (),
    metadata: dict | None = None,
    thread_ts: str = "",
    unfurl_links: bool = True,
    unfurl_media: bool = True,
    mrkdwn: bool = True,
    link_names: bool = False,
) -> dict[str, Any]:
    team = call.team
    place = team.im(channel) if channel in team.users else call.channel(channel)
    _may_speak(place)
    if thread_ts and place.message(thread_ts) is None:
        raise Refused("thread_not_found")
    check_message(text, list(blocks), charts=team.charts)
    _check_metadata(metadata)
    more = {"bot_id": team.bot_id, "unfurl": unfurl_links or unfurl_media}
    message = team.say(
        place, team.bot.id, text, blocks=list(blocks), metadata=metadata, thread_ts=thread_ts,
        more=more,
    )  # fmt: skip
    call.slack.ledger.add(team.id, place.id, message)
    return {"channel": place.id, "ts": message.ts, "message": as_json(message)}


@method("chat.postEphemeral", "chat:write")
def post_ephemeral(
    call: Call,
    channel: str,
    user: str,
    text: str = "",
    blocks: list = (),
    thread_ts: str = "",
) -> dict[str, Any]:
    place = call.channel(channel)
    _may_speak(place)
    if user not in place.members:
        raise Refused("user_not_in_channel")
    check_message(text, list(blocks), charts=call.team.charts)
    message = call.team.say(
        place, call.team.bot.id, text, blocks=list(blocks), only_for=user, thread_ts=thread_ts
    )
    return {"message_ts": message.ts}


@method("chat.update", "chat:write")
def update(
    call: Call,
    channel: str,
    ts: str,
    text: str = "",
    blocks: list = (),
    metadata: dict | None = None,
) -> dict[str, Any]:
    message = _own(call, channel, ts)
    check_message(text, list(blocks), charts=call.team.charts)
    _check_metadata(metadata)
    message.text, message.edited = text, True
    message.blocks = call.team.with_ids(list(blocks))
    if metadata is not None:
        message.metadata = metadata
    call.slack.ledger.edits.append((channel, ts, text))
    return {"channel": channel, "ts": ts, "text": text, "message": as_json(message)}


@method("chat.delete", "chat:write")
def delete(call: Call, channel: str, ts: str) -> dict[str, Any]:
    message = _own(call, channel, ts)
    call.team.channels[channel].messages.remove(message)
    call.slack.ledger.deleted.append((channel, ts))
    return {"channel": channel, "ts": ts}


@method("chat.getPermalink")
def permalink(call: Call, channel: str, message_ts: str) -> dict[str, Any]:
    if call.channel(channel).message(message_ts) is None:
        raise Refused("message_not_found")
    address = f"https://{call.team.domain}.slack.com/archives/{channel}"
    return {"channel": channel, "permalink": f"{address}/p{message_ts.replace('.', '')}"}


def as_json(message: Message, *, metadata: bool = True) -> dict[str, Any]:
    found: dict[str, Any] = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "blocks": message.blocks,
    }
    if message.thread_ts:
        found["thread_ts"] = message.thread_ts
    if "bot_id" in message.more:
        found["bot_id"] = message.more["bot_id"]
    if metadata and message.metadata:
        found["metadata"] = message.metadata
    return found


def _own(call: Call, channel: str, ts: str) -> Message:
    place = call.channel(channel)
    _may_speak(place)
    message = place.message(ts)
    if message is None:
        raise Refused("message_not_found")
    if message.user != call.team.bot.id:
        raise Refused("cant_update_message")
    return message


def _may_speak(place: Channel) -> None:
    if place.is_archived:
        raise Refused("is_archived")


def _check_metadata(metadata: dict[str, Any] | None) -> None:
    if metadata is None or metadata == {}:
        return
    kind, payload = metadata.get("event_type"), metadata.get("event_payload")
    if not isinstance(kind, str) or not NAME.fullmatch(kind) or not isinstance(payload, dict):
        raise faulty("invalid_metadata_format", "event_type and event_payload are needed")
