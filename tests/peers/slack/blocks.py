"""What Slack accepts as blocks: slack_sdk's own rules, and those it does not know."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block, BlockElement
from slack_sdk.models.views import View

from tests.peers.slack.answers import faulty

MOST_CHARACTERS = 13_200
IN_MESSAGE, IN_VIEW = 50, 100
CHARTS = {"pie", "bar", "area", "line"}
LISTS = {
    ("section", "fields"): 10, ("actions", "elements"): 25, ("context", "elements"): 10,
    ("static_select", "options"): 100, ("multi_static_select", "options"): 100,
    ("radio_buttons", "options"): 10, ("checkboxes", "options"): 10, ("overflow", "options"): 5,
}  # fmt: skip
TEXTS = {
    ("section", "text"): 3000, ("header", "text"): 150, ("button", "text"): 75,
    ("button", "value"): 2000, ("input", "label"): 2000, ("input", "hint"): 2000,
    ("static_select", "placeholder"): 150, ("users_select", "placeholder"): 150,
    ("plain_text_input", "placeholder"): 150, ("button", "accessibility_label"): 75,
    ("image", "alt_text"): 2000, ("button", "url"): 3000,
}  # fmt: skip


def check_message(text: str, blocks: list[dict[str, Any]], *, charts: bool) -> None:
    """Refuse what chat.* refuses."""
    if not text.strip() and not blocks:
        raise faulty("no_text")
    if len(text) > 40_000:
        raise faulty("msg_too_long")
    if found := list(_faults(blocks, IN_MESSAGE, charts=charts)):
        raise faulty("invalid_blocks", *found)
    if sum(len(one) for one in _texts(blocks)) > MOST_CHARACTERS:
        raise faulty("msg_blocks_too_long")


def check_view(view: dict[str, Any], *, charts: bool) -> None:
    """Refuse what views.* refuses."""
    found = [*_faults(view.get("blocks", []), IN_VIEW, charts=charts), *_view_faults(view)]
    if found:
        raise faulty("invalid_arguments", *found)


def _view_faults(view: dict[str, Any]) -> Iterator[str]:
    kind = view.get("type")
    if kind not in {"modal", "home"}:
        yield "unknown type of view"
    for name in ("title", "submit", "close"):
        if name in view and not 0 < len(view[name]["text"]) <= 24:
            yield f"must be between 1 and 24 characters: {name}"
    if kind == "modal" and "title" not in view:
        yield "missing required field: title"
    has_inputs = any(block["type"] == "input" for block in view.get("blocks", []))
    if kind == "modal" and has_inputs and "submit" not in view:
        yield "a view with inputs has to have a submit"
    if len(view.get("private_metadata", "")) > 3000 or len(view.get("callback_id", "")) > 255:
        yield "must be less than 3001 (private_metadata) or 256 (callback_id) characters"
    if len(str(view)) > 250_000:
        yield "view is too large"
    try:
        View(**view).validate_json()
    except (SlackObjectFormationError, TypeError) as error:
        yield str(error)


def _faults(blocks: list[dict[str, Any]], most: int, *, charts: bool) -> Iterator[str]:
    if not isinstance(blocks, list) or not all(isinstance(one, dict) for one in blocks):
        yield "blocks have to be a list of objects"
        return
    if len(blocks) > most:
        yield f"no more than {most} items allowed"
    yield from _doubles("block_id", [one["block_id"] for one in blocks if one.get("block_id")])
    kinds = Counter(one.get("type") for one in blocks)
    if kinds["data_visualization"] > 2 or kinds["table"] > 1:
        yield "only so many charts and tables in one message"
    for block in blocks:
        yield from _block(block, charts=charts)


def _doubles(what: str, found: list[str]) -> Iterator[str]:
    for one, times in Counter(found).items():
        if times > 1:
            yield f"{what} {one!r} stands here {times} times"


def _block(block: dict[str, Any], *, charts: bool) -> Iterator[str]:
    if block.get("type") == "data_visualization":
        yield from _chart(block) if charts else ["unsupported type: data_visualization"]
        return
    try:
        parsed = Block.parse(block)
        if parsed is None:
            yield f"unsupported type: {block.get('type')}"
            return
        parsed.validate_json()
        for element in _elements(block):
            BlockElement.parse(element).validate_json()
    except (SlackObjectFormationError, TypeError, AttributeError, ValueError) as error:
        yield f"{block.get('type')}: {error}"
    ids = [one["action_id"] for one in _elements(block) if one.get("action_id")]
    yield from _doubles("action_id", ids)
    yield from _sizes(block)


def _elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    found = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    return [one for one in found if isinstance(one, dict)]


def _chart(block: dict[str, Any]) -> Iterator[str]:
    chart = block.get("chart", {})
    if chart.get("type") not in CHARTS:
        yield "unknown chart"
    if not 0 < len(block.get("title", "")) <= 50:
        yield "title must be between 1 and 50 characters"
    if chart.get("type") == "pie" and not chart.get("segments"):
        yield "a pie has segments"


def _sizes(thing: Any) -> Iterator[str]:
    """Find texts that are empty or too long and lists with too many in them, at any depth."""
    if isinstance(thing, list):
        for one in thing:
            yield from _sizes(one)
        return
    if not isinstance(thing, dict):
        return
    kind = str(thing.get("type", ""))
    if kind in {"plain_text", "mrkdwn"} and not thing.get("text"):
        yield "text must be more than 0 characters"
    for key, value in thing.items():
        text = value.get("text", "") if isinstance(value, dict) else value
        if (kind, key) in TEXTS and isinstance(text, str) and len(text) > TEXTS[kind, key]:
            yield f"{kind}.{key} is longer than {TEXTS[kind, key]}"
        if (kind, key) in LISTS and not 0 < len(value) <= LISTS[kind, key]:
            yield f"{kind}.{key} has {len(value)} items"
        if key == "options":
            yield from _options(value)
        if (kind, key) == ("section", "fields"):
            yield from ("a field is too long" for one in value if len(one["text"]) > 2000)
        yield from _sizes(value)


def _options(options: list[dict[str, Any]]) -> Iterator[str]:
    for one in options:
        if len(one["text"]["text"]) > 75 or not 0 < len(str(one.get("value", ""))) <= 150:
            yield "an option's text has at most 75 characters, its value 1 to 150"
    yield from _doubles("option", [str(one.get("value")) for one in options])


def _texts(thing: Any) -> Iterator[str]:
    if isinstance(thing, dict):
        if isinstance(thing.get("text"), str):
            yield thing["text"]
        for value in thing.values():
            yield from _texts(value)
    elif isinstance(thing, list):
        for one in thing:
            yield from _texts(one)
