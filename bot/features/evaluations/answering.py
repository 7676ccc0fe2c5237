"""Answering: the form, or one press where there is one question. Nothing of it is kept plain."""

from bot.ballots import asking, closing, questions
from bot.ballots.questions import STEPS, Answers, is_empty
from bot.effects import Ask, Reply, Whisper
from bot.errors import Refusal
from bot.features.evaluations import finding, forms, kept_card
from bot.features.evaluations.slice import feature
from bot.forms import Values
from bot.links import ANONYMITY
from bot.texts import _, language, long_moment
from bot.turn import Turn
from storage.evaluations import Evaluation


@feature.press("answer", asks=True)
def answer(turn: Turn, number: int) -> Reply:
    """Open the form."""
    row = finding.open_for(turn, number)
    if finding.has_answered(turn, number):
        return _already()
    asked = finding.as_asked(turn.scene, row)
    return [Ask(forms.answer(asked.here, asked.title, asked.questions))]


@feature.form("send")
def send(turn: Turn, values: Values, number: int) -> Reply:
    """Seal what was filled in."""
    row = finding.open_for(turn, number)
    if finding.has_answered(turn, number):
        raise Refusal(already())
    answers = asking.read(questions.load(row.questions), values)
    if is_empty(answers):
        raise Refusal(_("Answer at least one question, or close the form."), "q0")
    return _cast(turn, row, answers)


@feature.press("vote")
def vote(turn: Turn, number: int, option: int) -> Reply:
    """Seal the answer to the only question."""
    row = finding.open_for(turn, number)
    if finding.has_answered(turn, number):
        return _already()
    asked = questions.load(row.questions)
    first, *others = asked
    offered = range(1, STEPS + 1) if first.kind == "scale" else range(len(first.options))
    if others or first.kind in ("line", "several") or option not in offered:
        raise Refusal(_("That answer is not in this evaluation. Choose one on the card."))
    return _cast(turn, row, (option,))


def _cast(turn: Turn, row: Evaluation, answers: Answers) -> Reply:
    if not closing.cast(turn.connection, row, turn.who.id, answers, turn.new_id()):
        return _already()
    when = long_moment(row.closes)
    text = _("Thank you. It is sealed; what came out is shown after {when}.", when=when)
    return [Whisper(text, fleeting=True)]


def already() -> str:
    """Say that somebody has answered."""
    return _("You have answered already. It cannot be changed, for nobody knows which is yours.")


def _already() -> Reply:
    # Said, not refused: a chat keeps a refusal, and with it who took part.
    return [Whisper(already(), fleeting=True)]


@feature.press("kept")
def kept(turn: Turn, number: int) -> Reply:
    """Say in full what is kept."""
    row = finding.of_network(turn, number)
    page = turn.links.page(ANONYMITY[language()])
    return [Whisper(kept_card.draw(finding.as_asked(turn.scene, row), page))]
