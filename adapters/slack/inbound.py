"""Reads what Slack sends, with everything checked: here the untyped edge ends."""

import re
from dataclasses import replace

from adapters.payload import Json, Malformed, ident, inside, needed, several, whole, words
from adapters.slack import ids
from adapters.slack.forms import VALUE, name_of
from adapters.slack.incoming import (
    AtHome,
    Gone,
    HandedIn,
    Incoming,
    Line,
    Moved,
    Other,
    Place,
    Pushed,
    SharedFile,
    Shortcut,
    Spot,
)
from adapters.slack.words import typed
from bot.forms import Values

_MANY_VALUES = 200


def read(body: Json) -> Incoming:
    """Read a payload; raises Malformed."""
    match body.get("type"):
        case "event_callback":
            return _event(body)
        case "block_actions":
            return _pushed(body)
        case "view_submission":
            return _handed_in(body)
        case "shortcut" | "message_action":
            return _shortcut(body)
        case None if "command" in body:
            return _command(body)
        case None:
            raise Malformed("type")
        case kind:
            if not isinstance(kind, str):
                raise Malformed("type")
            return Other()


def _command(body: Json) -> Line:
    spot = Spot(
        team=needed(body, "team_id"),
        enterprise=ident(body, "enterprise_id"),
        across=_across(body),
        user=needed(body, "user_id"),
        name=ident(body, "user_name"),
        place="command",
        channel=needed(body, "channel_id"),
        trigger=needed(body, "trigger_id"),
        response_url=words(body, "response_url", 1000),
    )
    needed(body, "command")
    return Line(spot, spot.trigger, words(body, "text"))


def _across(installed: Json) -> bool | None:
    """Say whether Kring is there for a whole enterprise; None where Slack does not tell."""
    said = installed.get("is_enterprise_install")
    return None if said is None else said in (True, "true")


def _acting(body: Json, place: Place) -> Spot:
    """Read what all that people press, choose and hand in has in common."""
    team, user, view = inside(body, "team"), inside(body, "user"), inside(body, "view")
    container, message = inside(body, "container"), inside(body, "message")
    enterprise = ident(inside(body, "enterprise"), "id") or ident(team, "enterprise_id")
    installed = ident(view, "app_installed_team_id") or ident(team, "id")
    return Spot(
        # A whole enterprise's installation needs no workspace beside it.
        team=installed or (ident if enterprise else needed)(user, "team_id"),
        enterprise=enterprise,
        across=_across(body),
        user=needed(user, "id"),
        name=ident(user, "name") or ident(user, "username"),
        place=place,
        channel=ident(inside(body, "channel"), "id") or ident(container, "channel_id"),
        trigger=ident(body, "trigger_id"),
        response_url=words(body, "response_url", 1000),
        thread=ident(message, "thread_ts") or ident(container, "thread_ts"),
        view=ident(view, "id"),
    )


def _pushed(body: Json) -> Pushed:
    view = inside(body, "view")
    kinds: dict[str, Place] = {"home": "home", "modal": "modal"}
    place = kinds.get(ident(view, "type"), "message")
    spot = _acting(body, place)
    if place == "message" and not spot.channel:
        raise Malformed("channel")
    actions = several(body, "actions", 25)
    if not actions:
        raise Malformed("actions")
    needed(actions[0], "action_id")
    return Pushed(spot, needed(body, "trigger_id"), _what(actions[0]))


def _what(action: Json) -> ids.Pushed | ids.More | ids.Nothing | None:
    chosen = words(inside(action, "selected_option"), "value", ids.LONGEST_VALUE)
    found = ids.read(words(action, "action_id", 300), words(action, "value"), chosen)
    return replace(found, value=whole(found.value)) if isinstance(found, ids.Pushed) else found


def _handed_in(body: Json) -> HandedIn:
    view = inside(body, "view")
    if needed(view, "callback_id") != ids.FORM:
        raise Malformed("callback_id")
    spot = _acting(body, "modal")
    # The next form in the same dialog has another hash; a trigger is new each time.
    key = f"{needed(view, 'id')}:{ident(view, 'hash') or spot.trigger}"
    sealed = words(view, "private_metadata", ids.LONGEST_METADATA)
    state = inside(inside(view, "state"), "values")
    values, files = _values(state)
    return HandedIn(spot, key, sealed, values, _blocks(view, state), files)


def _blocks(view: Json, state: Json) -> dict[str, str]:
    """Return the first block of each input by its name, by the answers where none are told."""
    found: dict[str, str] = {}
    told = several(view, "blocks")
    inputs = [ident(one, "block_id") for one in told if one.get("type") == "input"]
    for block in inputs if told else sorted(state):
        if name := name_of(block):
            found.setdefault(name, block)
    return found


