"""Fills in a dialog by the names and values of its inputs, also with what nobody can choose."""

from functools import partial

from adapters.payload import Json
from adapters.slack import ids
from adapters.slack.forms import VALUE, name_of
from bot.forms import Values
from storage import files
from storage.database import Unit
from storage.files import StoredFile
from tests.adapters.slack.house import Built
from tests.peers.slack.filling import CHOICE, CHOICES, PLAIN


def fits(view: Json, values: Values) -> bool:
    """Say whether a dialog asks all of these."""
    return values.keys() <= {name_of(block["block_id"]) for block in view["blocks"]}


async def upload(there: Built, blocks: list[Json], values: Values) -> dict[str, Json]:
    """Hand Slack what lies in the database, as if it was on somebody's machine.

    Return the files as Slack describes them, by the name of their input.
    """
    found: dict[str, Json] = {}
    for block in blocks:
        name = str(name_of(block["block_id"]))
        if block["type"] == "input" and _is_file(block["element"]) and values.get(name):
            stored = await there.kring.slack.database.read(partial(_stored, int(values[name][0])))
            found[name] = there.slack.shared(stored.name, stored.data)
    return found


def _stored(number: int, unit: Unit) -> StoredFile:
    found = files.get(unit.connection, number)
    assert found is not None
    return found


def _is_file(element: Json) -> bool:
    return bool(element["type"] == "file_input")


def state(blocks: list[Json], values: Values, shared: dict[str, Json]) -> Json:
    """Return state.values; a long text that is spread over several fields stands in the first.

    `shared` are the files.
    """
    found: Json = {}
    for block in blocks:
        if block["type"] == "input":
            name, element = name_of(block["block_id"]), block["element"]
            first = block["block_id"] == f"in:{name}"
            filled = _filled(element, values.get(str(name), ()) if first else ())
            if _is_file(element):
                filled = {"files": [shared[str(name)]] if name in shared else []}
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
