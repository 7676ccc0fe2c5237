"""Cards and forms as plain JSON and back, for platforms that have to keep them."""

import math
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from bot import cards, forms
from bot.cards import Card
from bot.forms import Form

_CLASSES = {
    made.__name__: made
    for made in (
        *(cards.Text, cards.Facts, cards.Bar, cards.Bars, cards.Divider, cards.Button),
        *(cards.Link, cards.Option, cards.Pick, cards.Actions, cards.Card),
        *(forms.TextInput, forms.PickInput, forms.DayInput, forms.ClockInput),
        *(forms.ToggleInput, forms.FileInput, forms.Form),
    )
}
_KIND = "is"


def dump(thing: Card | Form) -> dict[str, Any]:
    """Write a card or form as a JSON object; each part names its class under 'is'."""
    written = _dump(thing)
    assert isinstance(written, dict)  # noqa: S101 - a dataclass is written as an object
    return written


def load_card(written: object) -> Card:
    """Read a card; ValueError when it is not exactly one."""
    thing = _load(written)
    if not isinstance(thing, Card):
        raise ValueError("not a card")  # noqa: TRY004 - what is written is wrong, not its type
    return thing


def load_form(written: object) -> Form:
    """Read a form; ValueError when it is not exactly one."""
    thing = _load(written)
    if not isinstance(thing, Form):
        raise ValueError("not a form")  # noqa: TRY004 - the same
    return thing


def _dump(thing: Any) -> Any:
    if isinstance(thing, tuple):
        return [_dump(each) for each in thing]
    if is_dataclass(thing):
        parts = {field.name: _dump(getattr(thing, field.name)) for field in fields(thing)}
        return {_KIND: type(thing).__name__, **parts}
    return thing


def _load(written: object) -> object:
    if isinstance(written, list):
        return tuple(_load(each) for each in written)
    if not isinstance(written, dict):
        return written
    made = _CLASSES.get(str(written.get(_KIND)))
    if made is None:
        raise ValueError(f"unknown part {written.get(_KIND)!r}")
    return _build(made, {name: _load(part) for name, part in written.items() if name != _KIND})


@cache
def _hints(made: type) -> dict[str, Any]:
    return get_type_hints(made)


def _build(made: type, parts: dict[str, object]) -> object:
    hints = _hints(made)
    if unknown := parts.keys() - hints.keys():
        raise ValueError(f"{made.__name__} has no {sorted(unknown)}")
    values = {name: _number(part, hints[name]) for name, part in parts.items()}
    wrong = [name for name, part in values.items() if not _fits(part, hints[name])]
    if wrong:
        raise ValueError(f"{made.__name__} does not take this as {wrong}")
    try:
        return made(**values)
    except TypeError as error:
        raise ValueError(f"{made.__name__} is not complete") from error


def _number(part: object, hint: Any) -> object:
    """Take a whole number for a float: PostgreSQL writes 1.0 as it likes."""
    return float(part) if hint is float and type(part) is int else part


def _fits(part: object, hint: Any) -> bool:
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return any(_fits(part, each) for each in inner)
    if origin is Literal:
        return part in inner
    if origin is tuple:
        return isinstance(part, tuple) and _tuple_fits(part, inner)
    if type(part) is float and not math.isfinite(part):
        return False
    return type(part) is hint


def _tuple_fits(part: tuple[object, ...], inner: tuple[Any, ...]) -> bool:
    if len(inner) == 2 and inner[1] is Ellipsis:
        return all(_fits(each, inner[0]) for each in part)
    return len(part) == len(inner) and all(map(_fits, part, inner))
