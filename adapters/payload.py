"""The untyped edge: JSON from outside, read piece by piece, each checked."""

import json
from typing import Any

from bot.cards import clean

Json = dict[str, Any]
"""An object as JSON has it."""

LONGEST = 40_000
"""Characters of a text that somebody wrote."""

LONGEST_ID = 1000
"""Characters of what names something at a platform."""

MANY = 500
"""Objects in a list."""


class Malformed(Exception):  # noqa: N818 - it says what came
    """What came is not what the platform sends."""


def read(raw: bytes | str) -> Json:
    """Read an object in JSON."""
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Malformed("body") from error
    if not isinstance(found, dict):
        raise Malformed("not an object")
    return found


def whole(text: str) -> str:
    """Leave out what could forge a mention, and the halves of characters no database keeps."""
    return clean(text.encode("utf-8", "replace").decode("utf-8"))


def inside(found: Json, name: str) -> Json:
    """Return the object under a name, {} when there is none; Malformed for anything else."""
    value = found.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Malformed(name)
    return value


def several(found: Json, name: str, most: int = MANY) -> list[Json]:
    """Return the objects in a list under a name, [] when there is none."""
    value = found.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or len(value) > most:
        raise Malformed(name)
    if not all(isinstance(one, dict) for one in value):
        raise Malformed(name)
    return value


def words(found: Json, name: str, longest: int = LONGEST) -> str:
    """Return a text, '' when there is none."""
    value = found.get(name)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > longest:
        raise Malformed(name)
    return value


def ident(found: Json, name: str, longest: int = LONGEST_ID) -> str:
    """Return a short text that names something, '' when there is none."""
    value = words(found, name, longest)
    if not (value.isascii() and value.isprintable()) and value != whole(value):
        raise Malformed(name)
    return value


def needed(found: Json, name: str, longest: int = LONGEST_ID) -> str:
    """Return a short text that has to be there."""
    value = ident(found, name, longest)
    if not value:
        raise Malformed(name)
    return value
