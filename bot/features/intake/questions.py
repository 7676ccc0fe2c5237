"""What a newcomer is asked; pure."""

from collections.abc import Mapping

from bot.ballots.questions import Question
from bot.texts import _

NAMES = ("expectations", "learning", "mandate", "brings")


def texts() -> tuple[str, ...]:
    """Return the questions in the language now spoken, in the order of NAMES."""
    return (
        _("What do you expect of this network?"),
        _("What is your learning question?"),
        _("What may you decide on behalf of your organisation?"),
        _("What do you bring?"),
    )


def questions() -> tuple[Question, ...]:
    """Return the questions as the engine asks them."""
    return tuple(Question("line", text) for text in texts())


def pairs(answers: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return each question that was answered, with its answer."""
    asked = zip(texts(), NAMES, strict=True)
    return tuple((text, answers[name]) for text, name in asked if answers.get(name))
