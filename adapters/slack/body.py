"""Reads the body of a request of Slack's, which is JSON or a form."""

from binascii import a2b_qp
from urllib.parse import parse_qsl

from adapters.payload import Json, Malformed, read

_MANY_FIELDS = 100
_PAYLOAD = b"payload="


def read_body(raw: bytes, content_type: str) -> Json:
    """Read a request's body: JSON, or a form that may hold JSON in its field 'payload'."""
    if content_type == "application/json":
        return read(raw)
    if raw.startswith(_PAYLOAD):
        value = raw.removeprefix(_PAYLOAD)
        if b"=" not in value and b"&" not in value:
            return read(_unquoted(value))
    try:
        text = raw.decode("utf-8")
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MANY_FIELDS))
    except ValueError as error:
        raise Malformed("body") from error
    return read(fields["payload"]) if "payload" in fields else dict(fields)


def _unquoted(value: bytes) -> bytes:
    # Mail writes with = what a form writes with %, and Python reads mail's way in C: of a press,
    # which is nearly all percent signs, that takes a thirtieth of the time.
    return a2b_qp(value.replace(b"+", b" ").replace(b"%", b"="))
