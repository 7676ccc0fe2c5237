"""The two kinds of expected error: a refusal for a person, a delivery error from a platform."""

from datetime import timedelta
from typing import Literal

Outcome = Literal["not_sent", "unknown", "permanent"]


class Refusal(Exception):  # noqa: N818 - it is an answer to a person, not a fault
    """What a person asked is not possible now; the text says what to do instead.

    The text is written in the reader's language when it is raised. `field` names the input of
    the form that it belongs to, '' when it is about the whole.
    """

    def __init__(self, text: str, field: str = "") -> None:
        """Keep the sentence and the input it belongs to."""
        super().__init__(text)
        self.text = text
        self.field = field


class DeliveryError(Exception):
    """A platform did not confirm a message.

    `outcome` is 'not_sent' (certainly not: again, after `retry_after`), 'unknown' (perhaps sent:
    look it up before anything else) or 'permanent' (never: a person is told `text`, which may
    begin with a reason of bot.troubles). `wide` says that not one conversation but all of the
    tenant's have to wait for `retry_after` with what was asked.
    """

    def __init__(
        self,
        text: str,
        outcome: Outcome,
        retry_after: timedelta = timedelta(0),
        *,
        wide: bool = False,
    ) -> None:
        """Keep what happened; `text` holds no personal data."""
        super().__init__(text)
        self.text = text
        self.outcome = outcome
        self.retry_after = retry_after
        self.wide = wide