def _values(state: Json) -> tuple[Values, dict[str, SharedFile]]:
    values: Values = {}
    files: dict[str, SharedFile] = {}
    if len(state) > _MANY_VALUES:
        raise Malformed("values")
    for block in sorted(state):
        name = name_of(block)
        if name is None:
            continue
        element = inside(inside(state, block), VALUE)
        if found := several(element, "files", 10):
            files[name] = _file(found[0])
        values[name] = _joined(values.get(name, ()), _value(element))
    return values, files


def _joined(before: tuple[str, ...], value: tuple[str, ...]) -> tuple[str, ...]:
    """Put a long text that was spread over several fields together again."""
    return (before[0] + value[0],) if before and value else before or value


def _value(element: Json) -> tuple[str, ...]:
    match element.get("type"):
        case "plain_text_input":
            found = [words(element, "value")]
        case "datepicker":
            found = [ident(element, "selected_date")]
        case "timepicker":
            found = [ident(element, "selected_time")]
        case "radio_buttons" | "static_select":
            found = [words(inside(element, "selected_option"), "value", ids.LONGEST_VALUE)]
        case "checkboxes" | "multi_static_select":
            chosen = several(element, "selected_options")
            found = [words(one, "value", ids.LONGEST_VALUE) for one in chosen]
        case _:
            found = []
    return tuple(kept for one in found if (kept := whole(one)))


def _file(found: Json) -> SharedFile:
    size = found.get("size")
    if type(size) is not int or size < 0:
        raise Malformed("size")
    url = words(found, "url_private_download", 2000) or words(found, "url_private", 2000)
    return SharedFile(url, ident(found, "name"), ident(found, "mimetype"), size)


def _shortcut(body: Json) -> Shortcut:
    spot = _acting(body, "message" if body["type"] == "message_action" else "global")
    which, message = needed(body, "callback_id"), inside(body, "message")
    if spot.place == "message" and not spot.channel:
        raise Malformed("channel")
    stamp = ident(message, "ts") or ident(body, "message_ts")
    return Shortcut(spot, needed(body, "trigger_id"), which, words(message, "text"), stamp)


def _event(body: Json) -> Incoming:
    event, key = inside(body, "event"), needed(body, "event_id")
    kind = needed(event, "type")
    installed = (several(body, "authorizations") or [body])[0]
    spot = Spot(
        team=ident(installed, "team_id") or ident(body, "team_id") or ident(event, "team"),
        enterprise=ident(installed, "enterprise_id") or ident(body, "enterprise_id"),
        across=_across(installed),
        user=ident(event, "user") if isinstance(event.get("user"), str) else "",
        place="mention",
        channel=ident(event, "channel") if isinstance(event.get("channel"), str) else "",
        thread=ident(event, "thread_ts"),
    )
    if not (spot.team or spot.across):
        raise Malformed("team_id")
    return _happened(kind, event, spot, key)


def _happened(kind: str, event: Json, spot: Spot, key: str) -> Incoming:
    if kind in ("app_uninstalled", "tokens_revoked"):
        revoked = kind == "app_uninstalled" or inside(event, "tokens").get("bot")
        return Gone(spot) if revoked else Other()
    if not spot.user or not (spot.channel or kind == "app_home_opened"):
        return Other()
    match kind:
        case "message" | "app_mention":
            return _said(event, spot, key)
        case "member_joined_channel" | "member_left_channel":
            joined = kind == "member_joined_channel"
            return Moved(spot, key, joined, ident(event, "inviter"))
        case "app_home_opened" if event.get("tab") in ("home", None):
            home = replace(spot, place="home", channel="")
            return AtHome(home, ident(inside(event, "view"), "hash"))
        case _:
            return Other()


def _said(event: Json, spot: Spot, key: str) -> Line | Other:
    """Take a private message as a line, and in a channel what mentions Kring."""
    if event.get("bot_id") or event.get("subtype") or event.get("edited"):
        return Other()
    text = words(event, "text")
    if event.get("type") == "app_mention":
        return Line(spot, key, text)
    if event.get("channel_type", "im" if spot.channel.startswith("D") else "") == "im":
        return Line(replace(spot, place="direct"), key, text)
    return Other()


def command(text: str, bot: str, names: dict[str, str]) -> str:
    """Return the command in a line: what follows the mention of Kring, or all of it."""
    before, *after = re.split(rf"<@{re.escape(bot)}(?:\|[^>]*)?>", text, maxsplit=1)
    return typed(after[0] if after and after[0].strip() else before, names)
