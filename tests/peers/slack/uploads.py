"""Files in three steps: an address, the bytes, and where they belong."""

from typing import Any

from tests.peers.slack.answers import Refused, faulty
from tests.peers.slack.methods import Call, method


@method("files.getUploadURLExternal", "files:write")
def get_url(
    call: Call, filename: str, length: int, alt_txt: str = "", snippet_type: str = ""
) -> dict[str, Any]:
    if length <= 0:
        raise faulty("invalid_arguments", "length")
    number = call.team.new_id("F")
    call.slack.files[number] = {"name": filename, "length": length, "data": None}
    return {"upload_url": f"{call.slack.url}/upload/{number}", "file_id": number}


@method("files.completeUploadExternal", "files:write")
def complete(
    call: Call,
    files: list,
    channel_id: str = "",
    channels: str = "",
    thread_ts: str = "",
    initial_comment: str = "",
) -> dict[str, Any]:
    done = []
    for file in files:
        kept = call.slack.files.get(file["id"])
        if kept is None or kept["data"] is None or len(kept["data"]) != kept["length"]:
            raise Refused("file_not_found")
        done.append({"id": file["id"], "title": file.get("title") or kept["name"]})
    for channel in filter(None, [channel_id, *channels.split(",")]):
        place = call.channel(channel)
        call.team.say(
            place, call.team.bot.id, initial_comment, thread_ts=thread_ts, more={"files": done}
        )
    return {"files": done}
