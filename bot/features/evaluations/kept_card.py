"""The card that says in full what is kept of an answer, and what nobody can promise."""

from bot.ballots.counting import LEAST_FOR_LINES, NEVER_UNDER
from bot.cards import Actions, Card, Link, Text
from bot.features.evaluations.cards import Asked
from bot.texts import _


def draw(asked: Asked, page: str) -> Card:
    """Say what is kept of an answer; `page` is the address of what says it in full."""
    title = _("What is kept of your answer?")
    least = max(asked.least, NEVER_UNDER)
    texts = (
        _(
            "Your answer is sealed as it comes in. The key lies outside the database, and nobody "
            "opens anything before it closes."
        ),
        _(
            "Until then Kring keeps that you took part, so that you answer once and are not "
            "reminded. It shows that to nobody, and forgets it at the closing."
        ),
        _(
            "At the closing Kring counts, keeps only what may be shown, and destroys the answers, "
            "the key and the list of who took part."
        ),
        _("With fewer than {least} answers all of it is destroyed, unread.", least=least),
        _(
            "Under ten answers there are only averages in half points, and “about half”. What "
            "people write is shown from {least} answers on, in the order of the alphabet.",
            least=LEAST_FOR_LINES,
        ),
        _ending(asked),
        _(
            "Four things remain: how you write can tell who you are; when all answer the same, "
            "everybody knows what each answered; the chat itself belongs to your organisation; and "
            "as long as it is open, whoever runs the server could take answers and key together."
        ),
    )
    more = Actions((Link(_("Read all of it"), page),))
    return Card(title, (*(Text(text) for text in texts), more), title)


def _ending(asked: Asked) -> str:
    if asked.after:
        return _("It never closes sooner than is said, so nobody chooses whose answer is the last.")
    return _(
        "Who asked it and the facilitators may close it sooner; until then nobody is told how "
        "many have answered."
    )
