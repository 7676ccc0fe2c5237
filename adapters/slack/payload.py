"""The untyped edge: a payload of Slack's, read piece by piece, each checked."""

import json
from typing import Any
from urllib.parse import parse_qsl

from adapters.slack.ids import whole

Json = dict[str, Any]

LONGEST = 40_000
_SHORT = 300
_MANY_FIELDS = 100


class Malformed(Exception):  # noqa: N818 - it says what came
    """What came is not what Slack sends."""


def body(raw: bytes, content_type: str) -> Json:
    """Read a request's body: JSON, or a form that may hold JSON in its field 'payload'."""
    try:
        text = raw.decode("utf-8")
        if content_type == "application/json":
            return _object(json.loads(text))
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MANY_FIELDS))
        return _object(json.loads(fields["payload"])) if "payload" in fields else dict(fields)
    except (ValueError, RecursionError) as error:
        raise Malformed("body") from error


def _object(found: object) -> Json:
    if not isinstance(found, dict):
        raise Malformed("not an object")
    return found


def inside(found: Json, name: str) -> Json:
    """Return the object under a name, {} when there is none; Malformed for anything else."""
    value = found.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise Malformed(name)
    return value


def several(found: Json, name: str, most: int = 200) -> list[Json]:
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


def ident(found: Json, name: str) -> str:
    """Return a short text that names something in Slack, '' when there is none."""
    value = words(found, name, 2 * _SHORT)
    if value != whole(value):
        raise Malformed(name)
    return value


def needed(found: Json, name: str) -> str:
    """Return a short text that has to be there."""
    value = ident(found, name)
    if not value:
        raise Malformed(name)
    return value
