"""Blocks as a person reads them."""

from collections.abc import Iterator
from typing import Any

from tests.peers.slack.workspace import Message

LIST = {"static_select", "multi_static_select", "users_select", "multi_users_select"}


def shown(message: Message) -> str:
    """A message as plain text: its blocks, or its text where it has none."""
    return plain(message.blocks) if message.blocks else message.text


def plain(blocks: list[dict[str, Any]]) -> str:
    return "\n".join(line for block in blocks if (line := _line(block)))


def _line(block: dict[str, Any]) -> str:
    match block["type"]:
        case "divider":
            return "---"
        case "section":
            texts = [block.get("text"), *block.get("fields", ())]
            parts = [one["text"] for one in texts if one]
            if "accessory" in block:
                parts.append(f"[{label(block['accessory'])}]")
            return "\n".join(parts)
        case "rich_text":
            return "".join(_spans(block)).strip("\n")
        case "header":
            return str(block["text"]["text"])
        case "context":
            return " ".join(one.get("text", "") for one in block["elements"])
        case "actions":
            return " ".join(f"[{label(one)}]" for one in block["elements"])
        case "input":
            return f"{block['label']['text']}: ____"
        case "data_visualization":
            parts = [f"{one['label']}: {one['value']}" for one in _points(block["chart"])]
            return "\n".join([block["title"], *parts])
        case kind:
            return f"({kind})"


def _spans(part: dict[str, Any]) -> Iterator[str]:
    match part["type"]:
        case "user":
            yield f"<@{part['user_id']}>"
        case "rich_text_section" | "rich_text" | "rich_text_list" | "rich_text_quote":
            for one in part["elements"]:
                yield from _spans(one)
            yield "\n"
        case _:
            yield str(part.get("text", part.get("url", "")))


def _points(chart: dict[str, Any]) -> list[dict[str, Any]]:
    if "segments" in chart:
        return list(chart["segments"])
    return [point for series in chart.get("series", ()) for point in series.get("data", ())]


def label(element: dict[str, Any]) -> str:
    """What stands on a button or in an empty list."""
    text = element.get("text") or element.get("placeholder") or {}
    return str(text.get("text", element.get("type", "")))


def elements(block: dict[str, Any]) -> list[dict[str, Any]]:
    """The parts of a block that can be pressed."""
    found = [*block.get("elements", ()), block.get("accessory"), block.get("element")]
    return [one for one in found if isinstance(one, dict) and "action_id" in one]
