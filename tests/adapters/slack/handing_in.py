"""Fills in a dialog by the names and values of its inputs, also with what nobody can choose."""

from typing import Any

from adapters.slack import ids
from adapters.slack.forms import VALUE, name_of
from bot.forms import Values
from tests.peers.slack.filling import CHOICE, CHOICES, PLAIN

Json = dict[str, Any]


def fits(view: Json, values: Values) -> bool:
    """Say whether a dialog asks all of these."""
    return values.keys() <= {name_of(block["block_id"]) for block in view["blocks"]}


def asked_files(blocks: list[Json], values: Values) -> dict[str, int]:
    """Return the numbers of the stored files that are handed in, by the name of their input."""
    inputs = [one for one in blocks if one["type"] == "input"]
    names = [str(name_of(one["block_id"])) for one in inputs if _is_file(one["element"])]
    return {name: int(values[name][0]) for name in names if values.get(name)}


def _is_file(element: Json) -> bool:
    return bool(element["type"] == "file_input")


def state(blocks: list[Json], values: Values, files: dict[str, Json]) -> Json:
    """Return state.values; a long text that is spread over several fields stands in the first.

    `files` are as Slack describes them, by the name of their input.
    """
    found: Json = {}
    for block in blocks:
        if block["type"] == "input":
            name, element = name_of(block["block_id"]), block["element"]
            first = block["block_id"] == f"in:{name}"
            filled = _filled(element, values.get(str(name), ()) if first else ())
            if _is_file(element):
                filled = {"files": [files[str(name)]] if name in files else []}
            found[block["block_id"]] = {VALUE: {"type": element["type"], **filled}}
    return found


def _filled(element: Json, value: tuple[str, ...]) -> Json:
    kind = element["type"]
    if kind in CHOICE:
        return {CHOICE[kind]: _option(element, value[0]) if value else None}
    if kind in CHOICES:
        return {CHOICES[kind]: [_option(element, one) for one in value]}
    return {PLAIN[kind]: value[0] if value else None}


def _option(element: Json, value: str) -> Json:
    groups = element.get("option_groups", [element])
    for one in (option for group in groups for option in group["options"]):
        if one["value"] == value:
            return dict(one)
    return {"text": {"type": "plain_text", "text": value or "…"}, "value": value}


def forged(sealed: str, values: Values) -> Json:
    """Make a dialog that asks these values."""
    return {
        "type": "modal",
        "callback_id": ids.FORM,
        "title": {"type": "plain_text", "text": "A form"},
        "submit": {"type": "plain_text", "text": "Send"},
        "private_metadata": sealed,
        "blocks": [_block(name, value) for name, value in values.items()],
    }


def _block(name: str, value: tuple[str, ...]) -> Json:
    element: Json = {"type": "plain_text_input", "action_id": VALUE}
    if len(value) > 1:
        element = {"type": "multi_static_select", "action_id": VALUE, "options": []}
    label = {"type": "plain_text", "text": name or "…"}
    return {"type": "input", "block_id": f"in:{name}", "label": label, "element": element}
