"""Reads the body of a request of Slack's, which is JSON or a form."""

from urllib.parse import parse_qsl

from adapters.payload import Json, Malformed, read

_MANY_FIELDS = 100


def read_body(raw: bytes, content_type: str) -> Json:
    """Read a request's body: JSON, or a form that may hold JSON in its field 'payload'."""
    try:
        text = raw.decode("utf-8")
        if content_type == "application/json":
            return read(text)
        fields = dict(parse_qsl(text, keep_blank_values=True, max_num_fields=_MANY_FIELDS))
    except ValueError as error:
        raise Malformed("body") from error
    return read(fields["payload"]) if "payload" in fields else dict(fields)
