"""Judges Adaptive Cards: the schema of 1.5, ids that are there once, sizes, and what is no card."""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft6Validator, ValidationError

Json = dict[str, Any]
LARGEST = 80_000
TYPE = "application/vnd.microsoft.card.adaptive"


@cache
def _schema() -> Draft6Validator:
    text = files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text("utf-8")
    return Draft6Validator(json.loads(text))


def _deepest(error: ValidationError) -> str:
    """Say what is wrong where it is, and not that the whole card is none."""
    while error.context:
        error = max(error.context, key=lambda each: len(each.absolute_path))
    return f"{error.json_path}: {error.message[:200]}"


def everything(card: Any) -> Iterator[Json]:
    """Give every element and action of a card, in their order."""
    if isinstance(card, dict):
        if "type" in card:
            yield card
        for name, part in card.items():
            if name not in ("data", "msteams"):
                yield from everything(part)
    elif isinstance(card, list):
        for part in card:
            yield from everything(part)


def faults(card: Json) -> list[str]:
    """Say what is wrong with a card, nothing when it is right."""
    # What stands under 'msteams' is Teams' own, and is looked at on its own.
    standard = {name: part for name, part in card.items() if name != "msteams"}
    found = [_deepest(error) for error in _schema().iter_errors(standard)]
    found += _unknown(card)
    ids = Counter(one["id"] for one in everything(card) if "id" in one)
    found += [f"two with id {name}" for name, times in ids.items() if times > 1]
    if (size := len(json.dumps(card, ensure_ascii=False).encode())) > LARGEST:
        found.append(f"{size} bytes")
    if card.get("version") != "1.5":
        found.append("version")
    found += [f"empty {one['type']}" for one in everything(card) if _is_empty(one)]
    return found + list(_mentions(card))


_KNOWN = {
    "TextBlock", "FactSet", "ColumnSet", "Column", "ActionSet", "AdaptiveCard",
    "Input.Text", "Input.ChoiceSet", "Input.Date", "Input.Time", "Input.Toggle",
    "Action.Execute", "Action.Submit", "Action.ShowCard", "Action.OpenUrl",
}  # fmt: skip


def _unknown(card: Json) -> list[str]:
    """The schema takes any type it does not know: these are the ones that Kring draws."""
    return [f"type {one['type']}" for one in everything(card) if one["type"] not in _KNOWN]


def _is_empty(one: Json) -> bool:
    match one["type"]:
        case "TextBlock":
            return not one["text"]
        case "ActionSet":
            return not 0 < len(one["actions"]) <= 5
        case "FactSet":
            return not one["facts"]
        case "Input.ChoiceSet":
            return not one["choices"]
        case "Action.Submit" | "Action.Execute" | "Action.ShowCard":
            return not one["title"]
        case _:
            return False


def _mentions(card: Json) -> Iterator[str]:
    """Every <at> has its entity, and every entity its <at>."""
    said = " ".join(
        [one["text"] for one in everything(card) if one["type"] == "TextBlock"]
        + [
            f"{fact['title']} {fact['value']}"
            for one in everything(card)
            if one["type"] == "FactSet"
            for fact in one["facts"]
        ]
    )
    for entity in card.get("msteams", {}).get("entities", []):
        if entity["text"] not in said:
            yield f"nobody reads {entity['text']}"
        said = said.replace(entity["text"], "")
    if "<at>" in said:
        yield "a mention without an entity"
