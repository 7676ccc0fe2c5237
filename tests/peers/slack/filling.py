"""How a person fills in the inputs of a view."""

from typing import Any

CHOICE = {"static_select": "selected_option", "radio_buttons": "selected_option"}
CHOICES = {"multi_static_select": "selected_options", "checkboxes": "selected_options"}
PLAIN = {
    "plain_text_input": "value", "number_input": "value", "url_text_input": "value",
    "email_text_input": "value", "datepicker": "selected_date", "timepicker": "selected_time",
    "datetimepicker": "selected_date_time", "users_select": "selected_user",
    "multi_users_select": "selected_users", "conversations_select": "selected_conversation",
    "file_input": "files",
}  # fmt: skip
FIRST = {
    "value": "initial_value", "selected_option": "initial_option", "files": "files",
    "selected_options": "initial_options", "selected_date": "initial_date",
    "selected_time": "initial_time", "selected_user": "initial_user",
    "selected_users": "initial_users", "selected_date_time": "initial_date_time",
    "selected_conversation": "initial_conversation",
}  # fmt: skip


def filled(blocks: list[dict[str, Any]], values: dict[str, Any]) -> dict[str, Any]:
    """Return state.values; `values` go by the label of an input, options by what they show."""
    inputs = [block for block in blocks if block["type"] == "input"]
    known = {block["label"]["text"] for block in inputs}
    assert set(values) <= known, f"the form asks {known}"
    state: dict[str, Any] = {}
    for block in inputs:
        element, name = block["element"], block["label"]["text"]
        given = _value(element, values[name]) if name in values else _preset(element)
        state[block["block_id"]] = {element["action_id"]: {"type": element["type"], **given}}
    return state


def lacking(blocks: list[dict[str, Any]], state: dict[str, Any]) -> dict[str, str]:
    """Return the inputs that Slack itself would not let be empty."""
    return {
        block["block_id"]: "Please complete this required field."
        for block in blocks
        if block["type"] == "input"
        and not block.get("optional")
        and not any(
            value
            for key, value in state[block["block_id"]][block["element"]["action_id"]].items()
            if key != "type"
        )
    }


def _name(element: dict[str, Any]) -> str:
    kind = element["type"]
    return CHOICE.get(kind) or CHOICES.get(kind) or PLAIN[kind]


def _preset(element: dict[str, Any]) -> dict[str, Any]:
    name = _name(element)
    empty: Any = [] if name in {"selected_options", "selected_users", "files"} else None
    return {name: element.get(FIRST[name], empty)}


def _value(element: dict[str, Any], given: Any) -> dict[str, Any]:
    kind, name = element["type"], _name(element)
    if kind in CHOICE:
        return {name: option(element, given)}
    if kind in CHOICES:
        chosen = [given] if isinstance(given, str) else given
        return {name: [option(element, one) for one in chosen]}
    return {name: given}


def option(element: dict[str, Any], shown: str) -> dict[str, Any]:
    """Find an option by what it shows."""
    for one in element["options"]:
        if one["text"]["text"] == shown:
            return dict(one)
    offered = [one["text"]["text"] for one in element["options"]]
    raise AssertionError(f"'{shown}' is not offered: {offered}")
