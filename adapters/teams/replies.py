"""What Teams is answered with, in the shapes that it takes."""

from typing import Any

from botbuilder.core import InvokeResponse

from adapters.payload import Json
from adapters.teams import render
from bot.texts import _


class Reply(InvokeResponse):  # type: ignore[misc] # botbuilder is not typed
    """A status and a body, to be written as JSON once; a body of None is empty."""

    status: int
    body: Json | None

    def __init__(self, status: int, body: Json | None = None) -> None:
        super().__init__(status=status, body=body)


def dialog(view: Json) -> Reply:
    """Open a dialog, or go on in one."""
    return Reply(200, {"task": {"type": "continue", "value": view}})


def done(words: str) -> Reply:
    """Say something in place of a dialog."""
    return Reply(200, {"task": {"type": "message", "value": words}})


def said(words: str) -> Reply:
    """Say something to who pressed on a card."""
    return _action("application/vnd.microsoft.activity.message", words)


def replaced(card: Json) -> Reply:
    """Put another card in the place of the one that was pressed, for who pressed it."""
    return _action(render.TYPE, card)


def _action(kind: str, value: Any) -> Reply:
    return Reply(200, {"statusCode": 200, "type": kind, "value": value})


def old() -> str:
    """Say that a button is none of ours any more."""
    return _("This button is from an older card. Type 'help' to go on.")
