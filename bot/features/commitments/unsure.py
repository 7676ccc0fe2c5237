"""What Kring asks back when a commitment could mean more than one thing."""

from typing import TYPE_CHECKING

from bot.texts import _
from bot.when import Unclear, explain

if TYPE_CHECKING:
    from bot.features.commitments.sentence import Sentence

DATE_FAULTS = ("not_a_date", "impossible", "past", "ambiguous", "too_long")


class Unsure(ValueError):  # noqa: N818 - a person's words are unclear; nothing went wrong
    """A sentence that is asked back: `why` in one word, the `word` it is about, what is sure."""

    def __init__(self, why: str, word: str = "", partly: "Sentence | None" = None) -> None:
        super().__init__(why)
        self.why, self.word, self.partly = why, word, partly

    @property
    def field(self) -> str:
        """The input of the form that it is about."""
        if self.why in ("unknown", "several", "who"):
            return "owners"
        return "text" if self.why in ("no_text", "long_line") else "until"

    def question(self) -> str:
        """Say in the reader's language what is asked back."""
        if self.why in DATE_FAULTS:
            return explain(Unclear(self.why))  # type: ignore[arg-type] # these are its reasons
        asked = {
            "no_date": _("By when? A date or the next meeting."),
            "no_text": _("What are you going to do? Say it in a few words."),
            "day": _("I see a time, and no day. On which day?"),
            "two": _("I see two moments. Which one is it?"),
            "unknown": _("I know nobody called “{name}” here. Who does it?", name=self.word[:40]),
            "several": _("I know more than one “{name}”. Whom do you mean?", name=self.word[:40]),
            "who": _("Who does it? Choose the people by name."),
            "period": _(
                "I find no single “{name}” among the holidays of this network. By which day?",
                name=self.word[:40],
            ),
            "around": _("That leaves the day open. By which day?"),
        }
        return asked[self.why]
