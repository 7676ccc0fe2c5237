"""What people see in Slack, read back as the cards and forms it was drawn from."""

import re
from collections.abc import Iterator
from dataclasses import replace

from adapters.payload import Json
from adapters.slack import ids
from adapters.slack.forms import name_of
from bot.cards import Actions, Arg, Button, Card, Divider, Element, Link, Option, Pick, Text
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
from tests.peers.slack.reading import label, plain
from tests.peers.slack.workspace import Message, Workspace

_PICTURE = re.compile(r"\n[█░]+ ?")
_USER = re.compile(r"<@(\w+)>")


def card(team: Workspace, message: Message) -> Card:
    """Read a message."""
    if not message.blocks:
        return Card("", (Text(message.text),), message.text)
    return _card(team, "", message.blocks)


def view(team: Workspace, shown: Json) -> Card:
    """Read a home view or a dialog that is only read; its title is above it or in it."""
    title = shown["title"]["text"] if "title" in shown else ""
    return _card(team, title, shown["blocks"])


def words(found: Card) -> str | None:
    """Return what is said where it is no card but a sentence."""
    body = found.body
    bare = found.title in ("", "Kring") and len(body) == 1
    return body[0].text if bare and isinstance(body[0], Text) else None


def _card(team: Workspace, title: str, blocks: list[Json]) -> Card:
    body = list(blocks)
    if body and body[0]["type"] == "header":
        title = body.pop(0)["text"]["text"]
    elements = [one for block in body for one in _elements(team, block)]
    return Card(title, tuple(elements), title)


def _elements(team: Workspace, block: Json) -> Iterator[Element]:
    match block["type"]:
        case "actions":
            yield Actions(tuple(item for one in block["elements"] for item in _items(one)))
        case "divider":
            yield Divider()
        case "data_visualization":  # its title is the card's own
            yield Text(plain([block]).partition("\n")[2])
        case _:
            said = _PICTURE.sub(" ", plain([block]))
            lines = [line.rstrip() for line in said.split("\n")] if said else [""]
            yield Text(_USER.sub(lambda found: team.users[found[1]].name, "\n".join(lines)))


def _items(drawn: Json) -> Iterator[Button | Link | Pick]:
    if "url" in drawn:
        yield Link(label(drawn), drawn["url"])
        return
    read = ids.read(drawn["action_id"], drawn.get("value", ""), "chosen")
    confirm = drawn.get("confirm", {}).get("text", {}).get("text", "")
    match read:
        case ids.Pushed(action, args) if drawn["type"] == "button":
            yield Button(label(drawn), action, args, drawn.get("style") == "primary", confirm)
        case ids.Pushed(action, args):
            yield Pick(label(drawn), action, tuple(options(drawn)), args)
        case ids.More():
            yield Button(label(drawn), "slack.more")
        case other:
            raise AssertionError(f"a button that says nothing to Kring: {drawn} ({other})")


def options(drawn: Json) -> Iterator[Option]:
    """Read what a list offers, also in groups."""
    groups = drawn.get("option_groups", [drawn])
    for one in (option for group in groups for option in group["options"]):
        yield Option(one["text"]["text"], one["value"])


def form(team: Workspace, shown: Json, action: str, args: tuple[Arg, ...]) -> Form:
    """Read a dialog to fill in; `action` and `args` are what it carries out of sight."""
    opening = [block for block in shown["blocks"] if block["type"] != "input"]
    read = _card(team, shown["title"]["text"], opening)
    intro = "\n".join(one.text for one in read.body if isinstance(one, Text))
    inputs: dict[str, Input] = {}
    for block in shown["blocks"]:
        if block["type"] != "input":
            continue
        asked = _input(block)
        before = inputs.get(asked.name)
        if isinstance(before, TextInput) and isinstance(asked, TextInput):
            asked = replace(before, value=before.value + asked.value)
        inputs[asked.name] = asked
    return Form(read.title, action, tuple(inputs.values()), shown["submit"]["text"], args, intro)


def _input(block: Json) -> Input:
    element, title = block["element"], block["label"]["text"]
    name = name_of(block["block_id"])
    assert name is not None
    hint = block.get("hint", {}).get("text", "")
    needed = not block["optional"]
    match element["type"]:
        case "plain_text_input":
            many, longest = element.get("multiline", False), element.get("max_length", 3000)
            value = element.get("initial_value", "")
            return TextInput(name, title, value, hint, needed, many, longest)
        case "datepicker":
            return DayInput(name, title, element.get("initial_date", ""), needed, hint)
        case "timepicker":
            return ClockInput(name, title, element.get("initial_time", ""), needed, hint)
        case "file_input":
            return FileInput(name, title, needed, hint)
        case _:
            return _choice(name, title, element, needed=needed, hint=hint)


def _choice(name: str, title: str, element: Json, *, needed: bool, hint: str) -> Input:
    offered = tuple(options(element))
    one = element.get("initial_option")
    chosen = tuple(each["value"] for each in element.get("initial_options", [one] if one else []))
    many = element["type"] in ("checkboxes", "multi_static_select")
    if many and [each.value for each in offered] == ["yes"] and not needed:
        return ToggleInput(name, title, bool(chosen), hint)
    return PickInput(name, title, offered, chosen, many, needed, hint)
