"""As little as a stand-in for Slack may say: without whatever its documentation lets be absent."""

from typing import Any

Json = dict[str, Any]

_TOP = {
    *("type", "user", "team", "trigger_id", "actions", "channel", "response_url", "view"),
    *("callback_id", "message", "event", "event_id", "team_id", "command", "text", "user_id"),
    "channel_id",
}
_INSIDE = {
    "user": {"id"},
    "team": {"id"},
    "channel": {"id"},
    "message": {"ts", "text", "thread_ts"},
    "view": {"id", "type", "callback_id", "private_metadata", "state"},
    "event": {"type", "user", "text", "ts", "channel", "thread_ts", "inviter", "tokens"},
}
_ACTION = {"type", "action_id", "value", "selected_option"}
_ANSWERS = {
    "auth.test": {"team_id", "user_id"},
    "chat.postMessage": {"ts"},
    "conversations.history": {"messages"},
    "conversations.replies": {"messages"},
    "conversations.members": {"members"},
    "conversations.info": {"channel"},
    "conversations.open": {"channel"},
    "users.info": {"user"},
    "chat.getPermalink": {"permalink"},
    "apps.connections.open": {"url"},
}
_PART = {
    "channel": {"id", "creator"},
    "user": {"id", "name"},
    "messages": {"ts", "text", "user", "metadata"},
}


def told(payload: Json) -> Json:
    """Return what Slack would tell, with no more than makes sense of it."""
    found = _only(payload, _TOP)
    for name, kept in _INSIDE.items():
        if isinstance(found.get(name), dict):
            found[name] = _only(found[name], kept)
    if "actions" in found:
        found["actions"] = [_only(one, _ACTION) for one in found["actions"]]
    if found.get("event", {}).get("type") == "app_home_opened":
        del found["event"]["channel"]
    return found


def answered(method: str, answer: Json) -> Json:
    """Return what the Web API would answer, with no more than one asks it for."""
    if not answer["ok"] or method == "oauth.v2.access":
        return answer
    found = _only(answer, {"ok", *_ANSWERS.get(method, ())})
    if (more := answer.get("response_metadata")) and more["next_cursor"]:
        found["response_metadata"] = more
    for name, kept in _PART.items():
        if isinstance(part := found.get(name), list):
            found[name] = [_only(one, kept) for one in part]
        elif isinstance(part, dict):
            found[name] = _only(part, kept)
    return found


def _only(whole: Json, kept: set[str]) -> Json:
    return {name: value for name, value in whole.items() if name in kept}
