"""Forms as dialogs (modals), and what comes back from them."""

import re
from collections.abc import Iterator
from typing import assert_never

from adapters.naming import Readers
from adapters.payload import Json
from adapters.slack import fit, ids, parts
from adapters.slack.words import clipped, line
from bot.cards import Option
from bot.forms import (
    ClockInput,
    DayInput,
    FileInput,
    Form,
    Input,
    PickInput,
    TextInput,
    ToggleInput,
)
from bot.texts import _

TITLE, HINT, FEW, LONGEST_TEXT = 24, 2000, 6, 3000
VALUE = "v"
"""The action id of every input; its block id says which one it is."""

_PART = 2500
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")
_BLOCK = re.compile(r"in:([^~]{1,100})(?:~\d)?")


def modal(form: Form, metadata: str, readers: Readers) -> Json:
    """Draw a form; `metadata` is what comes back with it, signed."""
    blocks = [*_opening(form, readers)]
    for asked in form.inputs:
        blocks += _blocks(asked, readers)
    if not blocks:
        blocks.append(parts.plain(form.title, readers))
    return {
        "type": "modal",
        "callback_id": ids.FORM,
        "title": line(form.title, TITLE, readers),
        "submit": line(form.submit, TITLE, readers),
        "close": line(_("Cancel"), TITLE, readers),
        "private_metadata": metadata,
        "blocks": blocks,
    }


def _opening(form: Form, readers: Readers) -> Iterator[Json]:
    if len(form.title) > TITLE:
        yield {"type": "header", "block_id": "title", "text": line(form.title, 150, readers)}
    for number, part in enumerate(fit.cut(form.intro, fit.VIEW.text)):
        yield {**parts.plain(part, readers), "block_id": f"intro{number}"}


def _blocks(asked: Input, readers: Readers) -> Iterator[Json]:
    match asked:
        case TextInput():
            yield from _texts(asked, readers)
        case PickInput(options=()):
            nothing = _("{name}: there is nothing to choose.", name=asked.label)
            yield {**parts.quiet(nothing, readers), "block_id": f"none:{asked.name}"}
        case PickInput():
            yield _input(asked, _choice(asked, readers), readers)
        case DayInput(value=value):
            yield _input(asked, _day(value), readers)
        case ClockInput(value=value):
            yield _input(asked, _clock(value), readers)
        case ToggleInput(on=on):
            yield _input(asked, _toggle(on, readers), readers)
        case FileInput():
            yield _input(asked, {"type": "file_input", "max_files": 1}, readers)
        case _:
            assert_never(asked)


def _input(asked: Input, element: Json, readers: Readers, part: str = "") -> Json:
    needed = not isinstance(asked, ToggleInput) and asked.required and not part
    block: Json = {
        "type": "input",
        "block_id": f"in:{asked.name}{part}",
        "label": line(asked.label, HINT, readers),
        "element": {**element, "action_id": VALUE},
        "optional": not needed,
    }
    if asked.hint:
        block["hint"] = line(asked.hint, HINT, readers)
    return block


def _texts(asked: TextInput, readers: Readers) -> Iterator[Json]:
    """Draw a text; a longer one than a field of Slack's holds is spread over several."""
    for number, value in enumerate(_parted(asked.value) or [""]):
        element: Json = {
            "type": "plain_text_input",
            "multiline": asked.many_lines,
            "max_length": min(asked.longest, LONGEST_TEXT),
        }
        if value:
            element["initial_value"] = value
        yield _input(asked, element, readers, f"~{number}" if number else "")


def _parted(text: str) -> list[str]:
    found = []
    while len(text) > LONGEST_TEXT:
        at = text.rfind("\n", 0, _PART) + 1 or _PART
        found.append(text[:at])
        text = text[at:]
    return [*found, text]


def _plain(value: str) -> Json:
    return {"type": "plain_text_input", "initial_value": clipped(value, LONGEST_TEXT)}


def _day(value: str) -> Json:
    if value and not _DAY.fullmatch(value):
        return _plain(value)  # words such as 'the next meeting' have no place in a calendar
    return {"type": "datepicker", **({"initial_date": value} if value else {})}


def _clock(value: str) -> Json:
    if value and not _CLOCK.fullmatch(value):
        return _plain(value)
    return {"type": "timepicker", **({"initial_time": value} if value else {})}


def _toggle(on: bool, readers: Readers) -> Json:
    yes = parts.option(Option(_("Yes"), "yes"), readers)
    return {"type": "checkboxes", "options": [yes], **({"initial_options": [yes]} if on else {})}


def _choice(asked: PickInput, readers: Readers) -> Json:
    few = len(asked.options) <= FEW
    chosen = [parts.option(one, readers) for one in asked.options if one.value in asked.chosen]
    offered = parts.options(asked.options, readers)
    if asked.many:
        kind = "checkboxes" if few else "multi_static_select"
        return {"type": kind, **offered, **({"initial_options": chosen} if chosen else {})}
    kind = "radio_buttons" if few else "static_select"
    return {"type": kind, **offered, **({"initial_option": chosen[0]} if chosen else {})}


def name_of(block: str) -> str | None:
    """Return the name of the input a block asks, None for another block."""
    found = _BLOCK.fullmatch(block)
    return found[1] if found else None
