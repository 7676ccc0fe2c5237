"""What people see in Teams, read back as the cards and forms it was drawn from."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from adapters.teams import ids, parts
from adapters.teams.ids import Mark
from bot.cards import Actions, Button, Card, Divider, Element, Link, Option, Pick, Text
from bot.forms import ClockInput, DayInput, Form, Input, PickInput, TextInput, ToggleInput
from tests.peers.teams.reading import actions, shown

Json = dict[str, Any]
Opening = Callable[[str], Mark | None]
"""Reads what a button carries, for whoever looks at it."""

_COUNT = re.compile(r": \*\*(\d+)\*\*(?: · )?")
_AT = re.compile(r"</?at>")


def card(found: Json, opening: Opening, title: str = "") -> Card:
    """Read a card; one in a dialog has its title above it."""
    body = list(found["body"])
    if body and body[0].get("style") == "heading":
        title = _said(body.pop(0)["text"])
    return Card(title, tuple(_elements(body, opening)), title)


def words(found: Card) -> str | None:
    """Return what is said where it is no card but a sentence."""
    body = found.body
    bare = found.title in ("", "Kring") and len(body) == 1
    return body[0].text if bare and isinstance(body[0], Text) else None


def _said(text: str) -> str:
    return shown(_AT.sub("", text))


def _elements(body: list[Json], opening: Opening) -> Iterator[Element]:
    lists: list[Json] = []
    row: list[Button | Link | Pick] = []
    for one in [*_as_one_text(body), {"type": "end"}]:
        if row and one["type"] not in ("ActionSet", "Input.ChoiceSet"):
            yield Actions(tuple(row))
            row = []
        if one.get("separator"):
            yield Divider()
        match one["type"]:
            case "TextBlock":
                yield Text(_said(_COUNT.sub(r": \1 ", one["text"]).rstrip()))
            case "FactSet":
                rows = (f"{_said(row['title'])}: {_said(row['value'])}" for row in one["facts"])
                yield Text("\n".join(rows))
            case "Input.ChoiceSet":
                lists.append(one)
                continue
            case "end":
                return
            case "ActionSet":
                row += (_item(each, lists, opening) for each in one["actions"])
                continue  # what does not fit side by side stands in another row
            case "ColumnSet":
                continue  # how long a bar is
            case kind:
                raise AssertionError(f"nobody can read a {kind}")


def _as_one_text(body: list[Json]) -> Iterator[Json]:
    """Put paragraphs together that were one text, and leave out what a long button says too."""
    waiting: Json | None = None
    for one in [*body, {"type": "end"}]:
        if waiting and one.get("spacing") == parts.APART and "separator" not in one:
            waiting = {**waiting, "text": f"{waiting['text']}\n\n{one['text']}"}
            continue
        if waiting and not _says_too(waiting, one):
            yield waiting
        waiting = one if one["type"] == "TextBlock" else None
        if waiting is None and one["type"] != "end":
            yield one


def _says_too(above: Json, row: Json) -> bool:
    whole = [one["tooltip"] for one in row.get("actions", ()) if "tooltip" in one]
    return [" ".join(_said(above["text"]).split())] == [
        " ".join(_said(one).split()) for one in whole
    ]


def _item(drawn: Json, lists: list[Json], opening: Opening) -> Button | Link | Pick:
    if "url" in drawn:
        return Link(drawn.get("tooltip", drawn["title"]), drawn["url"])
    confirm = ""
    if drawn["type"] == "Action.ShowCard":
        confirm = _said(drawn["card"]["body"][0]["text"])
        drawn = drawn["card"]["actions"][0]
    mark = opening(drawn["data"][ids.KEY])
    assert mark is not None, f"a button that says nothing to Kring: {drawn}"
    if mark.what == "pick":
        [offering] = [one for one in lists if one["id"] == mark.field]
        return Pick(offering["label"], mark.action, tuple(_options(offering)), mark.args)
    main = drawn.get("style") == "positive"
    action = mark.action if mark.what == "press" else f"teams.{mark.what}"
    return Button(drawn.get("tooltip", drawn["title"]), action, mark.args, main, confirm)


def _options(offering: Json) -> Iterator[Option]:
    for one in offering["choices"]:
        yield Option(one["title"], unquote(one["value"]))


def form_mark(found: Json, opening: Opening) -> Mark | None:
    """Return what handing this card in stands for, None when it is no form."""
    marks = (opening(one["data"][ids.KEY]) for one in actions(found) if "data" in one)
    return next((mark for mark in marks if mark and mark.what == "form"), None)


def fault(found: Json) -> str:
    """Return what a form says is wrong with it, '' for nothing."""
    told = (_said(one["text"]) for one in found["body"] if one.get("color") == "attention")
    return next(told, "")


def form(found: Json, title: str, mark: Mark) -> Form:
    """Read a dialog to fill in; `mark` is what it carries out of sight."""
    inputs: list[Input] = []
    intro: list[str] = []
    for one in found["body"]:
        if one["type"].startswith("Input."):
            inputs.append(_input(one))
        elif one["type"] == "TextBlock" and not inputs:
            intro.append(_said(one["text"]))
        elif one["type"] == "TextBlock" and one.get("isSubtle"):
            inputs[-1] = replace(inputs[-1], hint=_said(one["text"]))
    submit = actions(found)[-1]["title"]
    return Form(title, mark.action, tuple(inputs), submit, mark.args, "\n".join(intro))


def _input(one: Json) -> Input:
    name, value = one["id"].removeprefix("in."), one.get("value", "")
    if one["type"] == "Input.Toggle":
        return ToggleInput(name, one["title"], bool(value))
    needed = one.get("isRequired", False)
    match one["type"]:
        case "Input.Text":
            many = one.get("isMultiline", False)
            return TextInput(name, one["label"], value, "", needed, many, one["maxLength"])
        case "Input.Date":
            return DayInput(name, one["label"], value, needed)
        case "Input.Time":
            return ClockInput(name, one["label"], value, needed)
        case _:
            chosen = tuple(unquote(each) for each in value.split(",") if value)
            many = one.get("isMultiSelect", False)
            return PickInput(name, one["label"], tuple(_options(one)), chosen, many, needed)
