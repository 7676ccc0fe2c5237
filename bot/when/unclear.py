"""What Kring says when it cannot tell which moment somebody means."""

from typing import Literal

from bot.texts import _

Why = Literal["not_a_date", "impossible", "past", "ambiguous", "too_long"]


class Unclear(ValueError):  # noqa: N818 - a person's words are unclear; nothing went wrong
    """A text that gives no single moment: `why` says in which way."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why: Why = why


def explain(unclear: Unclear) -> str:
    """Return a sentence, in the reader's language, on what to write instead."""
    match unclear.why:
        case "not_a_date":
            return _("I see no date or time in that. Try ‘Friday at 9:30’ or ‘12 March 14:00’.")
        case "impossible":
            return _("That day or time is not in the calendar. Try ‘12 March at 14:00’.")
        case "past":
            return _("That moment has passed. Pick a later one, such as ‘tomorrow at 9:30’.")
        case "ambiguous":
            return _(
                "That can mean more than one moment."
                " Give the day and the time in full, such as ‘Thursday 12 March at 14:00’."
            )
        case "too_long":
            return _("That is a long text for a date. A few words do, such as ‘Friday at 9:30’.")
