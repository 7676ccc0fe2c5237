"""How the Web API says no."""

from typing import Any


class Refused(Exception):  # noqa: N818 - Slack answers it, nobody has erred
    """An answer with ok: false; `more` stands beside the error."""

    def __init__(self, error: str, **more: Any) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


def faulty(error: str, *messages: str) -> Refused:
    """Refuse with the reasons where Slack puts them."""
    return Refused(error, errors=list(messages), response_metadata={"messages": list(messages)})
