"""Adaptive Cards as plain lines, as somebody reads them."""

import re
from collections.abc import Iterator
from typing import Any

from tests.peers.teams.cards import everything

Json = dict[str, Any]
_ESCAPED = re.compile(r"\\([\\`*_\[\]~#\-+>=.)])")
_LINK = re.compile(r"(?<!\\)\[((?:[^\]\\]|\\.)*)(?<!\\)\]\(([^)\s]*)\)")
_AT = re.compile(r"<at>(.*?)</at>")


def shown(text: str) -> str:
    """Return what a client shows of a text block: markup done, escapes gone."""
    text = _LINK.sub(lambda match: match[1], text)
    text = _AT.sub(lambda match: f"@{match[1]}", text)
    text = re.sub(r"(?<!\\)\*\*", "", text)
    return _ESCAPED.sub(r"\1", text).replace("\u200b", "").replace("\n\n", "\n")


def plain(card: Json) -> str:
    """Write a card as lines, what can be pressed in [brackets]."""
    return "\n".join(_lines(card))


def _lines(card: Json) -> Iterator[str]:
    for one in everything(card):
        match one["type"]:
            case "TextBlock":
                yield shown(one["text"])
            case "FactSet":
                for fact in one["facts"]:
                    yield f"{shown(fact['title'])}: {shown(fact['value'])}"
            case "Input.ChoiceSet":
                yield " ".join([one.get("label", ""), *(c["title"] for c in one["choices"])])
            case "Input.Text" | "Input.Date" | "Input.Time":
                yield f"{one['label']} <{one.get('value', '')}>"
            case "Input.Toggle":
                yield f"{one['title']} <{one.get('value', '')}>"
            case kind if kind.startswith("Action."):
                yield f"[{one['title']}]"
            case _:
                pass


def actions(card: Json) -> list[Json]:
    """Return what can be pressed, what stands behind a question included."""
    return [one for one in everything(card) if one["type"].startswith("Action.")]


def inputs(card: Json) -> list[Json]:
    return [one for one in everything(card) if one["type"].startswith("Input.")]
